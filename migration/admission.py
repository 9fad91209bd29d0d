"""Which of a wave's rows are admitted: they fit the target, repeat no key, and what they refer to is there.

Rows are read once and shaped batch by batch; keys and references are parted on disk, so that memory does not
grow with the rows (but for a byte for each, and the keys of an entity that refers to itself).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import fit
from migration.databases import Database
from migration.ordering import depths
from migration.schema import TargetTable, reflect
from migration.selection import found_in
from migration.sources import BATCH_ROWS, LoadRows
from migration.spool import Parted, Spool, as_text, by_range, by_text
from migration.values import EntitySpec

Group = tuple[str, ...]
SAMPLES = 200  # keys looked at for each part of a range


@dataclass
class Refusals:
    """Rows that broke a rule: position (from 0) of each, with the rule, column and expectation."""

    rejected: np.ndarray
    found: list[tuple[np.ndarray, str, str, str]] = field(default_factory=list)

    def add(self, rows: np.ndarray, column: str, reason: str, expected: str) -> None:
        """Refuse the rows at these positions."""
        if len(rows):
            self.rejected[rows] = True
            self.found.append((rows, column, reason, expected))

    def table(self, rows: LoadRows) -> pa.Table:
        """The refused rows as they came, with `_row` (from 1), `_reason` and `_expected`."""
        places = np.flatnonzero(self.rejected)
        why: list[list[str]] = [[] for _ in places]
        what: list[list[str]] = [[] for _ in places]
        for bad, column, reason, expected in self.found:
            for slot in np.searchsorted(places, bad).tolist():
                why[slot].append(f"{reason}: {column}")
                what[slot].append(expected)
        parts = [part.rows for part in rows.parts(chosen=self.rejected)] if len(places) else []
        refused = pa.concat_tables([rows.schema.empty_table(), *parts]).append_column("_row", pa.array(places + 1))
        for name, texts in (("_reason", why), ("_expected", what)):
            refused = refused.append_column(name, pa.array(["; ".join(t) for t in texts], pa.string()))
        return refused


Fold = Callable[[pa.ChunkedArray], pa.ChunkedArray]


@dataclass(frozen=True)
class Rules:
    """What the rows of an entity have to obey. `folds`: columns of which the target takes different texts for one."""

    spec: EntitySpec
    target: TargetTable | None
    folds: Mapping[str, Fold] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: EntitySpec, target: TargetTable | None, database: Database | None) -> "Rules":
        """The rules of a target."""
        columns = target.columns if target is not None and database is not None else ()
        return cls(spec, target, {c.name: partial(_fold, database, c.collation) for c in columns if c.collation})

    def own(self, group: Group) -> list[str]:
        """The columns of `texts` by which a set is told from another."""
        return [f"f{i}" if name in self.folds else str(i) for i, name in enumerate(group)]

    def texts(self, rows: pa.Table, group: Group) -> pa.Table:
        """A set of unique columns and the key as text, and as the target compares them where that is not the same."""
        texts = as_text(rows, dict.fromkeys((*group, *self.spec.key)))
        for i, name in enumerate(group):
            if name in self.folds:
                texts = texts.append_column(f"f{i}", self.folds[name](texts[str(i)]))
        return texts


def _fold(database: Database, collation: str, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return database.folded(texts, collation) if len(texts) else texts


@dataclass(frozen=True)
class Intake:
    """The shaped rows of one entity, and their keys and references as text, each with `_row`, parted."""

    rows: Parted
    schema: pa.Schema
    groups: Mapping[Group, Parted]
    references: Mapping[str, Parted]


def unique_groups(spec: EntitySpec, target: TargetTable | None, names: Sequence[str]) -> list[Group]:
    """Sets of columns that no two rows may share: the key first."""
    groups = [spec.key, *([tuple(spec.unique)] if spec.unique else []), *(target.unique if target else ())]
    return [g for g in dict.fromkeys(groups) if set(g) <= set(names)]


def take_in(source: LoadRows, chosen: np.ndarray, rules: Rules, spool: Spool) -> tuple[Intake, Refusals]:
    """Shape the chosen rows; those that fit are parted by key. Raises SchemaMismatch."""
    spec, target = rules.spec, rules.target
    empty, _ = fit.shape(source.schema.empty_table(), spec, target)
    names = empty.column_names
    groups = {g: Parted(spool) for g in unique_groups(spec, target, names)}
    references = {c: Parted(spool) for c in spec.references if c in names}
    bounds = _bounds(source, chosen, spec.key[0], empty.schema.field(spec.key[0]).type, spool.parts)
    intake = Intake(Parted(spool), empty.schema, groups, references)
    refusals = Refusals(np.zeros(len(chosen), bool))
    for part in source.parts(chosen=chosen):
        numbers = part.places
        shaped, findings = fit.shape(part.rows, spec, target, part.findings)
        for bad, column, reason, expected in findings.found:
            refusals.add(numbers[bad], column, reason, expected)
        fitting = ~findings.rejected
        rows = shaped.append_column("_row", pa.array(numbers)).filter(pa.array(fitting))
        _part(intake, rows, rules, by_range(rows[spec.key[0]], bounds))
    return intake, refusals


def _part(intake: Intake, rows: pa.Table, rules: Rules, codes: np.ndarray) -> None:
    intake.rows.add(rows, codes)
    parts = intake.rows.spool.parts
    for group, into in intake.groups.items():
        texts = rules.texts(rows, group)
        into.add(texts.append_column("_row", rows["_row"]), by_text(texts[rules.own(group)[0]], parts))
    for column, into in intake.references.items():
        texts = as_text(rows, [column]).append_column("_row", rows["_row"])
        into.add(texts, by_text(texts["0"], parts))


def _bounds(source: LoadRows, chosen: np.ndarray, key: str, kind: pa.DataType, parts: int) -> pa.Array:
    """Keys that part the chosen rows into about equal ranges."""
    if parts == 1:
        return pa.array([], kind)
    wanted = np.arange(0, len(chosen), max(1, int(chosen.sum()) // (parts * SAMPLES)))
    wanted = wanted[chosen[wanted]]
    samples = [pa.nulls(0, kind)]
    for start, batch in source.batches([key]):
        places = wanted[(wanted >= start) & (wanted < start + batch.num_rows)] - start
        samples += fit.cast(batch[key].take(pa.array(places)), kind)[0].chunks
    sample = pa.concat_arrays(samples).drop_null()
    sample = sample.take(pc.sort_indices(sample))
    places = np.arange(1, parts) * len(sample) // parts
    return sample.take(pa.array(places)) if len(sample) else sample


def there_already(database: Database, connection: sa.Connection, rules: Rules, intake: Intake) -> dict[Group, Parted]:
    """For each set of unique columns, their texts (and the key's) of every row in the target."""
    spec, target = rules.spec, rules.target
    kept = {g: Parted(intake.rows.spool) for g in intake.groups if all(target.column(n) for n in (*g, *spec.key))}
    names = list(dict.fromkeys(n for g in kept for n in (*g, *spec.key)))
    if not names:
        return {}
    table = target.clause()
    schema = pa.schema([(n, target.column(n).kind or intake.schema.field(n).type) for n in names])
    for batch in database.batches(connection, sa.select(*[table.c[n] for n in names]), schema, BATCH_ROWS):
        for group, into in kept.items():
            texts = rules.texts(batch, group)
            into.add(texts, by_text(texts[rules.own(group)[0]], into.spool.parts))
    return kept


def check_unique(rules: Rules, intake: Intake, there: Mapping[Group, Parted], refusals: Refusals) -> np.ndarray:
    """Refuse rows that share what must not be shared; returns the mask of rows whose key the target has."""
    exists, key = np.zeros(len(refusals.rejected), bool), rules.spec.key
    for group, parted in intake.groups.items():
        own, held = rules.own(group), there.get(group)
        exact = [str(i) for i in range(len(group))]
        clashes, again = [], []
        for number in range(parted.spool.parts):
            mine = parted.part(number)
            if mine is None:
                continue
            rows = mine["_row"].to_numpy()
            theirs = held.part(number) if held is not None else None
            if theirs is not None:
                found = fit.held(mine.select(own), theirs.select(own))
                columns = list(dict.fromkeys((*group, *key)))
                whole = exact if group == key else [*own, *(str(columns.index(k)) for k in key)]
                same = found if whole == own else found & fit.held(mine.select(whole), theirs.select(whole))
                if group == key:
                    exists[rows[same]] = True
                found &= ~same  # another row has it, or a key that the target takes for ours
                refusals.rejected[rows[found]] = True
                clashes.append(rows[found])
            again.append(rows[fit.repeated(mine, tuple(own), ~refusals.rejected[rows])])
        name = ", ".join(group)
        how = "" if own == exact else ", in any case or with other spaces or accents: the target takes them for one"
        if clashes:
            refusals.add(np.concatenate(clashes), name, "unique", f"a value that no other row of the target has{how}")
        if again:
            refusals.add(np.concatenate(again), name, "unique", f"a value that no earlier row has{how}")
    return exists


def check_references(
    spec: EntitySpec, intake: Intake, known: Mapping[str, Sequence[Parted]], refusals: Refusals
) -> None:
    """Refuse rows whose reference points at nothing. `known`: keys of each entity, of the plan and the target."""
    size = len(refusals.rejected)
    for column, values in intake.references.items():
        parent = spec.references[column]
        filled = _filled(values, size)
        lost = filled & ~found_in(values, known[parent], size)
        if parent != spec.name:
            refusals.add(np.flatnonzero(lost), column, "orphan", f"the key of a row of {parent}")
            continue
        keys = _keys(intake, [spec.key[0], column])
        rows = keys["_row"].to_numpy()
        while True:  # a row whose parent in this very table is rejected goes with it
            pending = ~refusals.rejected[rows] & lost[rows]
            accepted = keys["0"].filter(pa.array(~refusals.rejected[rows])).combine_chunks()
            orphans = rows[pending & ~fit.as_mask(pc.is_in(keys["1"], value_set=accepted))]
            if not len(orphans):
                break
            refusals.add(orphans, column, "orphan", f"the key of a row of {parent}")


def _filled(values: Parted, size: int) -> np.ndarray:
    mask = np.zeros(size, bool)
    for part in values.filled():
        mask[part["_row"].filter(pc.is_valid(part["0"])).to_numpy()] = True
    return mask


def _keys(intake: Intake, names: Sequence[str]) -> pa.Table:
    """Columns of all rows as text, with `_row`: for an entity that refers to itself."""
    parts = [as_text(p, names).append_column("_row", p["_row"]) for p in intake.rows.filled()]
    empty = pa.schema([*[(str(i), pa.string()) for i in range(len(names))], ("_row", pa.int64())]).empty_table()
    return pa.concat_tables([empty, *parts])


def levels(spec: EntitySpec, intake: Intake, rejected: np.ndarray) -> np.ndarray | None:
    """By position, the depth of each admitted row below its parents; None where rows do not refer to their table."""
    own = [c for c in intake.references if spec.references[c] == spec.name]
    if not own:
        return None
    keys = _keys(intake, [spec.key[0], *own])
    keys = keys.filter(pa.array(~rejected[keys["_row"].to_numpy()])).combine_chunks()
    depth = np.zeros(len(rejected), np.int16)
    parents = [keys[str(i + 1)].combine_chunks() for i in range(len(own))]
    depth[keys["_row"].to_numpy()] = depths(keys["0"].combine_chunks(), parents)
    return depth


def key_parts(database: Database, connection: sa.Connection, spec: EntitySpec, spool: Spool) -> Parted:
    """Keys (as text) of the rows of an entity that the target has."""
    keys = Parted(spool)
    target = reflect(connection, spec.table)
    if target is not None and target.column(spec.key[0]):
        schema = pa.schema([("key", target.column(spec.key[0]).kind or pa.string())])
        query = sa.select(target.clause().c[spec.key[0]])
        for batch in database.batches(connection, query, schema, BATCH_ROWS):
            texts = as_text(batch, ["key"])
            keys.add(texts, by_text(texts["0"], spool.parts))
    return keys
