"""Postcodes and the states they lie in: United States, Canada, Australia and China, by their first characters."""

import re
from functools import cache
from importlib.resources import files

from quality.standardise.base import tidy

SHAPES = {
    "US": re.compile(r"\d{5}(-?\d{4})?"),
    "CA": re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d"),
    "AU": re.compile(r"\d{4}"),
    "CN": re.compile(r"[0-8]\d{5}"),
}
_LINE = re.compile(r"([A-Z]{2}) ([^:]+): (.+)")


@cache
def _tables() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, frozenset[str]]]]:
    """Return (country → name or code, lower case → state code; country → prefix → state codes)."""
    names: dict[str, dict[str, str]] = {country: {} for country in SHAPES}
    prefixes: dict[str, dict[str, set[str]]] = {country: {} for country in SHAPES}
    for line in files("quality.standardise").joinpath("postcodes.txt").read_text("utf-8").splitlines():
        found = _LINE.fullmatch(line)
        if not found:
            continue
        country, states, ranges = found.groups()
        code, *_ = known = states.split("|")
        names[country].update({name.lower(): code for name in known})
        for prefix in _spread(ranges):
            prefixes[country].setdefault(prefix, set()).add(code)
    return names, {country: {p: frozenset(s) for p, s in table.items()} for country, table in prefixes.items()}


def _spread(ranges: str) -> list[str]:
    found = []
    for part in ranges.split():
        first, dash, last = part.partition("-")
        found += [f"{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)] if dash else [first]
    return found


def state_code(name: str, country: str) -> str:
    """Return the code of a state by its code or English name, "" where it is not one of `country`.

    >>> state_code("california", "US"), state_code("N.Y.", "US"), state_code("Bayern", "US")
    ('CA', 'NY', '')
    """
    plain = tidy(name).lower()
    table = _tables()[0].get(country, {})
    return table.get(plain) or table.get(plain.replace(".", ""), "")


def states_of(postcode: str, country: str) -> frozenset[str]:
    """Return the codes of the states a postcode may lie in (China: two-digit division codes); empty: not known.

    >>> sorted(states_of("10001-1234", "US")), sorted(states_of("518000", "CN")), sorted(states_of("x", "US"))
    (['NY'], ['44'], [])
    """
    plain = tidy(postcode).upper()
    if country not in SHAPES or not SHAPES[country].fullmatch(plain):
        return frozenset()
    table = _tables()[1][country]
    return next((table[plain[:size]] for size in (4, 3, 2, 1) if plain[:size] in table), frozenset())
