"""Western addresses: the kind of street written one way, post office boxes, postcodes at the end.

Only a street after its house number is read (12 High St), the way addresses are written in English; where the
number comes last (Hauptstr. 5) or the kind comes first (12 rue de la Paix) nothing but blanks and commas change.
"""

import re
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

_BOX = re.compile(r"\b(?:p\.? ?o\.? ?box|post office box)\b\.?(?= *#?\d)", re.IGNORECASE)
_UNIT = r"(?:(?:apt|apartment|unit|suite|ste|flat|floor|fl|bldg|room|rm)\b\.?|#)\s*\S+"
_QUARTER = r"(?:[ns][ew]?|[ew])\b\.?"
_FOREIGN = re.compile(
    r"^\S+\s+(?:(?:bis|ter)\s+)?(?:rue|rua|via|viale|calle|av|ave|avenue|avenida|bd|bld|boulevard|place|all[ée]e|chemin)\b",
    re.I,
)
# Postcodes of the United Kingdom and Canada: a blank before the last three.
_POSTCODE = re.compile(
    r"(?<![A-Z0-9])(?:([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})|([A-CEGHJ-NPR-TVXY]\d[A-Z]) ?(\d[A-Z]\d))$", re.I
)
_SHORT_AT_LEAST = 0.6  # of a column's streets: then that is how they are written there


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """Return each way to write a kind of street → (in full, the usual short form)."""
    found = {}
    for line in files("quality.standardise").joinpath("streets.txt").read_text("utf-8").splitlines():
        kind, colon, short = line.partition(": ")
        if colon and not line.startswith("#"):
            found.update(dict.fromkeys([kind, *short.split()], (kind, short.split()[0])))
    return found


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def _street() -> re.Pattern:
    ending = rf"(?=\s*(?:$|,|{_QUARTER}\s*(?:$|,)|(?:{_QUARTER}\s+)?{_UNIT}\s*(?:$|,)))"
    return re.compile(
        rf"^(#?\d+[A-Z]?(?:[-/]\d+[A-Z]?)?\s+[^,\d][^,]*?\s)({_any(list(_kinds()))})\b\.?{ending}", re.IGNORECASE
    )


def writes_short(texts: pa.Array) -> bool:
    """Return whether most streets of a column have their kind written short (St, Ave).

    >>> writes_short(pa.array(["1 Elm St", "2 Oak Ave, Reno", "3 Ash Road"])), writes_short(pa.array(["3 Ash Road"]))
    (True, False)
    """
    full = sorted({kind for kind, _ in _kinds().values()})
    short = [word for word in _kinds() if word not in full]
    head, tail = r"(?i)^#?\d+[a-z]?[^,]*\s(", r")\.?\s*(,|$)"
    often = [pc.sum(pc.match_substring_regex(texts, head + _any(words) + tail)).as_py() or 0 for words in (short, full)]
    return often[0] > 0 and often[0] >= _SHORT_AT_LEAST * sum(often)


def format(text: str, *, short: bool = False) -> str:
    """Return a compact address with its kind of street in full (or `short`), `PO Box`, its postcode spaced.

    >>> format("12 High St., London sw1a1aa"), format("p.o. box 7, Reno"), format("9 ELM AVE APT 3")
    ('12 High Street, London SW1A 1AA', 'PO Box 7, Reno', '9 ELM AVENUE APT 3')
    >>> format("12 High Street", short=True), format("12 rue St. Denis")
    ('12 High St', '12 rue St. Denis')
    """
    text = _BOX.sub("PO Box", text)
    if not _FOREIGN.match(text):
        text = _street().sub(lambda m: m[1] + _like(m[2], _kinds()[m[2].lower()][short]), text)
    return _POSTCODE.sub(lambda m: f"{m[1] or m[3]} {m[2] or m[4]}".upper(), text)


def _like(written: str, word: str) -> str:
    """Give a word the capitals of the one that was written."""
    if written.isupper():
        return word.upper()
    return word.capitalize() if written[0].isupper() else word
