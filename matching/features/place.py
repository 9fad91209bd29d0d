"""Addresses as tokens: abbreviations written one way, house numbers apart, Chinese in character pairs."""

import re
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from matching.features.fold import HAN, fold
from matching.features.worded import by_sight, worded

_SAME = """
st street str|ave avenue av|rd road|blvd boulevard boul|dr drive|ln lane|ct court crt|pl place|sq square|hwy highway
|pkwy parkway|ter terrace tce|cir circle crcl|cres crescent cr|gr grove|cl close|pde parade|apt apartment unit flat fl
|ste suite|bldg building|n north|s south|e east|w west|ne northeast|nw northwest|se southeast|sw southwest|mt mount
|ft fort|rte route|expy expressway|ctr center centre|strasse strase|1st first|2nd second|3rd third|4th fourth|5th fifth
|6th sixth|7th seventh|8th eighth|9th ninth|10th tenth|11th eleventh|12th twelfth
"""
ABBREVIATIONS = {w: g.split()[0] for g in " ".join(_SAME.split("\n")).split("|") for w in g.split()}
_PLAIN = r"^[ !\"$%&(-_a-~]*$"  # ASCII without # and quotes, which `fold` and `tidy` look at
_NUMBER = re.compile(r"\d+[a-z]?\b")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_HAN_NOISE = re.compile(r"(省|市|自治区|特别行政区)")


def tidy(texts: list[str]) -> list[str]:
    """Fold addresses and write their usual words one way."""
    return by_sight(texts, _PLAIN, _tidied, _tidy)


def _tidied(texts: pa.Array) -> pa.Array:
    words = worded(pc.replace_substring_regex(pc.ascii_lower(texts), "[^a-z0-9]+", " "), str.split)
    return words.renamed([ABBREVIATIONS.get(w, w) for w in words.words.to_pylist()]).joined()


def _tidy(texts: list[str]) -> list[str]:
    texts = [re.sub(r"(?<=\d)\s*(#|号)\s*", " ", t) for t in texts]
    return [" ".join(ABBREVIATIONS.get(w, w) for w in t.split()) for t in fold(texts)]


@lru_cache(maxsize=1_000_000)
def numbers(text: str) -> frozenset[str]:
    """House, flat and street numbers of a tidied address, ordinals (4th) not counted."""
    return frozenset(n.lstrip("0") for n in _NUMBER.findall(text))


def tokens(text: str) -> list[str]:
    """Words of a tidied address; Chinese runs give character pairs."""
    if text.isascii() or not HAN.search(text):
        return text.split()
    bare = _HAN_NOISE.sub("", text)
    words = _HAN_RUN.sub(" ", bare).split()
    for run in _HAN_RUN.findall(bare):
        words += [run[k : k + 2] for k in range(len(run) - 1)] or [run]
    return words
