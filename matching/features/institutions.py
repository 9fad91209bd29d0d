"""Schools, hospitals and the like: usual short forms written out, and the level of a school that tells it apart.

HS is High School, Saint is St, 附院 is 附属医院; a High School is no Middle School, whoever pays for both.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from matching.features.fold import has_han, plain

_LONGEST = 4  # words of a short form
_NUMBERED = re.compile(r"\b(ps|p s|ms|m s|hs|h s) ?(\d+)\b")
_DIGITS = {c: k for k, c in enumerate("零一二三四五六七八九")}
_COUNT = "零一二三四五六七八九十百"
_KINDS = "高级中学|初级中学|实验小学|人民医院|附属医院|医院|中学|小学|幼儿园|高中|初中|完小"
_HAN_COUNT = re.compile(rf"第?([{_COUNT}]+)(?=(?:{_KINDS})$)|第([{_COUNT}]+)(?=(?:{_KINDS}))")
_HAN_SHORT = (
    (re.compile(rf"(?<=..)第?([{_COUNT}]+|\d+)中$"), r"第\1中学"),
    (re.compile(rf"(?<=..)第?([{_COUNT}]+|\d+)小$"), r"第\1小学"),
    (re.compile(rf"(?<=..)第?([{_COUNT}]+|\d+)院$"), r"第\1医院"),
    (re.compile(r"(?<=..)附中$"), "附属中学"),
    (re.compile(r"(?<=..)附小$"), "附属小学"),
    (re.compile(r"(?<=..)附院$"), "附属医院"),
    (re.compile(r"(?<=..)附([一二三四五六七八九])院$"), r"附属第\1医院"),
    (re.compile(r"(?<=..)实小$"), "实验小学"),
    (re.compile(r"(?<=..)(?:妇保院|妇幼院|妇幼保健医院)$"), "妇幼保健院"),
    (re.compile(r"(?<=..)中医医院$"), "中医院"),
)
_HAN_MARK = re.compile(r"[中小院园]")


class Usual(NamedTuple):
    """The data list: short → long; short → long at the end; name of a school's level → its bits; first words of all."""

    anywhere: dict[str, str]
    closing: dict[str, str]
    levels: dict[str, int]
    opening: frozenset[str]


@cache
def usual() -> Usual:
    """Read `institutions.txt`."""
    anywhere, closing, levels = {}, {}, {}
    bit = 1
    for line in files("matching.features").joinpath("institutions.txt").read_text("utf-8").splitlines():
        head, colon, rest = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        said = [s.strip() for s in rest.split("|")]
        if head.startswith("="):
            levels |= {s: levels.get(s, 0) | bit for s in said}
            bit <<= 1
            continue
        closing |= {s[:-1]: head for s in said if s.endswith("$")}
        anywhere |= {s: head for s in said if not s.endswith("$")}
    return Usual(anywhere, closing, levels, frozenset(s.split()[0] for s in (*anywhere, *closing, *levels)))


@lru_cache(maxsize=500_000)
def written_out(folded: str) -> str:
    """Return a folded Latin name with its short forms written out.

    >>> written_out("st marys elem sch")
    'st marys elementary school'
    >>> written_out("ps107"), written_out("main hs")
    ('public school 107', 'main high school')
    """
    text = _NUMBERED.sub(lambda m: f"{m[1].replace(' ', '')} {m[2]}", folded)
    words = re.sub(r"\bps (?=\d)", "public school ", text).split()
    known, done, k = usual(), [], 0
    if known.opening.isdisjoint(words):
        return " ".join(words)
    while k < len(words):
        size, long = _match(words, k, known)
        done += long
        k += size
    return " ".join(done)


def _match(words: list[str], k: int, known: Usual) -> tuple[int, list[str]]:
    """How many words from the `k`-th are a short form, and what they are in full."""
    for size in range(min(_LONGEST, len(words) - k), 0, -1):
        said, after = " ".join(words[k : k + size]), words[k + size : k + size + 1]
        if said in known.anywhere:
            return size, known.anywhere[said].split()
        if said in known.closing and (after[0].isdigit() if after else k):
            return size, known.closing[said].split()
        if said in known.levels:  # in full already: primary school is not written out again
            return size, words[k : k + size]
    return 1, [words[k]]


def han_written_out(text: str) -> str:
    """Return a Chinese name with its short forms written out and the number of a school or hospital in digits.

    >>> han_written_out("长沙市第十一中学"), han_written_out("南阳一中"), han_written_out("徐州医大附院")
    ('长沙市第11中学', '南阳第1中学', '徐州医大附属医院')
    """
    if not _HAN_MARK.search(text):
        return text
    for short, long in _HAN_SHORT:
        text = short.sub(long, text)
    return _HAN_COUNT.sub(lambda m: f"第{count(m[1] or m[2])}", text)


def count(numeral: str) -> int:
    """Return the number that Chinese characters write: 十一 is 11, 二十 is 20, 二一 is 21.

    >>> count("十"), count("三十二"), count("一百零一")
    (10, 32, 101)
    """
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, held = 0, None
    for c in numeral:
        if c in _DIGITS:
            held = _DIGITS[c]
        else:
            total += (1 if held is None else held) * (10 if c == "十" else 100)
            held = None
    return total + (held or 0)


@lru_cache(maxsize=500_000)
def level_of_school(text: str) -> int:
    """Return the levels of school that a name tells, a bit each; 0 where it tells none."""
    levels = usual().levels
    if has_han(text):
        bare = re.sub(r"[(（][^)）]*[)）]|\s+", "", text)
        return next((levels[bare[-n:]] for n in (4, 3, 2) if bare[-n:] in levels), 0)
    words = written_out(plain(text)).split()
    found = 0
    if usual().opening.isdisjoint(words):
        return found
    for k in range(len(words)):
        for size in range(1, _LONGEST + 1):
            found |= levels.get(" ".join(words[k : k + size]), 0) if k + size <= len(words) else 0
    return found
