"""The state between runs: what was decided, who is whom, and the trail of both."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from matching.decide import JUDGEMENTS, Judgement, current, judgements
from matching.errors import MatchingError
from matching.identity import IdentityState
from matching.identity.state import FORMER as FORMER_COLUMNS
from matching.identity.state import IDS, RECORDS
from matching.links.said import LINK_WORDS, LinkWord, link_words
from matching.state import audit
from matching.state.copies import keep_copy, read_copy
from matching.state.rows import delete, difference, insert, read
from matching.state.schema import AUDIT, EVENT, FORMER, GIVEN_ID, IMAGE, JUDGEMENT, LINK_WORD, RECORD, RUN

Clock = Callable[[], str]
COPIED = {"records": RECORDS, "ids": IDS, "former": FORMER_COLUMNS}
EVENTS = pa.schema(
    [
        ("run", pa.int64()),
        ("kind", pa.string()),
        ("customer_id", pa.string()),
        ("other_id", pa.string()),
        ("record_id", pa.string()),
        ("records", pa.int64()),
    ]
)
TRAIL = pa.schema([("seq", pa.int64()), *((n, pa.string()) for n in ("at", "who", "action", "subject", "detail"))])
MERGES = pa.schema([("seq", pa.int64()), ("run", pa.int64()), ("customer_id", pa.string()), ("image", pa.binary())])


class StaleState(MatchingError):
    """Another run was saved since this one read the state; `read_run` and `found_run` are their numbers."""

    def __init__(self, read_run: int, found_run: int) -> None:
        """Name both runs."""
        self.read_run, self.found_run = read_run, found_run
        super().__init__(f"this run started from run {read_run}, but run {found_run} was saved since; run it again")


def now() -> str:
    """Return the time in UTC as ISO text, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class State:
    """Decisions, identities and the audit trail of one workspace; use as a context manager.

    Each method is one transaction; what changes and its line in the trail are in the same one.
    """

    def __init__(self, engine: sa.Engine, clock: Clock = now) -> None:
        """Take an engine whose schema is up to date (see `open_state`)."""
        self.engine, self.clock = engine, clock
        self._known: IdentityState | None = None

    def __enter__(self) -> "State":
        """Return the state itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the connections back."""
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def identity(self) -> IdentityState | None:
        """Return the identities after the last run, or None before the first."""
        with self.engine.begin() as connection:
            last = connection.execute(sa.select(RUN.c.run, RUN.c.at).order_by(RUN.c.run.desc()).limit(1)).first()
            if last is None:
                return None
            run, copied = last.run, read_copy(self.engine, (last.run, last.at), COPIED)
            if copied is not None:
                self._known = IdentityState(**copied, run=run)
                return self._known
            records = read(connection, sa.select(RECORD).order_by(RECORD.c.record_id), RECORDS)
            ids = read(connection, sa.select(GIVEN_ID).order_by(GIVEN_ID.c.id), IDS)
            former = read(connection, sa.select(FORMER).order_by(*FORMER.c), FORMER_COLUMNS)
        self._known = IdentityState(records, ids, former, run)
        return self._known

    def remember(self, deduped: Any, who: str = "mergepoint", merges: pa.Table | None = None) -> None:
        """Save a run: its identities, its events, and a line in the trail.

        `deduped`: has `identity`, `events`, `report`. `merges` (`customer_id`, `image`): before-images of
        the customers that this run merged, for undo. Raises `StaleState` if another run came between.
        """
        self._save(deduped.identity, deduped.events, who, ("dedupe", deduped.report, merges))

    def reassign(self, identity: IdentityState, events: pa.Table, who: str, detail: dict) -> None:
        """Save identities that a person changed (a merge or an unmerge), as a run of its own."""
        self._save(identity, events, who, (detail.get("action", "reassign"), detail, None))

    def _save(self, identity: IdentityState, events: pa.Table, who: str, why: tuple) -> None:
        action, report, merges = why
        old = self._known or self.identity() or IdentityState.empty()
        at = self.clock()
        with self.engine.begin() as connection:
            found = connection.execute(sa.select(sa.func.max(RUN.c.run))).scalar() or 0
            if found != identity.run - 1 or found != old.run:
                raise StaleState(identity.run - 1, found)
            text = json.dumps(report, ensure_ascii=False, default=str)
            connection.execute(RUN.insert(), [{"run": identity.run, "at": at, "who": who, "report": text}])
            for table, was, is_, keys in (
                (RECORD, old.records, identity.records, ("record_id",)),
                (GIVEN_ID, old.ids, identity.ids, ("id",)),
                (FORMER, old.former, _distinct(identity.former), ("id", "record_id")),
            ):
                gone, fresh = difference(was, is_, keys)
                delete(connection, table, gone)
                insert(connection, table, fresh)
            insert(connection, EVENT, events.append_column("run", pa.array([identity.run] * len(events), pa.int64())))
            if merges is not None and len(merges):
                rows = [m | {"run": identity.run, "at": at} for m in merges.to_pylist()]
                connection.execute(IMAGE.insert(), rows)
            line = {"at": at, "who": who, "action": action, "subject": f"run {identity.run}"}
            audit.note(connection, line | {"detail": json.dumps(_brief(report), ensure_ascii=False, default=str)})
        self._known = identity
        kept = {"records": identity.records, "ids": identity.ids, "former": _distinct(identity.former)}
        keep_copy(self.engine, (identity.run, at), kept)

    def judge(self, words: Iterable[Judgement]) -> int:
        """Add judgements to the log, each with a line in the trail; return how many."""
        return self._say(JUDGEMENT, judgements(words), ("judge", "judgement"), ("left", "right"))

    def judgements(self) -> pa.Table:
        """Return the whole log of judgements, in order."""
        with self.engine.begin() as connection:
            return read(connection, sa.select(JUDGEMENT).order_by(JUDGEMENT.c.seq), JUDGEMENTS)

    def decisions(self) -> pa.Table:
        """Return the stewards' judgements that hold now, for `matching.dedupe`."""
        log = self.judgements()
        return current(log.filter(pa.compute.equal(log["origin"], "steward")))

    def judge_links(self, words: Iterable[LinkWord]) -> int:
        """Add what a steward says of links to their log, each with a line in the trail; return how many."""
        return self._say(LINK_WORD, link_words(words), ("link", "word"), ("left", "right", "kind"))

    def _say(self, log: sa.Table, words: pa.Table, action: tuple[str, str], about: tuple[str, ...]) -> int:
        """Add words to a log, each with a line in the trail: `action` (verb, column of the word), subject `about`."""
        verb, column = action
        with self.engine.begin() as connection:
            insert(connection, log, words.drop_columns(["seq"]))
            for word in words.to_pylist():
                line = {"at": word["at"], "who": word["who"], "action": f"{verb} {word[column]}"}
                subject = " | ".join(word[name] for name in about)
                audit.note(connection, line | {"subject": subject, "detail": word["why"]})
        return len(words)

    def link_words(self) -> pa.Table:
        """Return all that was said of links, in order."""
        with self.engine.begin() as connection:
            return read(connection, sa.select(LINK_WORD).order_by(LINK_WORD.c.seq), LINK_WORDS)

    def events(self, customer_id: str | None = None) -> pa.Table:
        """Return what happened to ids (of one customer, as itself or as the other), in order."""
        query = sa.select(*(EVENT.c[n] for n in EVENTS.names)).order_by(EVENT.c.seq)
        if customer_id is not None:
            query = query.where(sa.or_(EVENT.c.customer_id == customer_id, EVENT.c.other_id == customer_id))
        with self.engine.begin() as connection:
            return read(connection, query, EVENTS)

    def history(self, an_id: str) -> list[dict[str, Any]]:
        """Return the events of an id (as itself or as the other), in order, with `at` and `who` of their run."""
        runs = sa.select(RUN.c.run, RUN.c.at, RUN.c.who)
        with self.engine.begin() as connection:
            when = {row.run: {"at": row.at, "who": row.who} for row in connection.execute(runs)}
        return [event | when.get(event["run"], {"at": "", "who": ""}) for event in self.events(an_id).to_pylist()]

    def merges(self, customer_id: str) -> pa.Table:
        """Return the before-images of a customer's merges that were not undone, the latest first."""
        query = sa.select(*(IMAGE.c[n] for n in MERGES.names)).where(IMAGE.c.customer_id == customer_id)
        query = query.where(IMAGE.c.undone_at.is_(None)).order_by(IMAGE.c.seq.desc())
        with self.engine.begin() as connection:
            return read(connection, query, MERGES)

    def undone(self, seq: int) -> None:
        """Mark a merge as undone."""
        with self.engine.begin() as connection:
            connection.execute(IMAGE.update().where(IMAGE.c.seq == seq).values(undone_at=self.clock()))

    def note(self, who: str, action: str, subject: str, detail: str = "") -> None:
        """Add a line to the trail."""
        line = {"at": self.clock(), "who": who, "action": action, "subject": subject, "detail": detail}
        with self.engine.begin() as connection:
            audit.note(connection, line)

    def trail(self) -> pa.Table:
        """Return the audit trail, in order."""
        with self.engine.begin() as connection:
            return read(connection, sa.select(*(AUDIT.c[n] for n in TRAIL.names)).order_by(AUDIT.c.seq), TRAIL)

    def tampered(self) -> list[int]:
        """Return the numbers of the lines of the trail from which on it was changed behind our back."""
        with self.engine.begin() as connection:
            return audit.broken(connection)


def _distinct(table: pa.Table) -> pa.Table:
    return table.group_by(table.column_names).aggregate([]) if len(table) else table


def _brief(report: dict) -> dict:
    """Keep the counts of a report."""
    return {k: v for k, v in report.items() if isinstance(v, int | float | str)}
