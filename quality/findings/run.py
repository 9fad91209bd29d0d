"""The audit from sources to findings, summary, profile and score."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from quality.drift.compare import compare, snapshot
from quality.findings.book import Rulebook
from quality.findings.checks.amounts import check_amounts
from quality.findings.checks.categories import check_categories
from quality.findings.checks.combined import check_combined
from quality.findings.checks.coordinates import check_coordinates
from quality.findings.checks.custom import check_custom
from quality.findings.checks.dates import check_dates, check_dormant, newest_day
from quality.findings.checks.divisions import check_divisions
from quality.findings.checks.duplicates import check_duplicates
from quality.findings.checks.fields import check_fields
from quality.findings.checks.formats import check_formats
from quality.findings.checks.identity import check_identity
from quality.findings.checks.integrity import check_references
from quality.findings.checks.lengths import check_lengths
from quality.findings.checks.letters import check_letters
from quality.findings.checks.lines import check_shared
from quality.findings.checks.marks import check_marks
from quality.findings.checks.parts import check_parts
from quality.findings.checks.persons import check_persons
from quality.findings.checks.places import check_places
from quality.findings.checks.quarantine import check_quarantine, count_rows
from quality.findings.checks.reconcile import check_ledger
from quality.findings.checks.remarks import check_remarks
from quality.findings.checks.subtotals import check_subtotals, without_subtotals
from quality.findings.checks.swaps import check_swaps
from quality.findings.checks.text import check_text
from quality.findings.checks.totals import check_totals
from quality.findings.checks.volume import check_volume
from quality.findings.failure import Failure, findings_table, kept, pool, summary_table
from quality.findings.judge import Judge
from quality.findings.naming import native_names
from quality.findings.silence import silence
from quality.findings.values import SILENT, Audit, AuditSettings, AuditSource
from quality.findings.view import View, view
from quality.profile.table import profile_view
from quality.score.scorecard import score_audit
from quality.spool import Spool, side_by_side

Progress = Callable[[float, float | None], None]


@dataclass
class Work:
    """One audit under way."""

    sources: Mapping[str, AuditSource]
    references: Sequence[Any]
    settings: AuditSettings
    views: dict[str, View] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    profile: dict[str, dict] = field(default_factory=dict)
    duplicates: dict[str, Any] = field(default_factory=dict)
    measured: list[Failure] = field(default_factory=list)
    accepted: pa.Table = field(default_factory=SILENT.empty_table)

    def __post_init__(self) -> None:
        """Open the rulebook and seat the judge; what is large is kept in temporary files."""
        self.spool, self.book = Spool(), Rulebook(self.settings.rules)
        self.judge = Judge(self.settings.day().year, self.spool)

    def found(self, *checks: Callable[[], Iterable[Failure]]) -> None:
        """Make checks, two at a time, and put away what they found in their order."""
        for failures in side_by_side(self._made, checks):
            self.failures += failures

    def _made(self, check: Callable[[], Iterable[Failure]]) -> list[Failure]:
        """Make a check and let go of the memory it used."""
        failures = [kept(failure, self.spool) for failure in check()]
        for seen in self.views.values():
            seen.rest()
        self.judge.rest()
        return failures


def audit(
    sources: Mapping[str, AuditSource],
    references: Sequence[Any] = (),
    settings: AuditSettings | None = None,
    progress: Progress | None = None,
    previous: Mapping[str, Any] | None = None,
) -> Audit:
    """Audit `sources` (by name) and return findings, summary, profile, score and row counts.

    `references` have `source, column, to_source, to_column`; `previous` is the score of the last audit
    (`Audit.score`), for history and drift. `progress` is called with steps done and in all.
    Raises `RuleError` or `MissingColumn` for rules that speak of what is not there.
    """
    work = Work(sources, tuple(references), settings or AuditSettings())
    steps = [lambda name=name: _one_source(work, name) for name in sources]
    steps += [lambda step=step: step(work) for step in _ACROSS]
    steps.append(lambda: _volume(work, (previous or {}).get("snapshot") or {}))
    for done, step in enumerate(steps):
        if progress is not None:
            progress(done, len(steps))
        step()
    if progress is not None:
        progress(len(steps), len(steps))
    work.measured = pool(work.failures)
    work.failures, work.accepted = silence(work.measured, work.settings.accepted)
    return _finished(work, previous)


def _one_source(work: Work, name: str) -> None:
    """Look at one source on its own."""
    seen = work.views[name] = view(name, work.sources[name], work.spool)
    limits, book, judge = work.settings.thresholds, work.book, work.judge
    work.profile[name] = profile_view(seen, limits.top_values)
    work.found(lambda: check_quarantine(name, work.sources[name], book))
    if not seen.columns:
        return
    before = len(work.failures)
    work.found(lambda: check_identity(seen, book))
    work.found(lambda: check_text(seen, book))
    judge.prepare(seen, "phone", "fax", "tax_id", "national_id", "email")
    work.found(
        lambda: check_fields(seen, judge, book, limits),
        lambda: check_swaps(seen, judge, book),
        lambda: check_dates(seen, judge, book, work.settings),
        lambda: check_persons(seen, judge, book),
        lambda: check_categories(seen, book),
        lambda: [*check_lengths(seen, book), *check_coordinates(seen, book)],
        lambda: check_amounts(seen, book, limits),
        lambda: check_parts(seen, book),
        lambda: [*check_places(seen, book), *check_divisions(seen, book)],  # both take addresses apart
        lambda: check_letters(seen, book),
        lambda: check_formats(seen, book),
        lambda: [*check_remarks(seen, book), *check_marks(seen, book)],
        lambda: check_combined(seen, book),
    )
    totals = check_subtotals(seen, book)
    work.failures[before:] = without_subtotals(work.failures[before:], totals)
    work.found(lambda: totals)


def _references(work: Work) -> None:
    work.found(lambda: check_references(work.views, work.references, work.book, work.settings.thresholds))


def _totals(work: Work) -> None:
    work.found(lambda: check_totals(work.views, work.references, work.book, work.settings.thresholds))


def _ledger(work: Work) -> None:
    work.found(lambda: check_ledger(work.views, work.judge, work.book, work.settings.thresholds))


def _dormant(work: Work) -> None:
    work.found(lambda: check_dormant(work.views, work.references, work.judge, work.book, work.settings))


def _shared(work: Work) -> None:
    work.found(lambda: check_shared(work.views, work.judge, work.book, work.settings.thresholds))


def _duplicates(work: Work) -> None:
    found, work.duplicates = check_duplicates(work.views, work.judge, work.book, work.settings.thresholds)
    work.found(lambda: found)


def _custom(work: Work) -> None:
    work.found(lambda: check_custom(work.views, work.book))


def _volume(work: Work, last: Mapping[str, Any]) -> None:
    rows = {name: source.records.num_rows for name, source in work.sources.items()}
    work.found(lambda: check_volume(rows, last, work.book, work.settings.thresholds))


_ACROSS = (_references, _totals, _ledger, _dormant, _shared, _duplicates, _custom)


def _expectations(work: Work) -> list[dict[str, Any]]:
    """Run every table's rules in Great Expectations too, once for each table."""
    from quality.rules.expectations import Check, run_suite

    verdicts = []
    for name, seen in work.views.items():
        checks = [
            Check(f.rule, f.column, f.checked, f.rows)
            for f in work.measured
            if f.source == name and len(f.rows) == f.failed
        ]
        verdicts += [asdict(verdict) for verdict in run_suite(name, seen.source.records, checks)]
    return verdicts


def _finished(work: Work, previous: Mapping[str, Any] | None) -> Audit:
    settings, failures = work.settings, work.failures
    as_of = settings.as_of or newest_day(work.views, work.judge, settings)
    counts = {name: count_rows(source) for name, source in work.sources.items()}
    score = score_audit(failures, work.views, as_of, previous)
    score["snapshot"] = snapshot(failures, work.profile, counts)
    last = (previous or {}).get("snapshot")
    return Audit(
        findings=findings_table(failures, work.spool),
        summary=summary_table(failures, settings.language),
        profile=work.profile,
        score=score,
        counts=counts,
        critical_failed=any(not f.passed and f.rule.severity == "critical" for f in failures)
        or not all(c["balanced"] for c in counts.values()),
        as_of=as_of,
        duplicates=work.duplicates,
        drift={"changes": compare(last, score["snapshot"], settings.thresholds)} if last else {},
        expectations=_expectations(work) if settings.expectations else (),
        accepted=work.accepted,
        names=native_names(work.views.values()),
    )
