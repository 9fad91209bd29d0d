"""Votes on what values say, and the rank of how they are written: spelled differently, they still agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.features.fold import fold, simplify
from matching.survive import sight
from matching.survive.said import REGISTERED, Said, say, say_parts, say_place, stands_for

_PLACES = ("address", "street_number", "street", "locality", "city", "state", "postcode", "country")
_HOW: Mapping[str, Callable[[str], Said]] = MappingProxyType({"parts": say_parts, **dict.fromkeys(_PLACES, say_place)})
_MANY = 40
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"


@dataclass(frozen=True)
class Written:
    """What values say, and how: arrays of one length.

    `key`: what it says, as a code into `texts`. `spelling`: code of the folded text. `legal`, `marks`, `neat`: see
    `said`. `simplified`: whether it is written in simplified characters (or none).
    """

    texts: pa.Array
    key: np.ndarray
    spelling: np.ndarray
    legal: np.ndarray
    marks: np.ndarray
    neat: np.ndarray
    simplified: np.ndarray

    def take(self, at: np.ndarray) -> "Written":
        """Return the rows `at`."""
        return replace(self, **{f.name: getattr(self, f.name)[at] for f in fields(self) if f.name != "texts"})

    def votes(self, customer: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the weight (float64) of the values of the same customer that say what each value says.

        A name in pinyin also votes for the Chinese names that it spells, a name cut short for the registered
        names that it may stand for, since both say less than those.
        """
        group, less, full = self._ties(customer)
        own = np.bincount(group, weight)
        gained = np.bincount(full, own[less], len(own)) if len(less) else 0.0
        return np.round(own + gained, 9)[group]

    def says_as(self, customer: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Mask the values that say what a `chosen` value (mask) of their customer says, or more, or less, of it."""
        group, less, full = self._ties(customer)
        said = np.bincount(group, chosen) > 0
        linked = said.copy()
        linked[less[said[full]]] = True
        linked[full[said[less]]] = True
        return linked[group]

    def _ties(self, customer: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the group (customer and key) of each value, and which groups stand for which (less, full)."""
        width = len(self.texts) + 1
        pair, group = np.unique(customer * width + self.key, return_inverse=True)
        legal = np.zeros(len(pair), np.int8)
        np.maximum.at(legal, group, self.legal.astype(np.int8))
        return group, *_supports(pair // width, (self.texts, pair % width), legal)

    def quality(self, customer: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return ranks (float64, larger is better) of how values are written.

        In order: without marks; with the fuller legal form; in the spelling, then in the script (simplified or
        traditional) that most of the customer's records have; in simplified characters; in neat letters.
        """
        spelling = _share(customer, self.spelling, weight)
        script = _share(customer, self.spelling * 2 + self.simplified, weight)
        rank = np.zeros(len(customer), np.int64)
        for column in (-self.marks, self.legal, spelling, script, self.simplified, self.neat):
            if len(column) and (column == column[0]).all():
                continue
            _, place = np.unique(column, return_inverse=True)
            _, rank = np.unique(rank * (int(place.max(initial=0)) + 1) + place, return_inverse=True)
        return rank.astype(np.float64)


def written(values: pa.Array, field: str) -> Written:
    """Read distinct texts of a field (`parts`: given name and surname joined by a space)."""
    plain = sight.places(values) if field in _PLACES else sight.names(values)
    other = np.ones(len(values), bool)
    other[plain.at] = False
    rest = np.flatnonzero(other)
    texts = values.take(pa.array(rest)).to_pylist()
    said = [_HOW.get(field, say)(text) for text in texts]
    folded = pa.array([t.replace(" ", "") for t in fold(texts)], pa.string())
    keys = folded if field in _PLACES else pa.array([s.key for s in said], pa.string())
    place = np.empty(len(values), np.int64)
    place[np.concatenate([plain.at, rest])] = np.arange(len(values))
    key = pa.concat_arrays([plain.key, keys]).dictionary_encode()
    spelling = pa.concat_arrays([plain.folded, folded]).dictionary_encode()
    simple = [a == b for a, b in zip(texts, simplify(texts), strict=True)]
    usual = np.zeros(len(plain.at), np.int64)
    columns = {
        "key": key.indices.to_numpy().astype(np.int64),
        "spelling": spelling.indices.to_numpy().astype(np.int64),
        "legal": np.concatenate([usual, np.array([s.legal for s in said], np.int64)]),
        "marks": np.concatenate([usual, np.array([s.marks for s in said], np.int64)]),
        "neat": np.concatenate([plain.neat, np.array([s.neat for s in said], np.int64)]),
        "simplified": np.concatenate([usual == 0, np.array(simple, bool)]),
    }
    return Written(key.dictionary, **columns).take(place)


def _share(customer: np.ndarray, code: np.ndarray, weight: np.ndarray) -> np.ndarray:
    _, group = np.unique(customer * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    return np.round(np.bincount(group, weight)[group], 9) if len(group) else weight


def _supports(
    customer: np.ndarray, key: tuple[pa.Array, np.ndarray], legal: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return (less, full): positions of the keys that vote for other keys of the same customer.

    `customer` is in order; `key`: texts, and the code of each. Only mixed customers are looked at: Latin beside
    Chinese, cut short beside registered; and none with more than 40 names, which is no one's customer.
    """
    texts, code = key
    han = np.append(pc.match_substring_regex(texts, _HAN).to_numpy(zero_copy_only=False), False)[code]
    if not han.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    strong, weak = han, ~han | (legal < REGISTERED)
    size = np.bincount(customer, minlength=1)[customer] if len(customer) else customer
    few = (size > 1) & (size <= _MANY)
    fuller = pd.DataFrame({"customer": customer[strong & few], "full": np.flatnonzero(strong & few)})
    lesser = pd.DataFrame({"customer": customer[weak & few], "less": np.flatnonzero(weak & few)})
    both = fuller.merge(lesser, on="customer")
    less, full = both["less"].to_numpy(), both["full"].to_numpy()
    registered = legal[full] >= REGISTERED
    worth = (less != full) & (~han[less] | registered)
    less, full, registered = less[worth], full[worth], registered[worth]
    short, whole = (texts.take(pa.array(code[side])).to_pylist() for side in (less, full))
    told = [stands_for(a, b, r) for a, b, r in zip(short, whole, registered.tolist(), strict=True)]
    kept = np.array(told, bool)
    return less[kept], full[kept]
