"""Derived from the words: pinyin, traditional forms, homophones, and the name lists in use."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import words

_READINGS = {"单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "覃": "qin", "盛": "sheng", "长": "chang"}


@dataclass(frozen=True)
class Names:
    """Chinese names to draw from, with weights: surnames, and given names of one or two characters."""

    surnames: tuple[str, ...]
    surname_weights: tuple[float, ...]
    given: tuple[str, ...]
    given_weights: tuple[float, ...]


def load_names(corpora: Path | None) -> Names:
    """Return the built-in names, or the larger lists of a folder with `zh_surname_freq.csv` and its sister."""
    if corpora is not None:
        surnames, surname_counts = _frequencies(corpora / "zh_surname_freq.csv")
        given, given_counts = _frequencies(corpora / "zh_given_name_freq.csv")
        return Names(surnames, surname_counts, given, given_counts)
    singles = tuple(words.SURNAMES)
    surnames = singles + words.COMPOUND_SURNAMES
    weights = tuple(1 / (i + 8) for i in range(len(singles))) + (0.002,) * len(words.COMPOUND_SURNAMES)
    characters = words.GIVEN_MALE + words.GIVEN_FEMALE
    doubles = tuple(a + b for a in characters[::2] for b in characters[1::3] if a != b)
    given = tuple(characters) + doubles
    given_weights = (0.35 / len(characters),) * len(characters) + (0.65 / len(doubles),) * len(doubles)
    return Names(surnames, weights, given, given_weights)


def _frequencies(path: Path) -> tuple[tuple[str, ...], tuple[float, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(name, float(count)) for name, count in list(csv.reader(file))[1:] if name and _is_han(name)]
    return tuple(name for name, _ in rows), tuple(count for _, count in rows)


def _is_han(text: str) -> bool:
    return all("一" <= c <= "鿿" for c in text)


@cache
def reading(character: str) -> str:
    """Return the pinyin of one character, without tone."""
    if character in _READINGS:
        return _READINGS[character]
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]


def pinyin(text: str) -> list[str]:
    """Return the syllables of a Chinese text."""
    return [reading(c) for c in text]


@cache
def traditional(text: str) -> str:
    """Return the traditional form of a text, character by character."""
    return "".join(_traditional_character(c) for c in text)


@cache
def _traditional_character(character: str) -> str:
    return _converter().convert(character)


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("s2t")


@cache
def homophones() -> dict[str, str]:
    """Return for each character of the word lists the others that sound the same."""
    sounds: dict[str, list[str]] = {}
    for character in _characters():
        sounds.setdefault(reading(character), []).append(character)
    return {c: "".join(o for o in group if o != c) for group in sounds.values() for c in group if len(group) > 1}


def _characters() -> Iterable[str]:
    pool = words.SURNAMES + words.GIVEN_MALE + words.GIVEN_FEMALE + words.BRAND_HEADS + words.BRAND_TAILS
    return dict.fromkeys(pool + "家军均君刚钢涛韬明铭伟炜维超朝婷庭静敬丽莉立莹盈洁杰志智致建健剑")


def surname_length(name: str) -> int:
    """Return how many characters of a Chinese name are its surname."""
    return 2 if name[:2] in words.COMPOUND_SURNAMES else 1
