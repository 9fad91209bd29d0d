"""Folding of text: the differences that never matter are taken away, once per distinct value."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from matching.remembered import remembered_each

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_ONLY_HAN = re.compile(r"[\u4e00-\u9fff]+")
_VOICED = "\u3099\u309a"  # the marks that make ga of ka
# marks are no part of \w: without these, names of India and Thailand fall apart at every vowel
_NOT_WORD = re.compile(r"[^\w\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u1780-\u17d3]+|[_\u0964\u0965]")
_SPACED_HAN = re.compile(r"(?<=[\u3041-\u30ff\u3400-\u9fff])\s+(?=[\u3041-\u30ff\u3400-\u9fff])")
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}  # hiragana say the same
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_ELIDED = re.compile(r"(?<=\w)['’`´](?=\w)")
_LIKENESS = str.maketrans("авекмнорстухіјѕһԁɡαβγεικνορτυχω", "abekmhopctyxijshdgabyeikvoptuxw")
_MIXED = re.compile(r"\w*(?:[a-z0-9][\u0250-\u0530]|[\u0250-\u0530][a-z0-9])\w*")  # look-alikes inside a Latin word


@lru_cache(maxsize=1)
def _simplifier():
    from opencc import OpenCC

    return OpenCC("t2s")


def simplify(texts: list[str]) -> list[str]:
    """Turn traditional Chinese characters into simplified ones, all texts in one call."""
    han = [k for k, t in enumerate(texts) if not t.isascii() and HAN.search(t)]
    if not han:
        return texts
    joined = "\n".join(texts[k].replace("\n", " ") for k in han)
    done = list(texts)
    for k, text in zip(han, _simplifier().convert(joined).split("\n"), strict=True):
        done[k] = text
    return done


def plain(text: str) -> str:
    """Lower case, NFKC, Latin accents off; everything that is not a letter or digit becomes one space."""
    if text.isascii():
        if text.replace(" ", "").isalnum():  # the usual case, without a regular expression
            return " ".join(text.lower().split())
    else:
        if _ONLY_HAN.fullmatch(text):
            return text
        text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
        marks = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in marks if not unicodedata.combining(c) or c in _VOICED))
        text = "".join(c for c in text if unicodedata.category(c) != "Cf").translate(_KATAKANA)
        text = _MIXED.sub(lambda word: word[0].translate(_LIKENESS), text)
    text = _ELIDED.sub("", text.lower())
    return " ".join(_NOT_WORD.sub(" ", text).split())


@remembered_each()
def fold(texts: Iterable[str]) -> list[str]:
    """`plain`, with simplified characters and no spaces between Chinese ones."""
    done = simplify([plain(str(t)) for t in texts])
    return [_SPACED_HAN.sub("", t) if not t.isascii() else t for t in done]


def short_written(text: str) -> bool:
    """Whether a text holds Chinese characters or hangul, of which two are a whole name."""
    return not text.isascii() and (HAN.search(text) or _HANGUL.search(text)) is not None


def has_han(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return not text.isascii() and HAN.search(text) is not None
