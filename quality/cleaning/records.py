"""Clean a source: every mapped field in normal form with its state, everything else trimmed beside it."""

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.columns import distinct, flat, join_columns, spread
from quality.cleaning.combined import fill_contacts
from quality.cleaning.fields import COALESCED, JOINED, LISTS, STATED, placeholders, standardise_field
from quality.cleaning.model import CHANGES_SCHEMA, VERSION, Cleaned, CleanSettings
from quality.cleaning.places import fill_places
from quality.cleaning.regions import main_region, region_codes
from quality.errors import MissingColumn
from quality.standardise import email, phone
from quality.standardise.base import MISSING, PLACEHOLDER, VALID, Standard
from quality.standardise.placeholder import learn_codes

_WHOSE = ("tax_id", "org_name", "name", "person_name", "contact", "surname")
_STRANGERS = 0.3  # of the rows with one number; more are different parties where nobody owns it
Strangers = Callable[[np.ndarray], float]
_FIXED = ("record_id", "_source", "_file", "_row")


def clean(records: pa.Table, fields: Mapping[str, list[str] | str], settings: CleanSettings | None = None) -> Cleaned:
    """Return the clean records and the changes (contracts "Clean records" and "Changes").

    `records` has the contract "Records"; `fields` maps a field to the column or columns that hold it (the
    field `other` is passed over). Of several columns, phones and emails are listed, address lines and names
    joined, dates and ids taken from the first that is filled; of any other field the first column counts and
    the rest stay beside it. Raises MissingColumn where a column is not there.
    """
    settings = settings or CleanSettings()
    mapped = {f: [c] if isinstance(c, str) else list(c) for f, c in fields.items() if f != "other" and c}
    for column in (c for columns in mapped.values() for c in columns):
        if column not in records.column_names:
            raise MissingColumn(column, records.column_names)
    work = _Work(records, mapped, settings)
    for field in mapped:
        if field in LISTS:
            work.add_list(field)
        else:
            work.add_single(field)
    work.add_told()
    for column in records.column_names:
        if column not in work.used and column not in _FIXED:
            work.out[f"other:{column}"] = _other(records[column])
    changes = pa.concat_tables(work.changes) if work.changes else CHANGES_SCHEMA.empty_table()
    return Cleaned(pa.table(work.out), changes, work.region)


def _other(column: pa.ChunkedArray) -> pa.Array:
    return pc.utf8_trim_whitespace(flat(column))


class _Work:
    """The columns made so far; one is made for each call."""

    def __init__(self, records: pa.Table, mapped: dict[str, list[str]], settings: CleanSettings):
        self.records, self.mapped, self.settings = records, mapped, settings
        self.ids = flat(records["record_id"])
        self.out: dict[str, pa.Array] = {"record_id": self.ids, "source": flat(records["_source"])}
        self.changes: list[pa.Table] = []
        self.used: set[str] = set()
        self.countries = region_codes(flat(records[mapped["country"][0]])) if "country" in mapped else None
        phones = [flat(records[c]) for c in mapped.get("phone", ())]
        self.region = settings.region or main_region(phones, self.countries, records)

    def add_single(self, field: str) -> None:
        columns = self.mapped[field] if field in JOINED | COALESCED else self.mapped[field][:1]
        arrays = [flat(self.records[column]) for column in columns]
        self.used.update(columns)
        raw = join_columns(arrays) if field in JOINED else pc.coalesce(*arrays) if len(arrays) > 1 else arrays[0]
        codes, encoded = distinct(raw)
        own = self._own_countries(codes, len(encoded)) if field in {"tax_id", "fax"} else None
        standard = standardise_field(
            field, encoded, own, self.region, self.settings.date_order, self.settings.today.year
        )
        weights = np.bincount(codes[codes >= 0], minlength=len(encoded))
        learn = self._strangers(codes, np.arange(len(encoded))) if self.settings.learn_placeholders else None
        standard = _without_placeholders(field, encoded, standard, weights, learn)
        self.out[field] = spread(standard.values, codes)
        if field in STATED:
            self.out[f"{field}__state"] = spread([*standard.states, MISSING], np.where(codes < 0, len(encoded), codes))
        self._note(field, " + ".join(columns), codes, encoded, standard)

    def add_told(self) -> None:
        """Fill what the rest of the row tells: provinces and cities, and a contact named beside his number."""
        found = [fill_places(self.out, self.mapped), fill_contacts(self.records, self.out, self.mapped)]
        for filled, changes in found:
            self.out |= filled
            if self.settings.changes:
                self.changes.append(changes)

    def add_list(self, field: str) -> None:
        module = phone if field == "phone" else email
        parts: list[pa.Array] = []
        states: list[pa.Array] = []
        self.used.update(self.mapped[field])
        for column in self.mapped[field]:
            codes, encoded = distinct(flat(self.records[column]))
            texts = encoded.to_pylist()
            owners, pieces = _pieces(texts, encoded, module)
            own = self._own_countries(codes, len(texts))
            regions = [own[i] for i in owners.tolist()] if own else None
            standard = standardise_field(field, pieces, regions, self.region)
            weights = np.bincount(codes[codes >= 0], minlength=len(texts))[owners]
            learn = self._strangers(codes, owners) if self.settings.learn_placeholders else None
            standard = _without_placeholders(field, pieces, standard, weights, learn)
            rows = pa.array(codes, mask=codes < 0)
            cells, flags = _lists(len(texts), owners, standard)
            parts.append(cells.take(rows))
            states.append(flags.take(rows))
            self._note(field, column, codes, encoded, _cell_standard(texts, owners, standard))
        self.out[field], self.out[f"{field}__state"] = _merge(parts, states)

    def _strangers(self, codes: np.ndarray, owners: np.ndarray) -> Strangers:
        """Return a function that tells for pieces of cells how many of their rows, 0 to 1, are of different parties.

        `codes` gives the cell of each row, `owners` the cell of each piece. Without any name or tax id in the
        source every row counts as another party.
        """

        def share(pieces: np.ndarray) -> float:
            if self.party is None:
                return 1.0
            party = self.party[np.isin(codes, np.unique(owners[pieces]))]
            party = party[party >= 0]
            return len(np.unique(party)) / max(1, len(party))

        return share

    @cached_property
    def party(self) -> np.ndarray | None:
        """Return a code for whose row each one is, by tax id, else by name; -1 where neither is there."""
        columns = [flat(self.records[c]) for field in _WHOSE for c in self.mapped.get(field, ())[:1]]
        return distinct(pc.utf8_lower(pc.coalesce(*columns)))[0] if columns else None

    def _own_countries(self, codes: np.ndarray, size: int) -> list[str] | None:
        """Return the country that the rows of each distinct value name (that of its first row)."""
        if self.countries is None or not size:
            return None
        first = np.zeros(size, np.int64)
        rows = np.flatnonzero(codes >= 0)[::-1]
        first[codes[rows]] = rows
        return [self.countries[i] for i in first]

    def _note(self, field: str, column: str, codes: np.ndarray, texts: pa.Array, standard: Standard) -> None:
        """Write a change for every row whose value became another, and every suggestion."""
        if not self.settings.changes:
            return
        size = len(texts)
        same = pc.fill_null(pc.equal(pa.array(standard.values, pa.string()), texts), False)
        changed = np.append(~same.to_numpy(zero_copy_only=False), False)
        hinted = np.append(pa.array(standard.suggestions, pa.string()).is_valid().to_numpy(zero_copy_only=False), False)
        safe = np.where(codes < 0, size, codes)
        for mask, after, kind in ((changed, standard.values, "applied"), (hinted, standard.suggestions, "suggested")):
            rows = np.flatnonzero(mask[safe])
            if not len(rows):
                continue
            at = pa.array(safe[rows])
            rules = pa.array([rule or f"{field}/tidy" for rule in standard.rules], pa.string())
            n = len(rows)
            constant = {"field": field, "column": column, "version": VERSION, "kind": kind}
            columns = {
                "record_id": self.ids.take(pa.array(rows)),
                "before": texts.take(at),
                "after": pa.array(after, pa.string()).take(at),
                "rule": rules.take(at),
                **{name: pa.repeat(pa.scalar(value), n) for name, value in constant.items()},
            }
            self.changes.append(pa.table([columns[name] for name in CHANGES_SCHEMA.names], schema=CHANGES_SCHEMA))


def _lists(size: int, owners: np.ndarray, standard: Standard) -> tuple[pa.Array, pa.Array]:
    """Return the values and the states of each cell as lists; a missing part is left out."""
    states = pa.array(standard.states, pa.string())
    keep = np.flatnonzero(pc.not_equal(states, MISSING).to_numpy(zero_copy_only=False))
    counts = np.bincount(owners[keep], minlength=size)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    at = pa.array(keep, pa.int64())
    values = pa.array(standard.values, pa.string()).take(at)
    return pa.ListArray.from_arrays(offsets, values), pa.ListArray.from_arrays(offsets, states.take(at))


def _pieces(texts: list[str], encoded: pa.Array, module) -> tuple[np.ndarray, pa.Array]:
    """Split the cells that may hold several values; return (cell of each piece, pieces)."""
    several = np.flatnonzero(pc.match_substring_regex(encoded, module.MAYBE_SEVERAL).to_numpy(zero_copy_only=False))
    split = {at: parts for at in several.tolist() if len(parts := module.split(texts[at])) > 1}
    if not split:
        return np.arange(len(texts)), encoded
    owners = np.repeat(np.arange(len(texts)), [len(split.get(i, "1")) if i in split else 1 for i in range(len(texts))])
    pieces = [piece for i, text in enumerate(texts) for piece in split.get(i, (text,))]
    return owners, pa.array(pieces, pa.string())


def _without_placeholders(
    field: str, texts: pa.Array, standard: Standard, weights: np.ndarray, strangers: Strangers | None
) -> Standard:
    """Turn placeholder values into null with the state `placeholder`; `weights` are the rows of each text.

    A number is learned as one where it is too frequent and its rows are those of strangers: the switchboard of
    a large customer is frequent too. `strangers` None: nothing is learned.
    """
    at = set(placeholders(field, texts, standard.values).tolist())
    if strangers is not None and field in {"phone", "email", "tax_id", "national_id"}:
        # A number whose check characters are right is somebody's, however many contacts share it.
        sure = field in {"tax_id", "national_id"}
        known = zip(standard.values, standard.states, strict=True)
        learnable = [None if sure and state == VALID else value for value, state in known]
        encoded = pc.dictionary_encode(pa.array(learnable, pa.string()))
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        counts = np.bincount(codes[codes >= 0], weights[codes >= 0], minlength=len(encoded.dictionary)).astype(np.int64)
        for often in learn_codes(counts).tolist():
            pieces = np.flatnonzero(codes == often)
            if strangers(pieces) >= _STRANGERS:
                at.update(pieces.tolist())
    if not at:
        return standard
    where = np.array(sorted(at))
    gone = Standard.of([(None, PLACEHOLDER, f"{field}/placeholder", None)] * len(where))
    values, states = list(standard.values), list(standard.states)
    rules, hints = list(standard.rules), list(standard.suggestions)
    for i, value, state, rule, hint in zip(
        where.tolist(), gone.values, gone.states, gone.rules, gone.suggestions, strict=True
    ):
        values[i], states[i], rules[i], hints[i] = value, state, rule, hint
    return Standard(values, states, rules, hints)


def _cell_standard(texts: list[str], owners: np.ndarray, standard: Standard) -> Standard:
    """Put the parts of each cell together again for the changes table."""
    if len(owners) == len(texts):
        return standard
    joined: list[list[str]] = [[] for _ in texts]
    rules: list[str] = [""] * len(texts)
    hints: list[str | None] = [None] * len(texts)
    for owner, value, rule, hint in zip(
        owners.tolist(), standard.values, standard.rules, standard.suggestions, strict=True
    ):
        if value and value not in joined[owner]:
            joined[owner].append(value)
        rules[owner] = rules[owner] or rule
        hints[owner] = hints[owner] or hint
    return Standard(["; ".join(cell) or None for cell in joined], [VALID] * len(texts), rules, hints)


def _merge(parts: list[pa.Array], states: list[pa.Array]) -> tuple[pa.Array, pa.Array]:
    """Join the lists of several columns, each value once; an empty list becomes null."""
    rows = len(parts[0])
    owner = np.concatenate([pc.list_parent_indices(p).to_numpy() for p in parts])
    values = pa.concat_arrays([pc.list_flatten(p) for p in parts])
    flags = pa.concat_arrays([pc.list_flatten(s) for s in states])
    order = np.argsort(owner, kind="stable")
    owner, values, flags = owner[order], values.take(pa.array(order)), flags.take(pa.array(order))
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = owner * (codes.max(initial=0) + 2) + codes + 1
    _, first = np.unique(keys, return_index=True)
    first.sort()
    owner, values, flags = owner[first], values.take(pa.array(first)), flags.take(pa.array(first))
    counts = np.bincount(owner, minlength=rows)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    empty = pa.array(counts == 0)
    return (
        pa.ListArray.from_arrays(offsets, values, mask=empty),
        pa.ListArray.from_arrays(offsets, flags, mask=empty),
    )
