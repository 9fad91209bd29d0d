"""From a clean table to coded parts: what the comparisons and the block keys read."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from matching.features import organisation, person, place
from matching.features.coded import Coded, coded, drop, from_arrow, from_texts, remap
from matching.features.fold import fold, has_han
from matching.features.generic import generic_columns

PERSON_PARTS = ("given_name", "middle_name", "surname", "name_suffix")
PLACE_TEXTS = ("address", "street", "locality", "city")
CODES = ("phone", "tax_id", "national_id", "email")


@dataclass(frozen=True)
class Parts:
    """Coded parts of every record, by name; `rows` records; `notes` in words for the user."""

    rows: int
    columns: dict[str, Coded] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        """Whether a part exists and any record has it."""
        return name in self.columns

    def __getitem__(self, name: str) -> Coded:
        """The part of this name."""
        return self.columns[name]

    def add(self, name: str, column: Coded) -> None:
        """Keep a part that has any value."""
        if len(column.values) and (column.codes >= 0).any():
            self.columns[name] = column


def build(table: pa.Table) -> Parts:
    """Parts of a clean table (contract "Clean records"), one row a record."""
    parts = Parts(table.num_rows)
    raw = {n: _valid(table, n) for n in table.column_names if not n.endswith("__state")}
    _people_and_organisations(parts, raw)
    for name in PLACE_TEXTS:
        if name in raw:
            parts.add(name, remap(raw[name], lambda vs: place.tidy(list(vs))))
    for name in ("state", "country", "street_number", "gender"):
        if name in raw:
            parts.add(name, remap(raw[name], fold))
    if "postcode" in raw:
        parts.add("postcode", remap(raw["postcode"], lambda vs: [f.replace(" ", "") for f in fold(vs)]))
    if "birth_date" in raw:
        parts.add("birth_date", remap(raw["birth_date"], lambda vs: [_date(v) for v in vs]))
    for name in CODES:
        if name in raw:
            parts.add(name, remap(raw[name], _code if name != "email" else _lower))
    if "website" in raw:
        parts.add("website", remap(raw["website"], lambda vs: [_domain(v) for v in vs]))
    _geo(parts, raw)
    for name, column in generic_columns(raw).items():
        parts.add(name, column)
    return parts


def _valid(table: pa.Table, name: str) -> Coded:
    return from_arrow(table[name])


def _date(value: str) -> str:
    return "".join(c for c in str(value) if c.isdigit())[:8]


def _code(values: np.ndarray) -> list[str]:
    return ["".join(c for c in str(v).partition(";")[0].upper() if c.isalnum()) for v in values]


def _lower(values: np.ndarray) -> list[str]:
    return [str(v).strip().lower() for v in values]


def _domain(value: str) -> str:
    host = str(value).lower().split("//")[-1].split("/")[0]
    return host.removeprefix("www.")


def _geo(parts: Parts, raw: dict[str, Coded]) -> None:
    if not {"latitude", "longitude"} <= raw.keys():
        return
    lat, lon = (_floats(raw[n]) for n in ("latitude", "longitude"))
    known = np.isfinite(lat) & np.isfinite(lon) & ~((np.abs(lat) < 1e-6) & (np.abs(lon) < 1e-6))
    known &= (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    points = [f"{a:.5f},{b:.5f}" if k else None for a, b, k in zip(lat, lon, known, strict=True)]
    parts.add("geo", from_texts(points))


def _floats(column: Coded) -> np.ndarray:
    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return np.nan

    values = np.array([number(v) for v in column.values] + [np.nan])
    return values[column.flat]


def _people_and_organisations(parts: Parts, raw: dict[str, Coded]) -> None:
    names, orgs = raw.get("name"), raw.get("org_name")
    people = next((raw[n] for n in ("person_name", "contact") if n in raw), None)
    if names is not None:
        is_org = organisations_among(names, raw)
        orgs = first_of(orgs, drop(names, ~is_org))
        people = first_of(people, drop(names, is_org))
    if orgs is not None:
        parts.add("org", orgs)
    given = raw.get("given_name"), raw.get("surname")
    if all(g is not None for g in given) or (people is None and any(g is not None for g in given)):
        _from_name_parts(parts, raw)
    elif people is not None:
        add_person(parts, people)


def first_of(first: Coded | None, second: Coded) -> Coded:
    """Values of the first column, of the second where the first has none."""
    if first is None:
        return second
    a, b = np.append(first.values, [None]), np.append(second.values, [None])
    texts = np.where(first.flat >= 0, a[first.flat], b[second.flat])
    return from_texts(texts)


def organisations_among(names: Coded, raw: dict[str, Coded]) -> np.ndarray:
    """Which distinct values of a `name` column name organisations (bool, one per value)."""
    marked = np.array([organisation.looks_like_organisation(str(v)) for v in names.values], dtype=bool)
    han = np.array([has_han(str(v)) for v in names.values], dtype=bool)
    if han.mean() > 0.5:
        return marked | (han & ~_mostly_people(names, han & ~marked))
    if marked.mean() > 0.2:
        return np.ones(len(marked), dtype=bool) if marked.mean() > 0.5 else marked
    if {"birth_date", "gender", "national_id", "given_name", "surname"} & raw.keys():
        return marked
    first = [str(v).split()[0].lower() if str(v).split() else "" for v in names.values]
    usual = {w for pair in person.nickname_pairs() for w in pair}
    people = np.mean([w.strip(".,") in usual or w.strip(".,") in person.TITLES for w in first]) > 0.15
    return marked if people else np.ones(len(marked), dtype=bool)


def _mostly_people(names: Coded, short: np.ndarray) -> np.ndarray:
    """Whether the unmarked Chinese names are persons': their first characters repeat as surnames do."""
    heads = [str(v)[:1] for v in names.values[short]]
    common = set("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈")
    share = np.mean([h in common for h in heads]) if heads else 0
    return np.full(len(short), share > 0.4) & short


def add_person(parts: Parts, names: Coded) -> None:
    """Split full names into given, middle, surname and suffix; keep both joined orders."""
    split = [person.split(str(v)) for v in names.values]
    for k, name in ((0, "given"), (1, "middle"), (2, "surname"), (3, "suffix")):
        parts.add(name, remap(names, lambda _, k=k: [s[k] for s in split]))


def _from_name_parts(parts: Parts, raw: dict[str, Coded]) -> None:
    for source, name in zip(PERSON_PARTS, ("given", "middle", "surname", "suffix"), strict=True):
        if source in raw:
            parts.add(name, remap(raw[source], fold))
    if "given" in parts and "middle" not in parts:
        words = [str(v).split(" ", 1) for v in parts["given"].values]
        if (
            np.mean([len(w) > 1 for w in words]) > 0.02
            and np.mean([len(w[-1]) == 1 for w in words if len(w) > 1] or [0]) > 0.5
        ):
            column = parts["given"]
            parts.add("middle", remap(column, lambda _: [w[1] if len(w) > 1 else None for w in words]))
            parts.add("given", remap(column, lambda _: [w[0] for w in words]))


__all__ = ["Parts", "add_person", "build", "coded", "first_of", "organisations_among"]
