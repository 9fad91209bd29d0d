"""What a column cannot keep, though its type takes it: characters, moments, and types that are no exact ones."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

BMP = "bmp"  # the first 65,536 characters of Unicode: no emoji, no rare Han characters
_MARIADB = {
    **dict.fromkeys(("utf8", "utf8mb3", "ucs2"), BMP),
    "latin1": "cp1252",
    "latin2": "iso8859-2",
    "latin5": "iso8859-9",
    "latin7": "iso8859-13",
    "ascii": "ascii",
    "gbk": "gbk",
    "gb2312": "gb2312",
    "big5": "big5",
    "sjis": "shift_jis",
    "cp932": "cp932",
    "ujis": "euc_jp",
    "euckr": "euc_kr",
    **{name: name for name in ("cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866")},
}
_POSTGRES = {
    **{f"LATIN{n}": f"iso8859-{n}" for n in range(1, 5)},
    "LATIN9": "iso8859-15",
    "EUC_CN": "gb2312",
    "EUC_JP": "euc_jp",
    "EUC_KR": "euc_kr",
    "KOI8R": "koi8-r",
    **{f"WIN{n}": f"cp{n}" for n in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 866)},
}
_EPOCH = "1970-01-01 00:00:01"
_LAST, _LAST_UNSIGNED = "2038-01-19 03:14:07.999999", "2106-02-07 06:28:15.999999"  # MariaDB from 11.5 on
_UNFIT = (
    (postgresql.MONEY, "is of type money, which rounds by the server's locale; make it numeric(19, 2)"),
    (mysql.BIT, "is of type BIT, which takes no numbers in bulk; make it TINYINT(1) or an integer"),
)


def text_rules(connection: sa.Connection, table: str) -> dict[str, tuple[str | None, str | None]]:
    """For each column that is not as exact as Unicode: codec of its characters, and its inexact collation."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT attname, atttypid::regtype::text, current_setting('server_encoding') FROM pg_attribute "
            "WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped"
        )
        name = connection.dialect.identifier_preparer.quote(table).replace("%%", "%")
        rows = connection.execute(sa.text(query), {"name": name}).all()
        return {c: (_POSTGRES.get(chars), "citext" if kind.endswith("citext") else None) for c, kind, chars in rows}
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT DISTINCT i.name, i.coll FROM pragma_index_list(:name) AS l, pragma_index_xinfo(l.name) AS i "
            'WHERE l."unique" = 1 AND i.key = 1 AND i.name IS NOT NULL'
        )
        rows = connection.execute(sa.text(query), {"name": table}).all()
        return {column: (None, coll) for column, coll in rows if coll in {"NOCASE", "RTRIM"}}
    query = (
        "SELECT column_name, character_set_name, collation_name FROM information_schema.columns "
        "WHERE table_schema = database() AND table_name = :name AND collation_name IS NOT NULL"
    )
    rows = connection.execute(sa.text(query), {"name": table}).all()
    return {column: (_MARIADB.get(chars), None if _exact(coll) else coll) for column, chars, coll in rows}


def _exact(collation: str) -> bool:
    return collation.endswith(("_nopad_bin", "_0900_bin"))


def unfit(kind: Any) -> str | None:
    """Why nothing can be written exactly into a column of this type."""
    return next((why for made, why in _UNFIT if isinstance(kind, made)), None)


def moments(kind: Any, dialect: Any) -> tuple[str, str] | None:
    """The first and last moment that a column keeps, where that is fewer than Arrow's; UTC."""
    if dialect.name not in {"mysql", "mariadb"}:
        return None
    if isinstance(kind, mysql.TIMESTAMP):
        wide = getattr(dialect, "is_mariadb", False) and tuple(dialect.server_version_info or ())[:2] >= (11, 5)
        return _EPOCH, _LAST_UNSIGNED if wide else _LAST
    if isinstance(kind, sa.Date | sa.DateTime):
        return "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"
    return None


def uncodable(texts: pa.ChunkedArray, codec: str) -> np.ndarray:
    """Mask of the texts with a character that `codec` lacks."""
    beyond = pc.fill_null(pc.match_substring_regex(texts, "[^\x00-\x7f]"), False)
    lost = set("".join(pc.unique(texts.filter(beyond)).to_pylist()))
    lost = {c for c in lost if (ord(c) > 0xFFFF if codec == BMP else not _coded(c, codec))}
    if not lost:
        return np.zeros(len(texts), bool)
    wanted = "[" + "".join(f"\\x{{{ord(c):X}}}" for c in sorted(lost)) + "]"
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, wanted), False).to_numpy(), bool)


def _coded(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def outside(times: pa.ChunkedArray, span: tuple[str, str]) -> np.ndarray:
    """Mask of the dates or moments before the first or behind the last of `span`."""
    naive = times.cast(pa.timestamp("us", times.type.tz)) if pa.types.is_timestamp(times.type) else times
    counts = pc.fill_null(naive.cast(pa.int64() if naive.type != pa.date32() else pa.int32()), 0).to_numpy()
    kind = pa.date32() if naive.type == pa.date32() else pa.timestamp("us")
    low, high = (pa.scalar(text[:10] if kind == pa.date32() else text).cast(kind).value for text in span)
    valid = np.asarray(pc.is_valid(times).to_numpy(), bool)
    return valid & ((counts < low) | (counts > high))
