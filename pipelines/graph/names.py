"""Names in the graph: what Dagster allows, made from what a steward wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

_REFUSED = re.compile(r"[^A-Za-z0-9_]+")


def slug(name: str) -> str:
    """Return a name in ASCII letters, digits and underscores; Chinese becomes pinyin.

    >>> slug("pilot-customers"), slug("销售客户")
    ('pilot_customers', 'xiao_shou_ke_hu')
    """
    if not name.isascii():
        from pypinyin import lazy_pinyin

        name = "_".join(lazy_pinyin(name))
    return _REFUSED.sub("_", name).strip("_") or "unnamed"


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Give every name a slug of its own, a number behind it where two would be the same."""
    taken: dict[str, str] = {}
    for name in names:
        base, candidate, count = slug(name), slug(name), 2
        while candidate in taken.values():
            candidate, count = f"{base}_{count}", count + 1
        taken[name] = candidate
    return taken


def check_name(rule: str, field: str) -> str:
    """Name the check of a rule on one column of a source.

    >>> check_name("phone_invalid", "Mobile No.")
    'phone_invalid__Mobile_No'
    """
    return f"{slug(rule)}__{slug(field)}" if field else slug(rule)
