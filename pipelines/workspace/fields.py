"""The fields a workspace may name (docs/architecture.md), and which one is meant by a name that is none."""

from __future__ import annotations

import difflib
from typing import NamedTuple


class Unknown(NamedTuple):
    """The fields there are, and the likely one ("" where none is)."""

    valid: list[str]
    meant: str


def unknown_field(name: str) -> Unknown | None:
    """Return what is known of a name that is no field, None of a field.

    >>> unknown_field("birth_year").meant, unknown_field("phon").meant, unknown_field("phone")
    ('birth_date', 'phone', None)
    """
    from matching.intake import ALIASES, FIELDS

    if name in FIELDS:
        return None
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    words = {word: field for field, words in (ALIASES | _MORE).items() for word in words}
    meant = words.get(plain) or next(iter(difflib.get_close_matches(plain, sorted(FIELDS), n=1, cutoff=0.6)), "")
    return Unknown(sorted(FIELDS), meant)


_MORE = {
    "birth_date": ("birth_year", "yob", "year_of_birth", "出生年", "出生年份", "dob", "生日", "出生日期"),
    "national_id": ("ssn", "id_number", "身份证号"),
    "gender": ("sex", "性别"),
}
