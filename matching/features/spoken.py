"""How a name sounds, in whatever script it is written: consonants, and what may be said between them.

Two spellings of a name have the same consonants and vowels that can be one: محمد, Mohammed and Muhammad; 민준 and
Min-jun; Юлия and Julia. Which spellings stand for which sounds is a table (`spellings.txt`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

SCRIPTS = {
    "hangul": re.compile("[\uac00-\ud7a3]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "kana": re.compile("[\u3041-\u30ff]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
    "other": re.compile("[\u0530-\u058f\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u1780-\u17ff]"),
}
_HAN = re.compile("[\u3400-\u9fff]")
_NATIVE = frozenset({"hangul", "arabic", "hebrew"})  # scripts whose own letters stand in the table
MOST_GAPS = 12
ENOUGH = 20_000  # values, by which a column's script is told
FEW = 0.002  # of the values in a script that is not Latin: fewer are slips of the keyboard


class Sound(NamedTuple):
    """`consonants`: classes, words apart by blanks; `gaps`: what may be heard before, between and after them (bits)."""

    consonants: str
    gaps: tuple[int, ...]


@dataclass(frozen=True)
class Spelling:
    """The table of one script: `tokens` finds spellings; what each says; `none`: bits of an empty gap, inside and last.

    `split`: vowels in a row are syllables of their own.
    """

    tokens: re.Pattern
    consonants: dict[str, str]
    vowels: dict[str, int]
    none: tuple[int, int]
    split: bool


@lru_cache(maxsize=200_000)
def script_of(text: str) -> str | None:
    """Script of a folded text: a key of `SCRIPTS`, "" for Latin letters, None for Chinese characters."""
    if text.isascii():
        return ""
    if _HAN.search(text):
        return None
    return next((name for name, letters in SCRIPTS.items() if letters.search(text)), "")


def main_script(values: Sequence[str]) -> str | None:
    """Return the script, other than Latin and Chinese, that most values have; None where hardly any has one.

    `values`: those that statistics speak of; of many, some are looked at.
    """
    some = values[:: max(len(values) // ENOUGH, 1)]
    held = Counter(script_of(v) for v in some if not v.isascii())
    del held[None], held[""]
    script, most = max(held.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    return script if most > FEW * len(some) else None


@cache
def spellings() -> dict[str, Spelling]:
    """Return the table of each script."""
    lines: dict[str, list[str]] = {}
    for line in files("matching.features").joinpath("spellings.txt").read_text("utf-8").splitlines():
        script, _, rest = line.partition(" ")
        if script in SCRIPTS:
            lines.setdefault(script, []).append(rest)
    return {script: _spelling(rest) for script, rest in lines.items()}


def _spelling(lines: list[str]) -> Spelling:
    consonants, vowels = {}, {}
    bit = 1
    for line in lines:
        kind, _, said = line.partition(" ")
        if kind == "silent":
            consonants |= dict.fromkeys(said.split(), "")
            continue
        sound, _, written = said.partition(": ")
        if kind == "consonant":
            consonants |= dict.fromkeys(written.split(), sound)
        elif kind == "vowel":
            for spelt in written.split():
                vowels[spelt] = vowels.get(spelt, 0) | bit
            bit <<= 1
    inside = vowels.pop("none", bit)
    last = inside | vowels.pop("none$", 0)
    found = sorted({*consonants, *vowels}, key=lambda s: (-len(s.strip("^$")), s.isalpha(), s))
    pattern = "|".join(_token(s, s in vowels) for s in found)
    return Spelling(re.compile(pattern), consonants, vowels, (inside, last), "split yes" in lines)


def _token(spelt: str, vowel: bool) -> str:
    """An expression for one spelling; a vowel with h or r ends a syllable: ah is one in Noah, not in Ahin."""
    before, after = r"\b" * spelt.startswith("^"), r"\b" * spelt.endswith("$")
    bare = spelt.strip("^$")
    return before + bare + (after or "(?![aeiouy])" * (vowel and len(bare) > 1 and bare[-1] in "hr"))


@lru_cache(maxsize=500_000)
def heard(text: str, script: str) -> Sound:
    """Say how a folded name sounds, written in a script or in Latin letters as names of that script are.

    >>> heard("محمد", "arabic").consonants, heard("mohammed", "arabic").consonants
    ('mhmd', 'mhmd')
    """
    table = spellings()[script]
    said, gaps = [], []
    for word in _letters(text, script).split():
        consonants, between = _word(word, table)
        said.append(consonants)
        gaps += between
    return Sound(" ".join(said), tuple(gaps[:MOST_GAPS]))


def _letters(text: str, script: str) -> str:
    """A text in the letters that the table of its script reads."""
    if text.isascii():
        return text
    if script in _NATIVE:
        return unicodedata.normalize("NFD", text)
    from anyascii import anyascii

    return "".join(c for c in anyascii(text).lower() if c.isalpha() or c == " ")


def _word(word: str, table: Spelling) -> tuple[str, list[int]]:
    said, gaps, gap = "", [], 0
    for token in table.tokens.finditer(word):
        spelt = _key(token, word, table)
        if spelt in table.vowels:
            if table.split and gap:
                said, gaps, gap = said + "-", [*gaps, gap], 0
            gap |= table.vowels[spelt]
            continue
        for letter in table.consonants[spelt]:
            if not gap and said[-1:] == letter:  # written double
                continue
            gaps.append(gap or (table.none[0] if said else 0))
            said, gap = said + letter, 0
    return said, [*gaps, gap or table.none[1]]


def _key(token: re.Match, word: str, table: Spelling) -> str:
    """The entry of the table that a token is: with its mark for the beginning or end of a word, if it has one."""
    spelt = token[0]
    marked = [f"^{spelt}"] * (token.start() == 0) + [f"{spelt}$"] * (token.end() == len(word))
    return next((m for m in marked if m in table.consonants or m in table.vowels), spelt)
