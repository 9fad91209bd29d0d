"""Votes on what values say, and the rank of how they are written: spelled differently, they still agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
import pandas as pd

from matching.features.fold import fold, has_han, simplify
from matching.survive.said import REGISTERED, Said, readable, say, say_parts, say_place, stands_for

_PLACES = ("address", "street_number", "street", "locality", "city", "state", "postcode", "country")
_HOW: Mapping[str, Callable[[str], Said]] = MappingProxyType({"parts": say_parts, **dict.fromkeys(_PLACES, say_place)})
_MANY = 40


@dataclass(frozen=True)
class Written:
    """What values say, and how: arrays of one length.

    `key`: what it says (objects, text). `spelling`: code of the folded text. `readable`, `legal`, `marks`,
    `neat`: see `said`. `simplified`: whether it is written in simplified characters (or none).
    """

    key: np.ndarray
    spelling: np.ndarray
    readable: np.ndarray
    legal: np.ndarray
    marks: np.ndarray
    neat: np.ndarray
    simplified: np.ndarray

    def take(self, at: np.ndarray) -> "Written":
        """Return the rows `at`."""
        return Written(*[getattr(self, f.name)[at] for f in fields(self)])

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
        said, texts = pd.factorize(self.key)
        width = len(texts) + 1
        pair, group = np.unique(customer * width + said, return_inverse=True)
        legal = np.zeros(len(pair), np.int8)
        np.maximum.at(legal, group, self.legal.astype(np.int8))
        return group, *_supports(pair // width, texts[pair % width], legal)

    def quality(self, customer: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return ranks (float64, larger is better) of how values are written.

        In order: without marks; with the fuller legal form; in the spelling, then in the script (simplified or
        traditional) that most of the customer's records have; in simplified characters; in neat letters.
        """
        spelling = _share(customer, self.spelling, weight)
        script = _share(customer, self.spelling * 2 + self.simplified, weight)
        rank = np.zeros(len(customer), np.int64)
        for column in (-self.marks, self.legal, spelling, script, self.simplified, self.neat):
            _, place = np.unique(column, return_inverse=True)
            _, rank = np.unique(rank * (int(place.max(initial=0)) + 1) + place, return_inverse=True)
        return rank.astype(np.float64)


def written(texts: list[str], field: str) -> Written:
    """Read distinct texts of a field (`parts`: given name and surname joined by a space)."""
    said = [_HOW.get(field, say)(text) for text in texts]
    simple = simplify(texts)
    folded = [t.replace(" ", "") for t in fold(texts)]
    keys = folded if field in _PLACES else [s.key for s in said]
    columns = {name: np.array([getattr(s, name) for s in said], np.int64) for name in ("legal", "marks", "neat")}
    return Written(
        key=np.array([*keys, ""], object)[:-1],
        spelling=pd.factorize(np.array([*folded, ""], object)[:-1])[0],
        readable=np.array([readable(t) for t in texts], bool),
        simplified=np.array([a == b for a, b in zip(texts, simple, strict=True)], bool),
        **columns,
    )


def _share(customer: np.ndarray, code: np.ndarray, weight: np.ndarray) -> np.ndarray:
    _, group = np.unique(customer * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    return np.round(np.bincount(group, weight)[group], 9) if len(group) else weight


def _supports(customer: np.ndarray, key: np.ndarray, legal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (less, full): positions of the keys that vote for other keys of the same customer.

    `customer` is in order. Only mixed customers are looked at: Latin beside Chinese, cut short beside
    registered; and none with more than 40 names, which is no one's customer.
    """
    han = np.array([has_han(k) for k in key], bool)
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
    told = [stands_for(a, b, r) for a, b, r in zip(key[less], key[full], registered.tolist(), strict=True)]
    kept = np.array(told, bool)
    return less[kept], full[kept]
