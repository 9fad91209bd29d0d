"""Show a typed cell as the text that a person would have typed: nothing rounded, nothing dressed up."""

import datetime as dt
import decimal
import json
import math


def cell_text(value) -> str | None:  # noqa: PLR0911
    """Return `value` as text; None where the cell is empty.

    Whole floats become integers, other floats their shortest exact form; dates ISO, a time of midnight
    left out; bytes UTF-8 or hex; lists and maps JSON.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _bytes_text(bytes(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=cell_text)
    return str(value)


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    if math.isfinite(value) and value == int(value) and abs(value) < 1e22:
        return str(int(value))
    return repr(value)


def _bytes_text(value: bytes) -> str | None:
    try:
        return value.decode("utf-8") or None
    except UnicodeDecodeError:
        return value.hex()
