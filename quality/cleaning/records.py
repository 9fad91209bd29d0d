"""Clean a source: every mapped field in normal form with its state, everything else trimmed beside it."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.columns import distinct, flat, join_columns, spread
from quality.cleaning.model import CHANGES_SCHEMA, VERSION, Cleaned, CleanSettings
from quality.cleaning.regions import main_region, region_codes
from quality.errors import MissingColumn
from quality.standardise import address, company, dates, email, money, national_id, person, phone, tax_id, text
from quality.standardise.base import INVALID, MISSING, PLACEHOLDER, Standard, tidy
from quality.standardise.placeholder import is_placeholder, learn

LISTS = frozenset({"phone", "email"})
STATED = frozenset({"phone", "email", "tax_id", "national_id", "birth_date"})
JOINED = frozenset({"address", "name", "org_name", "text"})
COALESCED = frozenset(
    {"created", "updated", "last_seen", "order_date", "birth_date", "tax_id", "national_id", "postcode"}
)
DATES = frozenset({"birth_date", "created", "updated", "last_seen", "order_date", "date"})
NUMBERS = frozenset({"amount", "price", "quantity"})
PERSONS = frozenset({"person_name", "contact", "given_name", "middle_name", "surname", "owner"})
IDS = frozenset({"id", "customer_ref", "parent_ref", "order_ref", "product_ref", "ref"})
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
        codes, texts = distinct(raw)
        own = self._own_countries(codes, len(texts)) if field in {"tax_id", "fax"} else None
        standard = standardise_field(field, texts, own, self)
        standard = _without_placeholders(field, texts, standard, codes, self.settings.learn_placeholders)
        self.out[field] = spread(standard.values, codes)
        if field in STATED:
            self.out[f"{field}__state"] = spread([*standard.states, MISSING], np.where(codes < 0, len(texts), codes))
        self._note(field, " + ".join(columns), codes, texts, standard)

    def add_list(self, field: str) -> None:
        module = phone if field == "phone" else email
        parts: list[pa.Array] = []
        states: list[pa.Array] = []
        self.used.update(self.mapped[field])
        for column in self.mapped[field]:
            codes, texts = distinct(flat(self.records[column]))
            pieces = [module.split(t) for t in texts]
            owners = [i for i, cell in enumerate(pieces) for _ in cell]
            flattened = [piece for cell in pieces for piece in cell]
            own = self._own_countries(codes, len(texts))
            regions = [own[i] for i in owners] if own else None
            standard = standardise_field(field, flattened, regions, self)
            weights = np.bincount(codes[codes >= 0], minlength=len(texts))
            standard = _without_placeholders(
                field, flattened, standard, None, self.settings.learn_placeholders, weights[owners] if owners else []
            )
            cells, cell_states = _per_cell(len(texts), owners, standard)
            source = pa.array([*cells, None], pa.list_(pa.string()))
            source_states = pa.array([*cell_states, None], pa.list_(pa.string()))
            rows = pa.array(np.where(codes < 0, len(texts), codes))
            parts.append(source.take(rows))
            states.append(source_states.take(rows))
            self._note(field, column, codes, texts, _cell_standard(texts, owners, standard, cells))
        self.out[field], self.out[f"{field}__state"] = _merge(parts, states)

    def _own_countries(self, codes: np.ndarray, size: int) -> list[str] | None:
        """Return the country that the rows of each distinct value name (that of its first row)."""
        if self.countries is None or not size:
            return None
        first = np.zeros(size, np.int64)
        rows = np.flatnonzero(codes >= 0)[::-1]
        first[codes[rows]] = rows
        return [self.countries[i] for i in first]

    def _note(self, field: str, column: str, codes: np.ndarray, texts: list[str], standard: Standard) -> None:
        """Write a change for every row whose value became another, and every suggestion."""
        if not self.settings.changes:
            return
        size = len(texts)
        changed = np.array([v != t for v, t in zip(standard.values, texts, strict=True)] + [False])
        hinted = np.array([s is not None for s in standard.suggestions] + [False])
        safe = np.where(codes < 0, size, codes)
        for mask, after, kind in ((changed, standard.values, "applied"), (hinted, standard.suggestions, "suggested")):
            rows = np.flatnonzero(mask[safe])
            if not len(rows):
                continue
            at = safe[rows]
            rules = [r or f"{field}/tidy" for r in standard.rules]
            n = len(rows)
            constant = {"field": field, "column": column, "version": VERSION, "kind": kind}
            columns = {
                "record_id": self.ids.take(pa.array(rows)),
                "before": spread(texts, at),
                "after": spread(list(after), at),
                "rule": spread(rules, at),
                **{name: pa.repeat(pa.scalar(value), n) for name, value in constant.items()},
            }
            self.changes.append(pa.table([columns[name] for name in CHANGES_SCHEMA.names], schema=CHANGES_SCHEMA))


def standardise_field(field: str, texts: list[str], countries: list[str] | None, work: "_Work") -> Standard:  # noqa: PLR0911
    """Send the distinct texts of a field to its standardiser."""
    if field in {"phone", "fax"}:
        return phone.standardise(texts, countries, work.region)
    if field == "email":
        return email.standardise(texts)
    if field == "tax_id":
        fallback = work.region
        return tax_id.standardise(texts, [c or fallback for c in countries] if countries else [fallback] * len(texts))
    if field == "national_id":
        return national_id.standardise(texts)
    if field in DATES:
        return dates.standardise(texts, work.settings.date_order, birth=field == "birth_date")
    if field in NUMBERS:
        return money.standardise(texts)
    if field == "org_name":
        return company.standardise(texts)
    if field in PERSONS:
        return person.standardise(texts)
    if field == "name":
        return company.standardise(texts)
    if field in {"address", "street"}:
        return address.standardise(texts)
    if field in IDS:
        return Standard.of([(t.strip() or None, "valid", "", None) for t in texts])
    return text.standardise(texts)


def _without_placeholders(
    field: str, texts: list[str], standard: Standard, codes: np.ndarray | None, learned: bool, weights=None
) -> Standard:
    """Turn placeholder values into null with the state `placeholder`."""
    if field in IDS:
        return standard
    found: set[str] = set()
    if learned and field in {"phone", "email", "tax_id", "national_id"}:
        counts = weights if weights is not None else np.bincount(codes[codes >= 0], minlength=len(texts))
        totals: dict[str, int] = {}
        for value, count in zip(standard.values, counts, strict=True):
            if value:
                totals[value] = totals.get(value, 0) + int(count)
        found = learn(list(totals), list(totals.values()))
    items = []
    for raw, value, state, rule, hint in zip(
        texts, standard.values, standard.states, standard.rules, standard.suggestions, strict=True
    ):
        if value is not None and (value in found or is_placeholder(value, field) or is_placeholder(tidy(raw), field)):
            items.append((None, PLACEHOLDER, f"{field}/placeholder", None))
        else:
            items.append((value, state, rule, hint))
    return Standard.of(items)


def _per_cell(size: int, owners: list[int], standard: Standard) -> tuple[list, list]:
    cells: list[list | None] = [None] * size
    states: list[list | None] = [None] * size
    for owner, value, state in zip(owners, standard.values, standard.states, strict=True):
        cells[owner] = cells[owner] or []
        states[owner] = states[owner] or []
        if value is not None and value not in cells[owner]:
            cells[owner].append(value)
            states[owner].append(state)
        elif value is None and state == PLACEHOLDER:
            cells[owner].append(None)
            states[owner].append(state)
    return cells, states


def _cell_standard(texts: list[str], owners: list[int], standard: Standard, cells: list) -> Standard:
    """Put the parts of each cell together again for the changes table."""
    rules: list[str] = [""] * len(texts)
    hints: list[str | None] = [None] * len(texts)
    for owner, rule, hint in zip(owners, standard.rules, standard.suggestions, strict=True):
        rules[owner] = rules[owner] or rule
        hints[owner] = hints[owner] or hint
    joined = ["; ".join(v for v in cell or [] if v) or None for cell in cells]
    return Standard(joined, [INVALID] * len(texts), rules, hints)


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
