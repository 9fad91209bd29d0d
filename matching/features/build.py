"""From a clean table to coded parts: what the comparisons and the block keys read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from matching.features import place
from matching.features.accounts import bank_accounts
from matching.features.ages import settle_ages
from matching.features.checked import born
from matching.features.coded import Coded, coded, drop, floats, from_arrow, from_texts, remap
from matching.features.fold import fold
from matching.features.genders import settle_genders
from matching.features.generic import generic_columns
from matching.features.horizon import horizon
from matching.features.japanese import spoken_names
from matching.features.masks import MASKS, is_masked, masked, number
from matching.features.natural import one_number
from matching.features.people import named_parties
from matching.features.renumbered import one_resident_number, one_tax_number
from matching.features.tails import TAILS, settle_tails
from matching.features.towns import towns_apart
from matching.parallel import each

_MASKED = re.compile(r"\*\*|xxx@", re.IGNORECASE)  # hidden parts of a mailbox: what is left stands for many
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_MONTH_NAMED = re.compile(r"(\d{1,2})\.?[-/ ]([A-Za-z]{3})[a-z]*\.?[-/, ]+(\d{4})")
MONTHS = {name: k for k, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_CENTURIES = ("18", "19", "20")

_TOWN = re.compile(r"(?<=..)(市|省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
PUBLIC_MAIL = frozenset(
    "163.com 126.com qq.com foxmail.com sina.com sina.cn sohu.com yeah.net 139.com 189.cn aliyun.com gmail.com "
    "yahoo.com hotmail.com outlook.com live.com icloud.com aol.com msn.com gmx.de web.de mail.ru proton.me".split()
)


@dataclass(frozen=True)
class Parts:
    """Coded parts of every record, by name; `rows` records; `notes` in words for the user.

    `readings`: of `given` and `surname`, how Japanese names in characters are read.
    """

    rows: int
    columns: dict[str, Coded] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    readings: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """Rows, from the first, that statistics speak of."""
        return next((c.known for c in self.columns.values()), self.rows)

    def __contains__(self, name: str) -> bool:
        """Whether a part exists and any record has it."""
        return name in self.columns

    def __getitem__(self, name: str) -> Coded:
        """The part of this name."""
        return self.columns[name]

    def add(self, name: str, column: Coded) -> None:
        """Keep a part that has any value."""
        if len(column.values) and (column.codes[: column.known] >= 0).any():
            self.columns[name] = column

    def view(self, names: Iterable[str], rows: np.ndarray | None = None) -> "Parts":
        """The parts named, of some rows or all."""
        chosen = Parts(self.rows if rows is None else len(rows), readings=self.readings)
        whole = rows is None or self.known == self.rows
        with horizon(None if whole else int(np.searchsorted(rows, self.known))):
            for name in names:
                if name in self.columns:
                    column = self.columns[name]
                    chosen.add(name, column if rows is None else coded(column.codes[rows], column.values))
        return chosen


def build(table: pa.Table) -> Parts:
    """Parts of a clean table (contract "Clean records"), one row a record."""
    names = [n for n in table.column_names if n != "record_id" and not n.endswith("__state")]
    raw = dict(zip(names, each(lambda name: from_arrow(table[name]), names), strict=True))
    raw |= towns_apart(raw)
    parts = Parts(table.num_rows, readings=spoken_names(raw))
    org, people = named_parties(raw, table.num_rows)
    if org is not None:
        parts.add("org", org)
    for name, column in people.items():
        parts.add(name, column)
    if {"address", "street"} <= raw.keys():  # one source's address is another's street
        raw |= {"address": first_of(raw["address"], raw["street"]), "street": beside(raw["street"], raw["address"])}
    for name, rewrite in REWRITES.items():
        if name in raw:
            parts.add(name, remap(raw[name], rewrite))
    if {"tax_id", "national_id"} <= parts.columns.keys():
        firm = parts["org"].flat >= 0 if "org" in parts else np.zeros(parts.rows, dtype=bool)
        told = one_number(parts.columns.pop("tax_id"), parts.columns.pop("national_id"), firm)
        for name, column in zip(("tax_id", "national_id"), told, strict=True):
            parts.add(name, column)
    _partly_told(parts, raw)
    if (accounts := bank_accounts(raw)) is not None:
        parts.add("bank_account", accounts)
    if "gender" in raw:
        parts.add("gender", settle_genders(raw["gender"], raw.get("source")))
    if "email" in parts:
        parts.add("mail_domain", _company_domains(parts["email"]))
    _geo(parts, raw)
    _births(parts, raw)
    return parts


def _partly_told(parts: Parts, raw: dict[str, Coded]) -> None:
    """Add what is known of numbers that are hidden in part, or of which only the end is told."""
    for name, whole in MASKS.items():
        if whole in raw and (shown := masked(raw[whole])) is not None:
            parts.add(name, shown)
    for name, whole in TAILS.items():
        settled = settle_tails(parts.columns.pop(whole, None), _codes(raw.get(name)))
        for part, column in zip((whole, name), settled, strict=True):
            if column is not None:
                parts.add(part, column)


def _codes(column: Coded | None) -> Coded | None:
    return None if column is None else remap(column, _code)


def _births(parts: Parts, raw: dict[str, Coded]) -> None:
    """Add whole birth dates, years of birth where some have no more, and the columns of unknown meaning."""
    dated = {"birth_date": remap(raw["birth_date"], lambda vs: [_date(v) for v in vs])} if "birth_date" in raw else {}
    if dated and "national_id" in raw:  # a resident number tells the birth date, also with its end hidden
        told = remap(raw["national_id"], lambda vs: [born(number(str(v))) for v in vs])
        dated = {"birth_date": first_of(dated["birth_date"], told)}
    generic, date, years = settle_ages(generic_columns(raw), raw | dated)
    for name, column in {"birth_date": date, "birth_year": years, **generic}.items():
        if column is not None:
            parts.add(name, column)


def beside(column: Coded, other: Coded) -> Coded:
    """Values of a column in the records that have one in the other column too."""
    return from_texts(np.where(other.flat >= 0, np.append(column.values, [None])[column.flat], None))


def first_of(first: Coded, second: Coded) -> Coded:
    """Values of the first column, of the second where the first has none."""
    a, b = np.append(first.values, [None]), np.append(second.values, [None])
    return from_texts(np.where(first.flat >= 0, a[first.flat], b[second.flat]))


def _date(value: str) -> str | None:
    """Digits of a date, year first; a day and month in doubt are compared both ways. None where no year can be read."""
    doubtful = _YEAR_LAST.fullmatch(str(value).strip())
    if doubtful:
        return f"{doubtful[3]}{int(doubtful[2]):02d}{int(doubtful[1]):02d}"
    named = _MONTH_NAMED.fullmatch(str(value).strip())
    if named and named[2].lower() in MONTHS:
        return f"{named[3]}{MONTHS[named[2].lower()]:02d}{int(named[1]):02d}"
    digits = "".join(c for c in str(value) if c.isdigit())[:8]
    return digits if len(digits) == 8 or (digits[:2] in _CENTURIES and len(digits) >= 4) else None


def _code(values: np.ndarray) -> list[str | None]:
    codes = (number(str(v)) for v in values)
    return [None if is_masked(c) else c.replace("*", "") for c in codes]


def _lower(values: np.ndarray) -> list[str | None]:
    return [None if _MASKED.search(str(v)) else str(v).strip().lower() for v in values]


def _domain(value: str) -> str:
    host = str(value).lower().split("//")[-1].split("/")[0]
    return host.removeprefix("www.")


def _company_domains(emails: Coded) -> Coded:
    """Mail domains that few share: those of public providers say nothing about the company."""
    domains = remap(emails, lambda vs: [v.partition("@")[2] or None for v in vs])
    return drop(domains, np.isin(domains.values, list(PUBLIC_MAIL)) | (domains.share > 0.02))


def _geo(parts: Parts, raw: dict[str, Coded]) -> None:
    if not {"latitude", "longitude"} <= raw.keys():
        return
    lat, lon = (_floats(raw[n]) for n in ("latitude", "longitude"))
    known = np.isfinite(lat) & np.isfinite(lon) & ~((np.abs(lat) < 1e-6) & (np.abs(lon) < 1e-6))
    known &= (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    points = [f"{a:.5f},{b:.5f}" if k else None for a, b, k in zip(lat, lon, known, strict=True)]
    parts.add("geo", from_texts(points))


def _town(values: np.ndarray) -> list[str]:
    return [_TOWN.sub("", v) for v in fold(values)]


def _floats(column: Coded) -> np.ndarray:
    return np.append(floats(column.values), np.nan)[column.flat]


REWRITES = {
    "address": lambda vs: place.tidy(list(vs)),
    "street": lambda vs: place.tidy(list(vs)),
    "street_number": fold,
    "locality": lambda vs: place.tidy(list(vs)),
    "city": _town,
    "state": _town,
    "country": fold,
    "postcode": lambda vs: [f.replace(" ", "") for f in fold(vs)],
    "phone": _code,
    "tax_id": lambda vs: one_tax_number(_code(vs)),
    "national_id": lambda vs: one_resident_number(_code(vs)),
    "email": _lower,
    "website": lambda vs: [_domain(v) for v in vs],
}
