"""Clean a source: every mapped field in normal form with its state, everything else trimmed beside it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.columns import by_rows, counts_of, distinct, flat, join_columns, spread
from quality.cleaning.combined import fill_contacts
from quality.cleaning.fields import COALESCED, JOINED, LISTS, STATED
from quality.cleaning.lists import cells, merged, pieces, whole_cells
from quality.cleaning.model import CHANGES_SCHEMA, VERSION, Cleaned, CleanSettings
from quality.cleaning.places import fill_places
from quality.cleaning.regions import main_region, region_codes
from quality.cleaning.told import Told, told, without_fillers
from quality.errors import MissingColumn
from quality.semantics.traits import trait_names
from quality.spool import Spool, bounds, slices
from quality.standardise import email, phone
from quality.standardise.base import MISSING, VALID
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
    the rest stay beside it as `other:<column>`, or `other:<trait>` where the header names one (`traits.txt`). Raises
    MissingColumn where a column is not there.
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
    rest = [column for column in records.column_names if column not in work.used and column not in _FIXED]
    traits = trait_names(rest)
    for column in rest:
        work.out[f"other:{traits.get(column, column)}"] = _other(records[column])
    changes = pa.concat_tables(work.changes) if work.changes else CHANGES_SCHEMA.empty_table()
    return Cleaned(pa.table(work.out), changes, work.region)


def _other(column: pa.ChunkedArray) -> pa.Array:
    return by_rows([flat(column)], lambda parts: pc.utf8_trim_whitespace(parts[0]))


_JOINS = {True: join_columns, False: lambda columns: pc.coalesce(*columns)}


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
        codes, texts = distinct(arrays[0] if len(arrays) == 1 else by_rows(arrays, _JOINS[field in JOINED]))
        own = self._own_countries(codes, len(texts)) if field in {"tax_id", "fax"} else None
        found = self._told(field, texts, own)
        found = self._filled(field, texts, found, (codes, np.arange(len(texts))))
        self.out[field] = spread(found.values, codes)
        if field in STATED:
            self.out[f"{field}__state"] = spread(found.states, codes, MISSING)
        self._note(field, " + ".join(columns), codes, texts, found)

    def _told(self, field: str, texts: pa.Array, countries: list[str] | None) -> Told:
        return told(field, texts, countries, (self.region, self.settings.date_order, self.settings.today.year))

    def add_told(self) -> None:
        """Fill what the rest of the row tells: provinces and cities, and a contact named beside his number."""
        found = [fill_places(self.out, self.mapped), fill_contacts(self.records, self.out, self.mapped)]
        for filled, changes in found:
            self.out |= filled
            if self.settings.changes:
                self.changes.append(changes)

    def add_list(self, field: str) -> None:
        module, parts = phone if field == "phone" else email, []
        self.used.update(self.mapped[field])
        for column in self.mapped[field]:
            codes, texts = distinct(flat(self.records[column]))
            owners, some = pieces(texts, module)
            own = self._own_countries(codes, len(texts))
            found = self._told(field, some, [own[i] for i in owners.tolist()] if own else None)
            found = self._filled(field, some, found, (codes, owners))
            parts.append((*cells(len(texts), owners, found), codes))
            self._note(field, column, codes, texts, whole_cells(len(texts), owners, found))
        self.out[field], self.out[f"{field}__state"] = merged(parts)

    def _filled(self, field: str, texts: pa.Array, found: Told, where: tuple[np.ndarray, np.ndarray]) -> Told:
        """Turn fillers into nothing; `where` is the cell of each row and the cell of each text.

        A number is learned as one where it is too frequent and its rows are those of strangers: the switchboard of
        a large customer is frequent too.
        """
        learned = np.zeros(0, np.int64)
        if self.settings.learn_placeholders and field in {"phone", "email", "tax_id", "national_id"}:
            learned = self._learned(field, found, where)
        return without_fillers(field, texts, found, learned)

    def _learned(self, field: str, found: Told, where: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        codes, owners = where
        values = found.values
        if field in {"tax_id", "national_id"}:  # a number whose check characters are right is somebody's
            values = by_rows([values, found.states], lambda p: pc.if_else(pc.equal(p[1], VALID), None, p[0]))
        weights = counts_of(codes, int(owners.max(initial=-1)) + 1)[owners]
        numbers, different = distinct(values)
        counts = np.zeros(len(different) + 1, np.int64)
        np.add.at(counts, numbers, weights)
        strangers, learned = self._strangers(codes, owners), [np.zeros(0, np.int64)]
        for often in learn_codes(counts[:-1]).tolist():
            same = np.flatnonzero(numbers == often)
            if strangers(same) >= _STRANGERS:
                learned.append(same)
        return np.concatenate(learned)

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
        return distinct(by_rows(columns, lambda parts: pc.utf8_lower(pc.coalesce(*parts))))[0] if columns else None

    def _own_countries(self, codes: np.ndarray, size: int) -> list[str] | None:
        """Return the country that the rows of each distinct value name (that of its first row)."""
        if self.countries is None or not size:
            return None
        first = np.zeros(size, np.int64)
        rows = np.flatnonzero(codes >= 0)[::-1]
        first[codes[rows]] = rows
        return [self.countries[i] for i in first]

    def _note(self, field: str, column: str, codes: np.ndarray, texts: pa.Array, found: Told) -> None:
        """Write a change for every row whose value became another, and every suggestion."""
        if not self.settings.changes:
            return
        changed, hinted = (np.zeros(len(texts) + 1, bool) for _ in range(2))  # the last one is of empty rows
        for text, at in slices(texts):
            value, hint = (held.slice(at, len(text)) for held in (found.values, found.suggestions))
            same = pc.fill_null(pc.equal(value, text), False)
            changed[at : at + len(text)] = ~same.to_numpy(zero_copy_only=False)
            hinted[at : at + len(text)] = hint.is_valid().to_numpy(zero_copy_only=False)
        for flags, after, kind in ((changed, found.values, "applied"), (hinted, found.suggestions, "suggested")):
            constant = {"field": field, "column": column, "version": VERSION, "kind": kind}
            batches = self._changes(codes, flags, (texts, after, found.rules), constant)
            self.changes.append(Spool().gathered(batches, CHANGES_SCHEMA))

    def _changes(
        self, codes: np.ndarray, flags: np.ndarray, texts: tuple[pa.Array, pa.Array, pa.Array], constant: dict[str, str]
    ) -> Iterator[pa.RecordBatch]:
        before, after, rules = texts
        for start, end in bounds(len(codes) if flags.any() else 0):
            rows = np.flatnonzero(flags[codes[start:end]])
            at, n = pa.array(codes[start:end][rows]), len(rows)
            rule = rules.take(at)
            columns = {
                "record_id": self.ids.take(pa.array(rows + start)),
                "before": before.take(at),
                "after": after.take(at),
                "rule": pc.if_else(pc.equal(rule, ""), f"{constant['field']}/tidy", rule),
                **{name: pa.repeat(pa.scalar(value, pa.string()), n) for name, value in constant.items()},
            }
            if n:
                yield pa.RecordBatch.from_arrays(
                    [columns[name] for name in CHANGES_SCHEMA.names], schema=CHANGES_SCHEMA
                )
