"""Who follows another in the same premises: two firms that share an address and a line, and nothing of their names."""

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison, measure
from matching.compare.organisations import DIFFERS
from matching.compare.words import CLOSE, EQUIVALENT, TYPO
from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import fold, has_han
from matching.features.organisation import split
from matching.party.seen import ONE_DIGIT, ONE_PLACE, level_of
from matching.scorer import Rule

_SHARED = 75  # of 100, of words that are one but for a slip
_ALIKE = (EXACT, EQUIVALENT, TYPO, CLOSE)


def successor_veto(parts: Parts) -> Rule:
    """Two names with nothing in common: a shop that follows another keeps its premises and its telephone.

    `parts` holds org and, where known, given and surname. What a firm takes along when it changes its name
    says otherwise: a tax id, a mailbox, a website, the person to speak to. So does a name that stands in the place of
    the contact's. Names in two scripts were not compared.
    """
    script = np.array([*map(has_han, parts["org"].values), False])[parts["org"].flat]
    names, people = _names(parts)
    whole = np.array([split(str(v)).core for v in parts["org"].values], dtype=object)
    first = np.array([c.partition(" ")[0] for c in whole], dtype=object)
    org = parts["org"].flat

    def akin(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Pairs that share a word, or the first but for a slip: common words weigh next to nothing in a level."""
        shared = measure(whole, org[one], org[other], fuzz.token_set_ratio) >= _SHARED
        return shared | (measure(first, org[one], org[other], fuzz.partial_ratio) >= _SHARED)

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        found = (level_of("org", known, comparisons) == DIFFERS) & (script[left] == script[right])
        rows = np.flatnonzero(found & ~_taken_along(known, comparisons))
        rows = rows[~akin(left[rows], right[rows])]
        one, other = left[rows], right[rows]
        found[:] = False
        found[rows] = ~(_met(names[one], people[other]) | _met(names[other], people[one]))
        return found

    return veto


def _taken_along(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs that share what is a firm's own (bool)."""

    def level(name: str) -> np.ndarray:
        return level_of(name, known, comparisons)

    person = np.isin(level("given"), _ALIKE) & np.isin(level("surname"), _ALIKE) | np.isin(level("contact"), _ALIKE)
    here = np.isin(level("address"), ONE_PLACE) | np.isin(level("street"), ONE_PLACE)
    shared = person & here | (level("email") == EXACT) & (here | ~person)
    for name in ("tax_id", "national_id"):
        shared |= np.isin(level(name), (EXACT, ONE_DIGIT))
    for name in ("website", "mail_domain", "bank_account"):
        shared |= level(name) == EXACT
    return shared


def _names(parts: Parts) -> tuple[np.ndarray, np.ndarray]:
    """Codes of each row's organisation (records,) and of its person in both orders (records, 2); -1 for none."""
    texts = [_squeezed(parts["org"])]
    if {"given", "surname"} <= parts.columns.keys():
        own, family = _squeezed(parts["given"]), _squeezed(parts["surname"])
        texts += [family + own, own + family]
    codes = pd.factorize(np.concatenate([np.where(t == "", None, t) for t in texts]), use_na_sentinel=True)[0]
    one, *others = codes.reshape(len(texts), parts.rows)
    return one, np.array(others, dtype=codes.dtype).reshape(len(others), parts.rows).T


def _squeezed(column: Coded) -> np.ndarray:
    """Texts of the rows, folded and without spaces; "" for none."""
    return np.array([*(t.replace(" ", "") for t in fold(column.values)), ""], dtype=object)[column.flat]


def _met(name: np.ndarray, people: np.ndarray) -> np.ndarray:
    return ((name[:, None] == people) & (people >= 0)).any(axis=1)
