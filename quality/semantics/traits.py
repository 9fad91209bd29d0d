"""What tables tell of a person beside the fields: one name for each trait, whatever its header."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from quality.semantics.headers import header_words


def trait_names(headers: Iterable[str]) -> dict[str, str]:
    """Return header → trait for the headers that name one; two columns of one trait keep their own names.

    >>> trait_names(["Father's Birthplace", "trade", "Notes"])
    {"Father's Birthplace": 'father birth place', 'trade': 'occupation'}
    """
    found = {h: trait for h in headers if (trait := _traits().get("".join(header_words(h or ""))))}
    seen = Counter(found.values())
    return {header: trait for header, trait in found.items() if seen[trait] == 1}


@cache
def _traits() -> dict[str, str]:
    """Phrase, its words in one → trait."""
    lines = files("quality.semantics").joinpath("traits.txt").read_text(encoding="utf-8").splitlines()
    told = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {"".join(header_words(phrase)): trait for trait, _, phrases in told for phrase in phrases.split("|")}
