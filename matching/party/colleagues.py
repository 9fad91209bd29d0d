"""Colleagues: two contacts of one organisation whose names are alike, on one office line."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.generation import two_names
from matching.compare.kernel import EXACT, Comparison
from matching.compare.words import CLOSE, PARTIAL
from matching.features.build import Parts
from matching.party.kin import KIN, NAMESAKE
from matching.party.rules import shared
from matching.party.seen import Seen


def colleague_rule(parts: Parts, reach: list[np.ndarray], own: np.ndarray | None):
    """Most odds of two contacts of one organisation (`firm` of `parts`), NaN where nothing is said.

    The organisation, its line and its address are shared by all who work there. Two names of one family name
    (刘梓蓉, 刘梓涵) are two colleagues unless a mobile, a mailbox or a number of their own is the same. Names
    that agree in part only (魏永, 魏永豪) are not joined where each has a mobile of its own.
    `reach`, `own`: of `personal` and `mobiles`.
    """
    if not {"given", "firm"} <= parts.columns.keys():
        return lambda left, *_: np.full(len(left), np.nan)
    two = two_names(parts["given"], parts.columns.get("surname"))
    held = np.zeros(parts.rows, dtype=bool) if own is None else (own >= 0).any(axis=1)
    codes = parts["given"].flat

    def most(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        odds, anyone = np.full(len(left), np.nan), np.ones(len(left), dtype=bool)
        seen = Seen(known, comparisons, anyone, anyone)
        alike = np.isin(seen.level("given"), (CLOSE, PARTIAL)) & seen.one_surname
        rows = np.flatnonzero(alike & seen.colleagues & (seen.level("national_id") != EXACT))
        rows = rows[~shared(reach, left[rows], right[rows])]
        odds[rows[held[left[rows]] & held[right[rows]]]] = NAMESAKE
        odds[rows[two(codes[left[rows]], codes[right[rows]])]] = KIN
        return odds

    return most
