"""A model that is kept while records come and go, and what was judged under it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from matching.cluster.components import components
from matching.cluster.refine import Scored, affordable
from matching.identity.fingerprint import fingerprint, row_hash
from matching.learn import Refit
from matching.passes import Result
from matching.score.em import Model
from matching.sorting import among

MOST_LATE = 0.2  # of the records the model was made from: more that came since ask for a new model


@dataclass(frozen=True)
class KeptPass:
    """One level of a kept model: what a pass learned from its `rows` records.

    `codes`: the pairs its keys proposed (low * rows + high, sorted int64). `keys`: name and block cap of each key used.
    `most`: records of a component up to which all pairs are compared.
    """

    rows: int
    codes: np.ndarray
    keys: tuple[tuple[str, int], ...]
    model: Model | None
    cut: float
    most: int
    learned: Refit | None


@dataclass(frozen=True)
class Standing:
    """What was judged of one level: pairs and labels by row of the table of `keys`.

    `pairs`: scored, as the keys proposed them; `more`: those compared to complete components. `component`, `label`:
    int64, a row of the same component or cluster for each row, -1 for one that this level does not speak of.
    """

    pairs: Scored
    more: Scored
    component: np.ndarray
    label: np.ndarray


@dataclass(frozen=True)
class Kept:
    """A kept model and its standing.

    `base`: the clean records it was made from, in their canonical order; `passes`: by level (`customers`,
    `organisations`), with `firm`: the organisation of each base row (int64, -1 for none) where there are both levels.
    `keys`: uint64, one a row of the table judged last (base rows first); `live`: bool, those that are still there;
    `standings`: by level; `firms`: organisation of each row; `answered`: keys of the records that answers spoke of.
    `prints`: uint64, the full fingerprints of the base rows, which stand in their order; None: not told yet.
    """

    base: pa.Table
    passes: Mapping[str, KeptPass]
    firm: np.ndarray | None
    keys: np.ndarray
    live: np.ndarray
    standings: Mapping[str, Standing]
    firms: np.ndarray | None
    answered: np.ndarray
    prints: np.ndarray | None = None

    def named(self, ids: pa.Array) -> "Kept":
        """Return the model with the records' own ids in place of canonical ones."""
        base = self.base.set_column(self.base.column_names.index("record_id"), "record_id", ids)
        return replace(self, base=base, keys=row_hash(base), prints=fingerprint(base).full)


def kept_pass(found: Result, rows: np.ndarray, records: int) -> tuple[KeptPass, Standing]:
    """Return what a pass of a full run learned, and how things stand after it (`rows`: its rows of all `records`)."""
    component = components(len(rows), *found.scored.over(found.cut))
    scored = in_all(found.scored, rows, records)
    proposed = in_all(Scored(len(rows), found.codes, found.codes, found.codes), rows, records).codes
    mine = among(scored.codes, proposed)
    labels = [np.full(records, -1, dtype=np.int64) for _ in range(2)]
    for label, own in zip(labels, (component, found.label), strict=True):
        label[rows] = rows[own]
    keys = tuple((name, cap) for name, _, cap in found.found.used)
    most = affordable(np.bincount(component)) if len(rows) else 0
    kept = KeptPass(records, proposed, keys, found.model, found.cut, most, found.learned)
    return kept, Standing(chosen(scored, mine), chosen(scored, ~mine), *labels)


def in_all(scored: Scored, rows: np.ndarray, records: int) -> Scored:
    """Pairs of some rows (ascending) as pairs of all."""
    codes = rows[scored.codes // scored.records] * records + rows[scored.codes % scored.records]
    return Scored(records, codes, scored.odds, scored.veto)


def chosen(scored: Scored, mask: np.ndarray) -> Scored:
    """The pairs of a mask."""
    return Scored(scored.records, scored.codes[mask], scored.odds[mask], scored.veto[mask])
