"""From a notebook's table to clean records: ids, sources, and columns given their meaning."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MULTI = frozenset({"phone", "email"})
_VOCABULARY = """name org_name person_name contact given_name middle_name surname title name_suffix phone fax email
tax_id national_id id_tail phone_tail birth_date age gender address street_number street locality city state postcode
country latitude longitude website owner department category created updated last_seen id customer_ref parent_ref
order_ref product_ref ref order_date date amount quantity price currency status text other"""
FIELDS = frozenset(_VOCABULARY.split())
ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("customer", "customer_name", "full_name", "fullname", "客户", "客户名称", "名称"),
    "org_name": ("company", "company_name", "organisation", "organization", "公司", "公司名称", "单位", "企业名称"),
    "person_name": ("姓名",),
    "contact": ("contact_name", "contact_person", "联系人", "联系人姓名"),
    "given_name": ("first_name", "firstname", "forename", "givenname", "fname"),
    "surname": ("last_name", "lastname", "family_name", "familyname", "lname"),
    "phone": (
        "mobile",
        "telephone",
        "tel",
        "cell",
        "phone_number",
        "mobile_phone",
        "电话",
        "手机",
        "手机号",
        "联系电话",
    ),
    "email": ("e_mail", "mail", "email_address", "邮箱", "电子邮箱", "电子邮件"),
    "tax_id": ("tax_number", "vat", "ein", "uscc", "税号", "统一社会信用代码", "纳税人识别号"),
    "national_id": ("ssn", "soc_sec_id", "nino", "身份证", "身份证号"),
    "birth_date": ("dob", "date_of_birth", "birthday", "birthdate", "出生日期", "生日"),
    "address": ("addr", "address_1", "address1", "street_address", "地址", "通讯地址"),
    "locality": ("suburb", "district", "区县"),
    "city": ("town", "城市"),
    "state": ("province", "region", "county", "省份"),
    "postcode": ("zip", "zipcode", "zip_code", "postal_code", "post_code", "邮编", "邮政编码"),
    "country": ("国家",),
}
_BY_HEADER = {alias: name for name, aliases in ALIASES.items() for alias in aliases}


def as_records(table: Any, fields: Mapping[str, str | Sequence[str]] | None = None) -> pa.Table:
    """Return clean records (see the table contracts) from a pandas or Arrow table.

    `fields`: field → column, or several for a multi-valued field; without it, columns named as fields or
    in common ways (zh/en) are taken for what they say, the others kept as `other:<header>`. Missing
    `record_id`: the source and the column `id`, where its values are unique, else the row. Missing
    `source`: `table`. Text is trimmed and in NFKC; empty text becomes null; lists stay lists. Clean
    records pass as they are.
    """
    raw = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)
    if fields is None and _clean(raw):
        return raw.combine_chunks()
    taken = _meanings(raw.column_names, fields)
    columns: dict[str, pa.Array] = {}
    for name, headers in taken.items():
        several = name in MULTI or len(headers) > 1
        texts = [_text(raw[h].combine_chunks()) for h in headers]
        if several and any(not pa.types.is_list(t.type) for t in texts):
            columns[name] = _as_lists(texts)
        else:
            columns[name] = texts[0]
    source = columns.pop("source", None)
    if source is None:
        source = pa.array(["table"], pa.string()).take(pa.array(np.zeros(len(raw), np.int64)))
    source = pc.fill_null(source, "table")
    ids = columns.pop("record_id", None)
    if ids is None or ids.null_count or len(pc.unique(ids)) < len(ids):
        ids = _record_ids(source, columns.get("id"))
    return pa.table({"record_id": ids, "source": source, **columns})


def _clean(table: pa.Table) -> bool:
    """Whether a table is clean records already: it keeps to the contract's names and types."""
    names = table.column_names
    if not {"record_id", "source"} <= set(names) or len(set(names)) < len(names):
        return False
    plain = {n for n in names if not n.startswith(("other:", "_")) and not n.endswith("__state")}
    types = (pa.string(), pa.list_(pa.string()))
    if not plain <= FIELDS | {"record_id", "source"} or any(t not in types for t in table.schema.types):
        return False
    ids = table["record_id"]
    return not ids.null_count and not table["source"].null_count and len(pc.unique(ids)) == len(ids)


def _meanings(headers: list[str], fields: Mapping | None) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    given = {h: f for f, hs in (fields or {}).items() for h in ([hs] if isinstance(hs, str) else hs)}
    for header in given:
        if header not in headers:
            raise KeyError(f"fields names the column {header!r}, which the table does not have: {headers}")
    for header in headers:
        plain = header.strip().lower().replace(" ", "_").replace("-", "_")
        name = given.get(header)
        if name is None and (header in ("record_id", "source") or header.startswith("other:")):
            name = header
        if name is None and header.endswith("__state") and header[:-7] in headers:
            name = header
        if name is None and fields is None:
            name = plain if plain in FIELDS - {"other"} else _BY_HEADER.get(plain)
        if name is None or (name in out and name not in MULTI):
            name = f"other:{header}"
        out.setdefault(name, []).append(header)
    return out


def _text(values: pa.Array) -> pa.Array:
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return values.cast(pa.list_(pa.string()))
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        whole = pc.all(pc.equal(values, pc.floor(values))).as_py()  # a nullable integer that pandas made a float
        values = values.cast(pa.int64()) if whole else values
    if pa.types.is_timestamp(values.type):
        values = pc.strftime(values, format="%Y-%m-%d")
    text = pc.utf8_trim_whitespace(pc.utf8_normalize(values.cast(pa.string()), form="NFKC"))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _as_lists(texts: list[pa.Array]) -> pa.Array:
    """Gather the texts of several columns (lists among them) into one list a record, repeats dropped."""
    count = len(texts[0])
    rows, values = [], []
    for text in texts:
        if pa.types.is_list(text.type):
            rows.append(pc.list_parent_indices(text).to_numpy())
            values.append(pc.list_flatten(text))
        else:
            rows.append(np.flatnonzero(text.is_valid().to_numpy(zero_copy_only=False)))
            values.append(text.drop_null())
    row, flat = np.concatenate(rows), pa.concat_arrays(values)
    code = flat.dictionary_encode().indices.to_numpy().astype(np.int64)
    _, first = np.unique(row * (int(code.max(initial=0)) + 1) + code, return_index=True)
    first = first[np.lexsort((first, row[first]))]
    sizes = np.bincount(row[first], minlength=count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    lists = pa.ListArray.from_arrays(offsets, flat.take(pa.array(first)))
    return lists.take(pa.array(np.arange(count), mask=sizes == 0))


def _record_ids(source: pa.Array, native: pa.Array | None) -> pa.Array:
    rows = pc.binary_join_element_wise(pa.scalar("#"), pa.array(np.arange(1, len(source) + 1)).cast(pa.string()), "")
    by_row = pc.binary_join_element_wise(source, rows, ":")
    if native is None or pa.types.is_list(native.type):
        return by_row
    named = pc.binary_join_element_wise(source, native, ":")
    coded = named.dictionary_encode().indices
    counts = np.bincount(coded.drop_null().to_numpy(), minlength=1)
    once = counts[coded.fill_null(0).to_numpy()] == 1
    return pc.if_else(pc.and_(named.is_valid(), pa.array(once)), named, by_row)
