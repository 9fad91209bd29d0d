"""One level taken a step further: what the new and changed rows touch is judged, the rest stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matching.block.candidates import Candidates
from matching.block.groups import union
from matching.cluster.components import components
from matching.cluster.refine import Scored, refine
from matching.compare.evidence import Evidence
from matching.compare.plan import plan
from matching.features.build import Parts
from matching.incremental.kept import KeptPass, Standing, chosen, in_all
from matching.incremental.late import Rows, late_pairs
from matching.party.sources import registers
from matching.passes import Result, Rules, Runner, Steward
from matching.scorer import Scorer
from matching.settings import MatchSettings
from matching.sorting import among


@dataclass(frozen=True)
class Turn:
    """What a step knows of the rows of its table: `rank` (int64, their canonical order) and, as bool, `live`, `touched`
    (live, and to be judged anew), `late` (new to the model, or moved since), `stirred` (of a component that changed).
    """

    rank: np.ndarray
    live: np.ndarray
    touched: np.ndarray
    late: np.ndarray
    stirred: np.ndarray


def carried(before: Standing, where: np.ndarray, touched: np.ndarray) -> tuple[Standing, np.ndarray]:
    """Return what stays of a standing in a new table, and the rows (bool) whose component it no longer tells.

    `where`: the new row of each old one, -1 where it is gone; `touched`: bool, of the new rows.
    """
    size = len(touched)
    lost = (where < 0) | touched[where]
    told = before.component >= 0
    broken = np.zeros(len(where), dtype=bool)
    broken[before.component[told & lost]] = True
    stirred = np.zeros(size, dtype=bool)
    stirred[where[told & broken[before.component] & (where >= 0)]] = True
    labels = []
    for label in (before.component, before.label):
        new = np.full(size, -1, dtype=np.int64)
        stays = told & (where >= 0)
        new[where[stays]] = where[label[stays]]
        labels.append(new)
    return Standing(_moved(before.pairs, where, lost, size), _moved(before.more, where, lost, size), *labels), stirred


def _moved(scored: Scored, where: np.ndarray, lost: np.ndarray, size: int) -> Scored:
    left, right = scored.codes // scored.records, scored.codes % scored.records
    stays = ~(lost[left] | lost[right])
    a, b = where[left[stays]], where[right[stays]]
    return _sorted(size, np.minimum(a, b) * size + np.maximum(a, b), scored.odds[stays], scored.veto[stays])


def _sorted(records: int, codes: np.ndarray, odds: np.ndarray, veto: np.ndarray) -> Scored:
    order = np.argsort(codes)
    return Scored(records, codes[order], odds[order], veto[order])


def runner(kept: KeptPass, before: Standing, turn: Turn, rows: np.ndarray, done: Callable[[Standing], None]) -> Runner:
    """Return a pass over `rows` (of the table's) that judges by a kept model what a turn touches.

    `before`: what stands, in rows of the table; `done` is told what stands afterwards.
    """

    def run(parts: Parts, _settings: MatchSettings, rules: Rules, steward: Steward, _step: object) -> Result:
        comparisons = plan(parts, few=True)
        scorer = Scorer(parts.rows, comparisons, kept.model, registers(rules, kept.model, comparisons), kept.learned)
        own = _Level(kept, turn, rows, len(turn.live))
        pairs = steward.overrule(own.view(before.pairs).joined(scorer.compare(own.proposed(parts))))
        label, more = own.clusters(pairs, before, scorer)
        component = rows[components(parts.rows, *pairs.over(kept.cut))]
        done(own.standing(pairs, more, component, rows[label]))
        seen = Evidence(np.zeros((0, len(scorer.comparisons)), np.uint8), np.zeros((0, 4), np.float16))
        none = np.zeros(0, dtype=np.int64)
        found = Candidates(none, none, [(name, 0, cap) for name, cap in kept.keys])
        every = pairs.joined(more)
        told = (kept.learned, scorer.kinds, scorer.compare)
        return Result(label, every, none, seen, scorer.comparisons, kept.model, kept.cut, found, *told)

    return run


@dataclass(frozen=True)
class _Level:
    """A kept pass in a turn: `rows` of the table are its own, 0… in its parts."""

    kept: KeptPass
    turn: Turn
    rows: np.ndarray
    size: int

    def view(self, scored: Scored) -> Scored:
        """Pairs of the table's rows as pairs of this level's."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[self.rows] = np.arange(len(self.rows))
        codes = place[scored.codes // self.size] * len(self.rows) + place[scored.codes % self.size]
        return Scored(len(self.rows), codes, scored.odds, scored.veto)

    def proposed(self, parts: Parts) -> np.ndarray:
        """Pairs to judge anew: the model's own with a touched row, and those of late rows."""
        turn, known = self.turn, self.kept.rows
        left, right = self.kept.codes // known, self.kept.codes % known
        again = (turn.touched[left] | turn.touched[right]) & turn.live[left] & turn.live[right]
        codes = left[again] * self.size + right[again]
        old = self.view(Scored(self.size, codes, codes, codes)).codes
        mine = Rows(self.rows < known, *(of[self.rows] for of in (turn.late, turn.touched, turn.live)))
        return union([old, late_pairs(parts, self.kept.keys, mine)])

    def clusters(self, pairs: Scored, before: Standing, scorer: Scorer) -> tuple[np.ndarray, Scored]:
        """Label of each row, and the pairs compared to complete components, old and new."""
        n, turn = len(self.rows), self.turn
        component = components(n, *pairs.over(self.kept.cut))
        dirty = np.zeros(n, dtype=bool)
        dirty[component[(turn.touched | turn.stirred)[self.rows]]] = True
        dirty = dirty[component] & turn.live[self.rows]
        members = np.flatnonzero(dirty)
        members = members[np.argsort(turn.rank[self.rows[members]])]
        compact = np.full(n, -1, dtype=np.int64)
        compact[members] = np.arange(len(members))
        left, right = pairs.codes // n, pairs.codes % n
        inside = dirty[left] & dirty[right] & (component[left] == component[right])
        a, b = compact[left[inside]], compact[right[inside]]
        asked = (np.minimum(a, b) * max(len(members), 1) + np.maximum(a, b), pairs.odds[inside], pairs.veto[inside])
        part = _sorted(max(len(members), 1), *asked)

        def back(codes: np.ndarray) -> np.ndarray:
            a, b = members[codes // part.records], members[codes % part.records]
            return np.minimum(a, b) * n + np.maximum(a, b)

        def complete(codes: np.ndarray) -> Scored:
            return replace(scorer.compare(back(codes)), records=part.records, codes=codes)

        apart = None if scorer.rules.apart is None else scorer.rules.apart[members]
        label, judged = refine(part, self.kept.cut, complete, self.kept.most, apart)
        place = np.full(self.size, -1, dtype=np.int64)
        place[self.rows] = np.arange(n)
        out = place[before.label[self.rows]]
        out = np.where((out < 0) | ~turn.live[self.rows], np.arange(n), out)
        if len(members):
            out[members] = members[label]
        new = chosen(judged, ~among(judged.codes, part.codes))
        stays = self.view(before.more)
        stays = chosen(stays, ~dirty[stays.codes // n] & ~dirty[stays.codes % n] & ~among(stays.codes, pairs.codes))
        return out, stays.joined(_sorted(n, back(new.codes), new.odds, new.veto))

    def standing(self, pairs: Scored, more: Scored, component: np.ndarray, label: np.ndarray) -> Standing:
        """What stands afterwards, in rows of the table."""
        labels = [np.full(self.size, -1, dtype=np.int64) for _ in range(2)]
        for out, own in zip(labels, (component, label), strict=True):
            out[self.rows] = np.where(self.turn.live[self.rows], own, -1)
        whole = [in_all(part, self.rows, self.size) for part in (pairs, more)]
        return Standing(*whole, *labels)
