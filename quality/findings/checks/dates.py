"""Dates: impossible, ambiguous, future, beyond belief, in the wrong order, and the customers gone quiet."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing, flagged
from quality.findings.judge import Judge, serial_days
from quality.findings.masks import matching
from quality.findings.values import AuditSettings
from quality.findings.view import Column, View, row_of
from quality.spool import bounds

EVENTS = ("created", "updated", "last_seen", "order_date", "date")
_AHEAD = re.compile(
    r"due|close.?date|renew|appoint|[ée]ch[ée]ance|f[äa]e?llig|livraison|liefer|vencimiento|scadenza|納期|期日|予定|requir|expir|valid|deliver|plan|expect|next|promis|until|end|lim|schedul|"
    r"到期|截止|计划|预计|预约|续约|有效|交货|交付|下次|期限|结束|应付|付款日",
    re.IGNORECASE,
)
_FILLERS = ("0001-01-01", "1900-01-01", "1899-12-30", "1970-01-01", "9999-12-31", "2099-12-31", "2999-12-31")
_NOBODY = ("0001-01-01", "1900-01-01", "1899-12-30", "9999-12-31")  # birth days of nobody
_NO_DAY = (
    r"^\s*(0{1,4}[-/.年]?0{1,2}[-/.月]?0{1,4}日?|9{4}[-/.]?9{2}[-/.]?9{2}|1900-0?1-0{1,2})([ T]00:00(:00)?)?\s*$|"
    r"^\s*0?0:00(:00)?\s*$"  # a spreadsheet's day 0
)
_DAY = np.timedelta64(1, "D")  # systems write their times in different zones
_TELLING = 20
_PLANNED = np.timedelta64(731, "D")
_SEEN = 0.3  # of the customers have been seen, at least, before silence says anything
_EPOCH = np.datetime64("1970-01-01", "D")
_NEVER = np.datetime64("NaT", "D")


def check_dates(view: View, judge: Judge, book: Rulebook, settings: AuditSettings) -> list[Failure]:
    """Check every date column of `view`."""
    failures, today = [], np.datetime64(settings.day(), "D")
    for column in view.of(*EVENTS, "birth_date"):
        where, judged = (view, column), judge.of(view, column)
        names = (view.name, column.field, column.name)
        filler = judged.placeholder | _is_filler(column, judged.days, view) | _zeros(column)
        unclear = judged.because("date/ambiguous")
        partial = judged.because("date/no_day") & ~np.isnat(judged.months)
        serial = judged.because("date/serial")
        wrong = judged.invalid & ~filler & ~unclear & ~partial & ~serial
        failures.append(flagged(book.rule("date_invalid", *names), where, wrong))
        if filler.any():
            failures.append(flagged(book.rule("placeholder_date", *names), where, filler))
        if serial.any():
            failures.append(flagged(book.rule("excel_serial_date", *names), where, serial, serial_days(column.values)))
        if unclear.any():
            failures.append(flagged(book.rule("ambiguous_date", *names), where, unclear))
        if not _AHEAD.search(column.name):
            late = (judged.days > _horizon(column, judged.days, today)) & ~filler
            failures.append(flagged(book.rule("date_future", *names), where, late))
        early = (judged.days < _earliest(column.field, settings.day())) & ~filler
        if early.any():
            failures.append(flagged(book.rule("date_impossible", *names), where, early))
    return failures + _order(view, judge, book, today)


def _horizon(column: Column, days: np.ndarray, today: np.datetime64) -> np.datetime64:
    """Return the day after which a date is future: later than `today` where the column plans ahead.

    It does where many rows, at least one in thirty, lie ahead on many different days within two years.
    """
    near = (days > today) & (days <= today + _PLANNED)
    rows = int(column.counts[near].sum())
    plans = rows >= max(_TELLING, column.filled / 30) and len(np.unique(days[near])) >= _TELLING / 2
    return today + _PLANNED if plans else today


def _is_filler(column: Column, days: np.ndarray, view: View) -> np.ndarray:
    """A usual filler day counts as placeholder where it is not one day among its neighbours."""
    fillers = np.isin(days, np.array(_FILLERS, "datetime64[D]"))
    if column.field == "birth_date":
        return np.isin(days, np.array(_NOBODY, "datetime64[D]")) | _too_often(column, days)
    return fillers & (view.rows > 0)


def _zeros(column: Column) -> np.ndarray:
    """Flag what a system writes for no date: 0000-00-00, 00.00.0000, 00000000, 9999-99-99."""
    return matching(column.values, _NO_DAY) & ~column.blank


def _too_often(column: Column, days: np.ndarray) -> np.ndarray:
    """Flag birth days that ten times as many people share as a birth day usually has, five at the least."""
    known = np.flatnonzero(~np.isnat(days))
    if not len(known):
        return np.zeros(len(days), bool)
    _, code = np.unique(days[known], return_inverse=True)
    people = np.bincount(code, weights=column.counts[known])
    often = people >= max(5.0, 10 * people.mean())
    found = np.zeros(len(days), bool)
    found[known] = often[code]
    return found


def _earliest(field: str, today: date) -> np.datetime64:
    """Nobody is older than 120 years, but one; no customer file is older than 1950."""
    return np.datetime64(f"{today.year - 120 if field == 'birth_date' else 1950}-01-01", "D")


def days_of(view: View, column: Column, judge: Judge) -> np.ndarray:
    """Return the day of each row (datetime64[D], NaT where none)."""
    return column.spread(judge.of(view, column).days, _NEVER)


def _order(view: View, judge: Judge, book: Rulebook, today: np.datetime64) -> list[Failure]:
    """Compare every two date columns of which one nearly always comes first: creation and contact, order and due date.

    That `created` comes first is known, and believed where at most one row in twenty says otherwise; of other
    columns the order is learned, where at least twenty rows differ and at most one in thirty stands against it.
    """
    columns = {column.name: column for column in view.of(*EVENTS, "birth_date")}
    days = {name: _meant(view, column, judge, today) for name, column in columns.items()}
    failures = []
    for one, other in combinations(columns.values(), 2):
        before, after, both = _compared((one, days[one.name]), (other, days[other.name]))
        first, second, wrong, right = (one, other, after, before) if _comes_first(one, other, before, after) else (
            other, one, before, after)  # fmt: skip
        sure = 0.05 * both if first.field in ("created", "birth_date") else (right + wrong) / 30
        if both and wrong <= sure and (first.field == "created" or right >= _TELLING):
            rows = _rows_before((second, days[second.name]), (first, days[first.name]))
            shown = days[first.name][first.codes[rows]]
            hints = pa.array([f"{first.name}: {day}" for day in shown], pa.string())
            rule = book.rule("date_order", view.name, second.field, second.name)
            failures.append(failing(rule, (view, second), rows, both, hints))
    return failures


def _meant(view: View, column: Column, judge: Judge, today: np.datetime64) -> np.ndarray:
    """Return the day of each distinct value and, last, of none; fillers and what is a finding by itself left out."""
    days = judge.of(view, column).days
    left_out = _is_filler(column, days, view)
    if not _AHEAD.search(column.name):
        left_out |= days > today
    return np.append(np.where(left_out, _NEVER, days), _NEVER)


Dated = tuple[Column, np.ndarray]  # a column, and the day of each of its distinct values and, last, of none


def _compared(one: Dated, other: Dated) -> tuple[int, int, int]:
    """Return in how many rows one date lies before the other, in how many after it, and how many hold both."""
    before = after = both = 0
    for start, end in bounds(len(one[0].codes)):
        mine, theirs = (days[column.codes[start:end]] for column, days in (one, other))
        before += int((mine < theirs - _DAY).sum())
        after += int((theirs < mine - _DAY).sum())
        both += int((~np.isnat(mine) & ~np.isnat(theirs)).sum())
    return before, after, both


def _rows_before(one: Dated, other: Dated) -> np.ndarray:
    """Return the rows where one date lies more than a day before the other."""
    parts = []
    for start, end in bounds(len(one[0].codes)):
        mine, theirs = (days[column.codes[start:end]] for column, days in (one, other))
        parts.append(np.flatnonzero(mine < theirs - _DAY) + start)
    return np.concatenate(parts)


def _comes_first(one: Column, other: Column, before: int, after: int) -> bool:
    """Tell whether `one` is the earlier date: by its meaning where that is plain, else by most rows."""
    known = ("birth_date", "created")
    for field in known:
        if field in (one.field, other.field):
            return one.field == field
    return before >= after


def newest_day(views: Mapping[str, View], judge: Judge, settings: AuditSettings) -> date:
    """Return the day the data reaches to: the 99.9th percentile of all believable event days."""
    limit, found, often = np.datetime64(settings.day(), "D"), [np.zeros(0, "datetime64[D]")], [np.zeros(0, np.int64)]
    for view in views.values():
        for column in view.of(*EVENTS):
            if not _AHEAD.search(column.name):
                days = judge.of(view, column).days
                used = ~np.isnat(days) & (days <= limit)
                found.append(days[used])
                often.append(column.counts[used])
    days, counts = np.concatenate(found), np.concatenate(often)
    heap = np.cumsum(counts[np.argsort(days, kind="stable")])
    if not len(heap) or not heap[-1]:
        return settings.day()
    place = min(heap[-1] - 1, int(np.ceil(0.999 * (heap[-1] - 1))))
    return np.sort(days)[np.searchsorted(heap, place, side="right")].astype(date)


def check_dormant(
    views: Mapping[str, View], references: Iterable, judge: Judge, book: Rulebook, settings: AuditSettings
) -> list[Failure]:
    """Find customers without any interaction in the period: their own dates and those of linked rows."""
    newest = settings.as_of or newest_day(views, judge, settings)
    as_of = np.datetime64(newest, "D")
    limit = np.datetime64(settings.dormant_before(newest), "D")
    links = [r for r in references if r.source in views and r.to_source in views]
    failures = []
    for view in views.values():
        if view.entity not in ("customer", "organisation"):
            continue
        last = last_activity(view, [r for r in links if r.to_source == view.name], views, judge, as_of)
        shown = view.first("last_seen", "id", "name") or next(iter(view.columns.values()), None)
        if shown is None or np.isnat(last).all():
            continue
        born = _silent_since(view, last, judge, as_of)
        rows = np.flatnonzero((last < limit) | (born < limit))
        day = pc.cast(pa.array(np.fmax(last, born)[rows]), pa.string())
        said = np.where(np.isnat(last[rows]), "no activity since created", "last activity")
        hints = pc.binary_join_element_wise(pa.array(said.astype(object), pa.string()), day, " ")
        rule = book.rule("dormant_customer", view.name, shown.field, shown.name)
        failures.append(failing(rule, (view, shown), rows, int((~np.isnat(last)).sum()), hints))
    return failures


def _silent_since(view: View, last: np.ndarray, judge: Judge, as_of: np.datetime64) -> np.ndarray:
    """Return the day of creation of customers without any activity, where that of the others is known (else NaT).

    Where three in ten have been seen at all, who never was since his record was made has not been there.
    """
    silent = np.isnat(last)
    born = np.full(view.rows, _NEVER)
    if silent.sum() <= (1 - _SEEN) * view.rows:
        for column in view.of("created"):
            day = _meant(view, column, judge, as_of)[column.codes]
            born = _newest(born, np.where(silent, day, _NEVER), as_of)
    return born


def last_activity(view: View, links: list, views: Mapping[str, View], judge: Judge, as_of: np.datetime64) -> np.ndarray:
    """Return the newest day up to `as_of` on which each customer did anything (NaT: unknown).

    Creation alone is no interaction: a customer without any date of contact stays unknown. Where no column says
    when a customer was last seen, a change of its record counts.
    """
    last = np.full(view.rows, _NEVER)
    for column in view.of("last_seen") or view.of("updated"):
        days = np.append(judge.of(view, column).days, _NEVER)
        for start, end in bounds(view.rows):
            last[start:end] = _newest(last[start:end], days[column.codes[start:end]], as_of)
    for link in links:
        rows, keys = views[link.source], view.columns.get(link.to_column)
        if keys is None or link.column not in rows.columns or rows.name == view.name:
            continue
        target = row_of(rows.columns[link.column], keys)
        for column in rows.of("order_date", "date", "last_seen", "created"):
            if not _AHEAD.search(column.name):
                last = _newest(last, _latest(days_of(rows, column, judge), target, view.rows, as_of), as_of)
    return last


def _newest(last: np.ndarray, day: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    day = np.where(day <= as_of, day, _NEVER)
    return np.fmax(last, day)


def _latest(day: np.ndarray, target: np.ndarray, rows: int, as_of: np.datetime64) -> np.ndarray:
    """Return the newest day by target row."""
    used = (target >= 0) & ~np.isnat(day) & (day <= as_of)
    newest = np.full(rows, np.iinfo(np.int64).min)
    np.maximum.at(newest, target[used], (day[used] - _EPOCH).astype(np.int64))
    found = newest > np.iinfo(np.int64).min
    return np.where(found, _EPOCH + np.where(found, newest, 0).astype("timedelta64[D]"), _NEVER)
