"""Field accuracy before and after: is what a customer's record says right, and is what its golden record says?"""

import csv
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd

from .block import FORMATS
from .departments import ERP, MEMBERS, SALES, SERVICE
from .score import our_ids, read_truth

FIELDS = ("name", "contact", "phone", "tax_id", "email")
_COLUMNS = {
    SALES: {
        "name": ["客户名称"],
        "contact": ["联系人"],
        "phone": ["手机", "电话"],
        "tax_id": ["税号"],
        "email": ["邮箱"],
    },
    SERVICE: {"name": ["客户名称"], "contact": ["联系人"], "phone": ["联系电话"], "email": ["电子邮箱"]},
    MEMBERS: {"phone": ["mobile"], "tax_id": ["vat_no"], "email": ["email"]},
    ERP: {
        "name": ["NAME1"],
        "contact": ["CONTACT_NAME"],
        "phone": ["TELF1"],
        "tax_id": ["STCD1"],
        "email": ["SMTP_ADDR"],
    },
}
_IDS = {SALES: "客户编号", SERVICE: "档案号", MEMBERS: "member_id", ERP: "KUNNR"}


def read_records(exports: Path) -> pd.DataFrame:
    """Return `record_id` and the fields of every customer record that has an id of its own; several phones by `; `."""
    tables = []
    for source, columns in _COLUMNS.items():
        table = _table(exports, source)
        record = pd.DataFrame({"record_id": source + ":" + table[_IDS[source]]})
        for name, headers in columns.items():
            record[name] = table[headers].fillna("").agg("; ".join, axis=1) if len(headers) > 1 else table[headers[0]]
        if source == MEMBERS:
            record["name"] = [
                _member_name(*row) for row in table[["last_name", "first_name", "company"]].to_numpy().tolist()
            ]
        tables.append(record.drop_duplicates("record_id"))
    return pd.concat(tables, ignore_index=True)


def _member_name(surname: str | None, given: str | None, company: str | None) -> str | None:
    if isinstance(company, str) and company:
        return company
    surname, given = (part if isinstance(part, str) else "" for part in (surname, given))
    return f"{surname}{given}" if surname[:1] >= "一" else f"{given} {surname}"


def _table(exports: Path, source: str) -> pd.DataFrame:
    form = FORMATS[source]
    if form.sheet:
        return pd.read_excel(exports / form.file, sheet_name=form.sheet, dtype=str, engine="calamine")
    lines = (exports / form.file).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\r\n")
    header = lines[0].decode(form.encoding).split(form.delimiter)
    rows = [row for line in lines[1:] if (row := _row(line, form.encoding, form.delimiter)) and len(row) == len(header)]
    return pd.DataFrame(rows, columns=header, dtype=object).replace("", None)


def _row(line: bytes, encoding: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader(io.StringIO(line.decode(encoding)), delimiter=delimiter, strict=True), None)
    except (UnicodeDecodeError, csv.Error):
        return None


def normal(field: str, value: object) -> frozenset[str]:
    """Return what a value says, whatever its spelling: digits of phones, text without spaces and case."""
    if not isinstance(value, str) or not value:
        return frozenset()
    parts = re.split(r"[;/、]", value) if field in ("phone", "email") else [value]
    if field == "phone":
        return frozenset(filter(None, (_digits(part) for part in parts)))
    texts = (re.sub(r"\s", "", unicodedata.normalize("NFKC", part)).casefold() for part in parts)
    return frozenset(filter(None, texts))


def _digits(text: str) -> str:
    text = re.split(r"转|ext|;|#", unicodedata.normalize("NFKC", text))[0]
    digits = re.sub(r"\D", "", text)
    return re.sub(r"^0+", "", re.sub(r"^(00)?86(?=\d{9,})", "", digits))


def accuracy(truth: Path, exports: Path, clusters: pd.DataFrame, golden: pd.DataFrame) -> pd.DataFrame:
    """Return `field, cells, before, after`: the share of (record, field) cells that hold the right value.

    A missing value counts as wrong where there is a right one. `after` looks at the golden record that a record
    belongs to. `golden` has `customer_id` and columns named as the fields (or `org_name`, `person_name`).
    """
    right, known = _right(truth), clusters.assign(record_id=our_ids(clusters["record_id"]))
    before = read_records(exports).merge(right, on="record_id", suffixes=("", "_true"))
    merged = before[["record_id"]].merge(known, on="record_id").merge(_as_fields(golden), on="customer_id")
    after = merged.set_index("record_id").reindex(before["record_id"])
    rows = []
    for field in FIELDS:
        wanted = [normal(field, v) for v in before[f"{field}_true"]]
        cells = sum(map(bool, wanted))
        held = [normal(field, v) for v in before[field]]
        gold = [normal(field, v) for v in after[field]] if field in after else [frozenset()] * len(before)
        counts = [sum(bool(w & h) for w, h in zip(wanted, side, strict=True)) for side in (held, gold)]
        rows.append((field, cells, counts[0] / cells, counts[1] / cells))
    table = pd.DataFrame(rows, columns=["field", "cells", "before", "after"])
    mean = [(table[side] * table["cells"]).sum() / table["cells"].sum() for side in ("before", "after")]
    return pd.concat(
        [table, pd.DataFrame([("all", table["cells"].sum(), *mean)], columns=table.columns)], ignore_index=True
    )


def _right(truth: Path) -> pd.DataFrame:
    golden = read_truth(truth, "golden")
    business = golden["org_entity"].notna()
    right = pd.DataFrame(
        {
            "customer_entity": golden["customer_entity"],
            "name_true": golden["org_name"].where(business, golden["person_name"]),
            "contact_true": golden["person_name"].where(business),
            "phone_true": golden["phone"],
            "tax_id_true": golden["tax_id"],
            "email_true": golden["email"],
        }
    )
    return read_truth(truth, "entities").merge(right, on="customer_entity")


def _as_fields(golden: pd.DataFrame) -> pd.DataFrame:
    table = golden.copy()
    names = [c for c in ("org_name", "name", "person_name") if c in table]
    table["name"] = table[names].bfill(axis=1).iloc[:, 0]
    if {"surname", "given_name"} <= set(table):
        parts = table[["surname", "given_name"]].to_numpy().tolist()
        table["name"] = table["name"].fillna(pd.Series([_member_name(s, g, None) for s, g in parts], index=table.index))
    return table
