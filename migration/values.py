"""The frozen values that waves are made of: what to load, in which order, under which rules."""

import dataclasses
import difflib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from migration.errors import SettingError

OnConflict = Literal["insert", "update", "keep"]
LiveEdits = Literal["keep-theirs", "restore-ours", "stop"]
ON_CONFLICT = ("insert", "update", "keep")
LIVE_EDITS = ("keep-theirs", "restore-ours", "stop")


def choose(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a value outside `allowed`, suggesting the nearest one."""
    if value not in allowed:
        near = difflib.get_close_matches(str(value), allowed, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise SettingError(name, f"'{value}' is not one of {', '.join(allowed)}{hint}")


@dataclass(frozen=True)
class EntitySpec:
    """One entity and where its rows go.

    `key` names the columns that identify a row in the target; `references` maps a column to the entity whose
    (single) key it holds; `amount` names money columns; `customer`, `date` and `currency` the columns that
    control totals are grouped by; `unique` further columns that must not repeat (the customer key).
    `on_conflict` says what happens to a row whose key is already in the target: `insert` refuses it, `update`
    writes our values over the row, `keep` leaves the row alone.
    """

    name: str
    table: str
    key: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)
    amount: tuple[str, ...] = ()
    customer: str | None = None
    date: str | None = None
    currency: str | None = None
    on_conflict: OnConflict = "insert"
    unique: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what can be checked without a target."""
        if not self.key:
            raise SettingError(f"entity {self.name}", "needs at least one key column")
        if self.table.startswith("mergepoint_"):
            raise SettingError(f"entity {self.name}", "tables named mergepoint_… belong to the ledger")
        choose(f"entity {self.name}, on_conflict", self.on_conflict, ON_CONFLICT)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for manifests and the ledger."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "EntitySpec":
        """The spec that `as_dict` wrote."""
        lists = {name: tuple(plain[name]) for name in ("key", "amount", "unique")}
        return cls(**{**plain, **lists})


@dataclass(frozen=True)
class WaveSpec:
    """A wave: which entities move together, after which waves, for which segment, accepted on which measures.

    `where` is a predicate on a column (`region = 'north'`) or `sample 100`; `accept` maps a measure to a
    condition (`">= 0.9"`); `approvals` is the number of different persons who must approve.
    """

    name: str
    entities: tuple[EntitySpec, ...]
    after: tuple[str, ...] = ()
    where: str | None = None
    accept: dict[str, str] = field(default_factory=dict)
    approvals: int = 0

    def __post_init__(self) -> None:
        """Accept one earlier wave written without a tuple; refuse repeated entities."""
        if isinstance(self.after, str):
            object.__setattr__(self, "after", (self.after,))
        object.__setattr__(self, "after", tuple(self.after or ()))
        object.__setattr__(self, "entities", tuple(self.entities))
        names = [entity.name for entity in self.entities]
        if len(set(names)) != len(names):
            raise SettingError(f"wave {self.name}", "names an entity twice")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for manifests and the ledger."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "WaveSpec":
        """The spec that `as_dict` wrote."""
        entities = tuple(EntitySpec.from_dict(entity) for entity in plain["entities"])
        return cls(**{**plain, "entities": entities, "after": tuple(plain["after"])})


@dataclass(frozen=True)
class Who:
    """Who decides, and why, for the ledger. Where a function takes `by`, a name alone will do."""

    name: str
    why: str = ""

    @classmethod
    def of(cls, by: "str | Who") -> "Who":
        """A name as one who gives no reason."""
        return by if isinstance(by, Who) else cls(by)


@dataclass(frozen=True)
class Settings:
    """How waves run.

    `window`: how long a promoted wave can be rolled back; `chunk_rows`: rows in one transaction;
    `lock_timeout_s`: seconds to wait for a lock; `retries`: how often a chunk that lost a race is tried again;
    `error_rate`: share (0-1) of an entity's rows that may meet what the rehearsal did not before a promotion
    stops; `plan_rows`: rows of a table that a plan holds in memory at once.
    """

    window: timedelta = timedelta(hours=72)
    chunk_rows: int = 50_000
    live_edits: LiveEdits = "keep-theirs"
    lock_timeout_s: float = 10.0
    retries: int = 3
    error_rate: float = 0.01
    plan_rows: int = 50_000

    def __post_init__(self) -> None:
        """Refuse settings out of range."""
        choose("live_edits", self.live_edits, LIVE_EDITS)
        for name in ("chunk_rows", "plan_rows"):
            if getattr(self, name) < 1:
                raise SettingError(name, "must be at least 1")
        if not 0 <= self.error_rate <= 1:
            raise SettingError("error_rate", "must be from 0 to 1")
        if self.window <= timedelta(0):
            raise SettingError("window", "must be longer than nothing")
