"""What a name says, whatever its script, width, case, title or legal form; and how well it is written."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from matching.features import organisation, person
from matching.features.fold import has_han, plain, simplify
from matching.features.people import SURNAMES, han_person
from matching.features.sound import pinyin

REGISTERED, PARTIAL = 3, 2
NEAT = 4
_FULL_LEGAL = re.compile("有限|合伙|个体|股份")
_REMARK = re.compile(r"^[(（\[【][^)）\]】]*[)）\]】]|[(（\[【]([^)）\]】]*)[)）\]】]$|^[*#★]+|[*#★]+$")
_LEGAL_REMARK = re.compile("合伙|集团|股份|公司|退|[市省县区国]$")
_LOST = re.compile(
    "\ufffd|锟斤拷|烫烫|屯屯|(?<=[\u3400-\u9fff])[?？]|[?？](?=[\u3400-\u9fff])|Ã[\u0080-\u00bf]|â€|[A-Za-z][\u3400-\u9fff][a-z]"
)
_MISREAD = re.compile("[\u0080-\u00ff]{4,}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f-\x9f]")
_SPACED = re.compile("[\u3400-\u9fff] +[\u3400-\u9fff]")
_BARE_PERSON = re.compile("[\u4e00-\u9fff]{2,3}")
_COMPANY = re.compile("公司|集团|股份|控股|有限")
_ADDRESS = re.compile(
    "(先生|女士|小姐|太太|夫人|老师|师傅|经理|总监|主任|主管|厂长|店长|老板|会计|同志|医生|教授|.长|总|姐|哥|工)$"
)
_COMMON = re.compile("[\u4e00-\u9fff()（）]+")
_PLAIN = organisation.LEGAL | person.TITLES | person.SUFFIXES.keys() | person.DEGREES | person.PARTICLES
_LETTER = re.compile(r"[^\W\d_]")


class Said(NamedTuple):
    """One value taken apart.

    `key`: what it says; equal for all ways to write one name. `legal`: 3 a registered legal form, 2 a
    partial one, 0 none. `marks`: things written that are no part of the name. `neat`: 4 letters in the usual
    case, 3 short Chinese text that is no person's name or has blanks in it, 2 some words in capitals, 0 one
    case throughout; with accents 1 more.
    """

    key: str
    legal: int
    marks: int
    neat: int


@lru_cache(maxsize=500_000)
def readable(text: str) -> bool:
    """Whether a text reads as a name: it has letters, and none of the signs of a wrong or lossy encoding.

    Besides known debris, a text counts as misread that turns into Chinese when its bytes are taken for
    what they were: UTF-8 shown as GB18030 or Latin-1, GB18030 shown as Latin-1.
    """
    if text.isascii():
        return "@" not in text and _LETTER.search(text) is not None
    if "@" in text or _LOST.search(text) or not _LETTER.search(text):
        return False
    if _COMMON.fullmatch(text) and not _turned(text, "gb18030", "utf-8"):
        return True
    ways = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"))
    if any(_turned(text, *way) for way in ways):
        return False
    return not (_MISREAD.search(text) and has_han(_turned(text, "latin-1", "gb18030")))


def _turned(text: str, shown_as: str, was: str) -> str:
    """Return the text that the bytes say in their own encoding; "" where that is none, or has no more letters."""
    try:
        found = text.encode(shown_as).decode(was)
    except UnicodeError:
        return ""
    return found if has_han(found) or (shown_as != "gb18030" and not found.isascii() and found != text) else ""


@lru_cache(maxsize=500_000)
def say(text: str) -> Said:
    """Take a name of a person or an organisation apart."""
    if text.isascii():
        words = text.lower().split()
        if len(words) == 2 and _PLAIN.isdisjoint(words) and all(w.isalpha() and len(w) > 1 for w in words):
            return Said(" ".join(sorted(words)), 0, 0, neat(text))  # the usual case: no rule below has a say in it
        return _latin(text, _marks(text))
    if _BARE_PERSON.fullmatch(text) and not _COMPANY.search(text):
        key = simplify([text])[0]
        if key[0] in SURNAMES:
            return Said(key, 0, 0, NEAT) if not _ADDRESS.search(key) else _han(text, 0)
    marks = _marks(text)
    return _han(text, marks) if has_han(text) else _latin(text, marks)


def _marks(text: str) -> int:
    if text.isascii() and text.replace(" ", "").isalnum():
        return 0
    return int(_UNSEEN.search(text) is not None) + int(_wide(text)) + _remarked(text)


def _latin(text: str, marks: int) -> Said:
    words = plain(text).split()
    if organisation.looks_like_organisation(text):
        return Said(organisation.split(text).core, REGISTERED, marks, neat(text))
    name = person.split(text)
    parts = [p for p in (name.given, name.surname) if p] or words
    marks += words[0] in person.TITLES if len(words) > 1 else 0
    return Said(" ".join(sorted(parts)) if len(words) < 3 else " ".join(parts), 0, marks, neat(text))


def say_parts(text: str) -> Said:
    """Take the parts of a name apart that stand in fields of their own, given name before surname.

    Parts in each other's place say the same, and are marked where only one order is a known surname's.
    """
    if text.isascii():
        return say(text)
    words = simplify(text.split())
    if len(words) != 2 or not all(map(has_han, words)):
        return say(text)
    given, surname = words
    swapped = len(given) < len(surname) and han_person(given + surname) and not han_person(surname + given)
    marks = int(swapped or (len(given) == 1 < len(surname) and han_person(given + surname)))
    return Said(max(given + surname, surname + given), 0, marks, NEAT)


def say_place(text: str) -> Said:
    """Look at how an address is written; what it says is its folded text, which the caller has."""
    if text.isascii() and text.isprintable():
        return Said("", 0, 0, neat(text))
    marks = int(_UNSEEN.search(text) is not None) + int(_wide(text))
    return Said("", 0, marks, NEAT if has_han(text) else neat(text))


def _han(text: str, marks: int) -> Said:
    org = organisation.split(text)
    if org.legal:
        legal = REGISTERED if _FULL_LEGAL.search(org.legal) else PARTIAL
        return Said(org.core + "/" + org.branch if org.branch else org.core, legal, marks, _joined_up(text))
    if han_person(text):
        name = person.split(text)
        key = name.surname + name.given
        return Said(key, 0, marks + (len(key) < sum(map(str.isalpha, text))), _joined_up(text))
    return Said(
        org.core + "/" + org.branch if org.branch else org.core,
        0,
        marks + _addressed(text),
        _joined_up(text) - (len(text) < 4),
    )


def _joined_up(text: str) -> int:
    """Return how neat a Chinese name is: blanks between its characters are not."""
    return NEAT - (_SPACED.search(text) is not None)


def _addressed(text: str) -> bool:
    """Whether a surname alone is addressed by a title: 何先生."""
    name = person.split(text)
    return not name.given and name.surname in SURNAMES and len(text) > 1


def _wide(text: str) -> bool:
    return not text.isascii() and any("！" <= c <= "～" and c not in "（），．" for c in text)


def _remarked(text: str) -> int:
    found = _REMARK.search(text)
    if not found:
        return 0
    inner = unicodedata.normalize("NFKC", found[0]).strip("()[]【】*#")
    known = organisation.split(text).region if has_han(text) else ""
    return int(not (inner and (_LEGAL_REMARK.search(inner) or inner.isascii() or inner in known)))


def neat(text: str) -> int:
    """Return how neat the letters of a text are (`Said.neat`)."""
    if text.isascii() and text.istitle():
        return NEAT
    accents = int(not text.isascii() and any("\u00c0" <= c <= "\u024f" for c in text))
    words = re.findall(r"[^\W\d_]{4,}", text) or re.findall(r"[^\W\d_]{2,}", text)
    if not words or all(w.isupper() for w in words) or all(w.islower() for w in words):
        return accents if words else 4
    return accents + (2 if any(w.isupper() for w in words) else 4)


def stands_for(short: str, full: str, registered: bool) -> bool:
    """Whether `short` says less of what `full` says: a Chinese name in pinyin, or a registered name cut short."""
    if not has_han(full):
        return False
    if not has_han(short):
        letters = short.replace(" ", "").replace("v", "u")
        return _sounds(letters, full, registered)
    rest = iter(full)
    return registered and len(short) > 1 and short[0] == full[0] and all(c in rest for c in short)


def _sounds(letters: str, full: str, registered: bool) -> bool:
    if registered or len(full) > 4:
        brand = pinyin(full[:2]).replace("v", "u")
        return len(brand) > 3 and brand in letters
    name = person.split(full)
    surname, given = pinyin(name.surname, True).replace("v", "u"), pinyin(name.given).replace("v", "u")
    return letters in (surname + given, given + surname)
