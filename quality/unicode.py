"""Case, width and invisible characters of whole columns: what is ASCII and Han alone is left as it is at sight."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import FOREIGN, holding

_INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]"


def compatible(values: pa.Array) -> pa.Array:
    """Write texts in NFKC; those of ASCII and Han alone are so already.

    >>> compatible(pa.array(["ＡＢ１", "上海 AB", None])).to_pylist()
    ['AB1', '上海 AB', None]
    """
    return _foreign(values, values, lambda some: pc.utf8_normalize(some, form="NFKC"))


def lowered(values: pa.Array) -> pa.Array:
    """Write texts in small letters; in those of ASCII and Han alone only ASCII has any.

    >>> lowered(pa.array(["ÀB", "上海 AB", None])).to_pylist()
    ['àb', '上海 ab', None]
    """
    return _foreign(values, pc.ascii_lower(values), pc.utf8_lower)


def visible(values: pa.Array) -> pa.Array:
    """Take soft hyphens, joiners, direction marks and byte order marks out of texts.

    >>> visible(pa.array(["a\\u200bb", "上海", None])).to_pylist()
    ['ab', '上海', None]
    """
    return _foreign(values, values, lambda some: pc.replace_substring_regex(some, _INVISIBLE, ""))


def _foreign(values: pa.Array, plain: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return `plain`, but what `change` makes of the values that hold other characters than ASCII and Han."""
    other = pa.array(holding(values, FOREIGN))
    if not pc.any(other).as_py():
        return plain
    return pc.replace_with_mask(plain, other, change(values.filter(other)))
