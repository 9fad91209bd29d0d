"""What is written for a person's gender, in any language; the words stand in genders.txt."""

import unicodedata
from functools import cache
from importlib.resources import files

from quality.standardise.base import tidy

MALE, FEMALE = "male", "female"


@cache
def _words() -> dict[str, str]:
    found = {}
    for line in files("quality.standardise").joinpath("genders.txt").read_text("utf-8").splitlines():
        kind, colon, said = line.partition(":")
        if colon and not line.startswith("#"):
            found |= {_folded(word): kind for word in said.split("|")}
    return found


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", tidy(text).lower().strip(". ").replace("ı", "i").replace("-", " "))
    return unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))


def kind(text: str) -> str:
    """Return `male`, `female`, `open` (nothing is said), `either` (a letter or figure that others decide), else "".

    >>> kind("Männlich"), kind("أنثى"), kind("K"), kind("保密"), kind("VIP")
    ('male', 'female', 'either', 'open', '')
    """
    return _words().get(_folded(text), "")
