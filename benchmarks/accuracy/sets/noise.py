"""How people and machines spoil a value: slips of the finger, scanners, hearing, habit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb", "h": "gjyn",
    "j": "hkum", "k": "jli", "l": "ko", "z": "ax", "x": "zsc", "c": "xdv", "v": "cfb", "b": "vgn",
    "n": "bhm", "m": "nj",
}  # fmt: skip
SEEN = (("m", "rn"), ("l", "1"), ("o", "0"), ("s", "5"), ("b", "8"), ("d", "cl"), ("w", "vv"), ("g", "q"))
HEARD = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("ey", "y"), ("ee", "ea"), ("c", "k"), ("z", "s"), ("ai", "ay"),
    ("th", "t"), ("wh", "w"), ("ll", "l"), ("tt", "t"), ("nn", "n"), ("en", "an"), ("er", "ar"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """How much a source spoils: each figure is a chance between 0 and 1 for one value of one record."""

    typo: float
    missing: float
    second_typo: float
    change: float

    @classmethod
    def of(cls, name: str) -> Level:
        """The level called mild, medium or hell."""
        return {
            "mild": cls(0.04, 0.05, 0.05, 0.05),
            "medium": cls(0.12, 0.12, 0.15, 0.12),
            "hell": cls(0.28, 0.25, 0.35, 0.25),
        }[name]


def slip(text: str, dice: Random) -> str:
    """One slip of the finger: a neighbour key, a letter lost, doubled, added, or two swapped."""
    if len(text) < 2:
        return text
    at = dice.randrange(len(text))
    kind = dice.choice(("near", "drop", "double", "swap", "near", "drop"))
    letter = text[at]
    if kind == "near":
        pool = "0123456789" if letter.isdigit() else NEAR.get(letter.lower(), "aeiou")
        other = dice.choice(pool)
        return text[:at] + (other.upper() if letter.isupper() else other) + text[at + 1 :]
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind == "double":
        return text[:at] + letter + text[at:]
    at = min(at, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _swap_one(text: str, table: tuple[tuple[str, str], ...], dice: Random) -> str:
    low = text.lower()
    found = [(a, b) for a, b in table if a in low]
    if not found:
        return slip(text, dice)
    old, new = dice.choice(found)
    at = low.index(old)
    return text[:at] + (new.upper() if text.isupper() else new) + text[at + len(old) :]


def spoil(text: str, dice: Random) -> str:
    """A typed, scanned or heard mistake in a word."""
    roll = dice.random()
    if roll < 0.65:
        return slip(text, dice)
    return _swap_one(text, SEEN if roll < 0.8 else HEARD, dice)


def number_slip(text: str, dice: Random) -> str:
    """One wrong digit, or two neighbours swapped; signs stay where they are."""
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if len(places) < 2:
        return text
    at = dice.randrange(len(places) - 1)
    letters = list(text)
    one, two = places[at], places[at + 1]
    if dice.random() < 0.4 and letters[one] != letters[two]:
        letters[one], letters[two] = letters[two], letters[one]
    else:
        letters[one] = dice.choice([d for d in "0123456789" if d != letters[one]])
    return "".join(letters)


def date_slip(iso: str, dice: Random) -> str:
    """A date off by a year or a day, with day and month swapped, or known by year only."""
    year, month, day = iso.split("-")
    roll = dice.random()
    if roll < 0.3:
        return f"{int(year) + dice.choice((-1, 1, -1, 1, 10, -10))}-{month}-{day}"
    if roll < 0.5 and int(day) <= 12:
        return f"{year}-{day}-{month}"
    if roll < 0.65:
        return f"{year}-01-01"
    if roll < 0.85:
        return f"{year}-{month}-{max(1, min(28, int(day) + dice.choice((-1, 1, 10, -10)))):02d}"
    return f"{year}-{max(1, min(12, int(month) + dice.choice((-1, 1)))):02d}-{day}"


def worn(value: str, level: Level, dice: Random, mistake: Callable[[str, Random], str] = spoil) -> str:
    """A value as a source of this level holds it: lost, spoilt once or twice, or right."""
    if not value or dice.random() < level.missing:
        return ""
    if dice.random() < level.typo:
        value = mistake(value, dice)
        if dice.random() < level.second_typo:
            value = mistake(value, dice)
    return value
