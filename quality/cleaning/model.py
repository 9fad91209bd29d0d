"""What cleaning takes and gives."""

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

VERSION = "2"
CHANGES_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("record_id", "field", "column", "before", "after", "rule", "version", "kind")]
)


@dataclass(frozen=True)
class CleanSettings:
    """How to read what a value leaves open.

    `region` is the country (ISO code) phones are read from where a record does not name its own, None: found
    from the data; `date_order` is `dmy`, `mdy` or "" (found from each column); `changes` False leaves the
    changes table empty where only the clean records are wanted. `today` is the clock's day, as which two-digit
    years are read; it is read when the settings are made unless it is given.
    """

    region: str | None = None
    date_order: str = ""
    changes: bool = True
    learn_placeholders: bool = True
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Cleaned:
    """The clean records and the changes (see the contracts), and the region phones were read from."""

    table: pa.Table
    changes: pa.Table
    region: str = ""
