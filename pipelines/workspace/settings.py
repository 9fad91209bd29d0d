"""The workspace as typed, frozen settings. Every part has a default that suits most data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.workspace.units import Duration, Names, Share

Entity = Literal[
    "customer",
    "contact",
    "organisation",
    "order",
    "order_line",
    "payment",
    "ticket",
    "interaction",
    "ledger",
    "reference",
]
PARTIES: tuple[str, ...] = ("customer", "contact", "organisation")


class Frozen(BaseModel):
    """Settings that cannot change after they were checked; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Source(Frozen):
    """One export: where it is, what its rows are, what its columns mean.

    `entity`, `id`, `fields` and `refs` are inferred from the data where they are left out.
    `read` is a file below `exports`, or `URL#table` of a database. `refs` says which
    source (or sources) the id in a column belongs to. `trust` (0–1) ranks sources when
    golden values compete. `unique: true` declares that it holds no duplicates.
    """

    read: str
    entity: Entity | None = None
    id: Names = ()
    fields: dict[str, Names] | None = None
    refs: dict[str, Names] | None = None
    trust: Share = 0.5
    unique: bool = False
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    region: str | None = None


class AuditRule(Frozen):
    """A rule of the steward: `{field: phone, must: be_valid, at_least: 98%}`."""

    must: str
    field: str | None = None
    table: str | None = None
    severity: Literal["critical", "warning", "info"] | None = None
    at_least: Share | None = None
    ledger: str | None = None
    by: Names = ()
    value: Any = None


class Audit(Frozen):
    """How the health check judges. `as_of` fixes today's date for repeatable runs."""

    dormant_after: Duration = timedelta(days=3 * 365.25)
    as_of: date | None = None
    rules: tuple[AuditRule, ...] = ()
    expectations: bool = True


class Merge(Frozen):
    """How duplicates are merged. `auto_precision` sets the auto-merge band; unset, the best F1.

    `survivorship`: field → a rule or several in order; the field's usual rules break the ties they leave.
    """

    auto_precision: Share | None = None
    review_budget: int = 500
    survivorship: dict[str, Names] = Field(default_factory=dict)


class TargetColumn(Frozen):
    """How a column of the new system is filled: `from` columns of ours through `steps`, or a constant `value`.

    A name alone is the column as it is. A step is a word (`upper`) or a word with its argument
    (`lookup: {A: 1}`); docs/waves.md lists them. A value that a step cannot take refuses the row, or
    with `if_wrong: empty` leaves the cell empty.
    """

    from_: Names = Field(default=(), alias="from")
    steps: tuple[tuple[str, Any], ...] = ()
    value: str | None = None
    if_wrong: Literal["refuse", "empty"] = "refuse"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"from": given}
        if isinstance(given, dict) and not isinstance(given.get("value", ""), str):
            return {**given, "value": str(given["value"])}
        return given

    @field_validator("steps", mode="before")
    @classmethod
    def _pairs(cls, given: Any) -> Any:
        steps = [given] if isinstance(given, str | dict) else given
        return [pair for step in steps for pair in (step.items() if isinstance(step, dict) else [(step, None)])]


class TargetTable(Frozen):
    """Where an entity goes: its table, its key, and target column ← our column, with steps where it is not as it is.

    `on_conflict` says what happens to a row whose key the target has: it is updated, kept, or
    refused (`insert`).
    """

    table: str | None = None
    key: Names = ()
    columns: dict[str, TargetColumn] = Field(default_factory=dict)
    on_conflict: Literal["insert", "update", "keep"] = "update"


class Target(Frozen):
    """The new system. `url` may be `env:NAME`; `ddl` is run once on an empty target.

    `sandbox: copy` rehearses on a copy of its tables and rows; `clone` on a copy of the whole database with its
    triggers (PostgreSQL: while nobody else is connected; MariaDB: but for views).
    """

    url: str | None = None
    sandbox: Literal["copy", "schema", "clone"] = "copy"
    ddl: str | None = None
    tables: dict[str, TargetTable] = Field(default_factory=dict)


class Wave(Frozen):
    """One wave: what it loads, after which wave, for whom, and what it must achieve."""

    name: str
    load: Names
    after: Names = ()
    where: str | None = None
    accept: dict[str, str] = Field(default_factory=dict)
    approvals: int = Field(default=1, ge=1, le=2)


class Rollback(Frozen):
    """How long a wave can be undone, and how many people approve a promotion."""

    window: Duration = timedelta(hours=72)
    approvals: int = Field(default=1, ge=1, le=2)


class Breaker(Frozen):
    """When a promotion stops by itself: the share of an entity's rows that may meet what the rehearsal did not."""

    error_rate: Share = 0.01


class Alert(Frozen):
    """Where an alert goes: `to` is a webhook's URL or a mail address, `env:NAME` to keep it out of the file.

    `smtp` is `host:port` of the mail server, for the shape `email`.
    """

    shape: Literal["json", "wecom", "dingtalk", "slack", "email"] = "json"
    to: str
    smtp: str = "localhost:25"


class Watch(Frozen):
    """What runs by itself: an inbox of exports, the age at which a source is stale, a re-audit (cron), alerts.

    `look_every` is the time between two looks into the inbox and at the gates; `offline` a cron line for the
    emergency table, and `closed` the words of a status ("3", shipped) that it takes for closed besides the usual
    ones; `keep` is how long runs and delivered files are kept.
    """

    inbox: str | None = None
    look_every: Duration = timedelta(seconds=30)
    offline: str | None = None
    closed: Names = ()
    fresh_within: Duration = timedelta(days=7)
    re_audit: str | None = None
    keep: Duration = timedelta(days=180)
    alerts: tuple[Alert, ...] = ()


class Workspace(Frozen):
    """A whole workspace file, checked. `path` is the file it came from."""

    path: Path = Path("workspace.yaml")
    workspace: str = "workspace"
    language: Literal["zh", "en"] = "en"
    exports: str = "."
    home: str | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    customer_key: Names = ("phone", "tax_id")
    audit: Audit = Audit()
    merge: Merge = Merge()
    target: Target = Target()
    waves: tuple[Wave, ...] = ()
    rollback: Rollback = Rollback()
    breaker: Breaker = Breaker()
    watch: Watch = Watch()

    @property
    def folder(self) -> Path:
        """The folder of the workspace file; relative paths start here."""
        return self.path.parent

    @property
    def exports_folder(self) -> Path:
        """The folder that `read:` paths start from."""
        return (self.folder / Path(self.exports).expanduser()).resolve()
