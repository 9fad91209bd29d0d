"""What the standardisers say of a column, asked once for each distinct value and remembered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings import standards
from quality.findings.encode import Coded
from quality.findings.masks import by_slices, mask
from quality.findings.script import folded
from quality.findings.view import Column, View
from quality.lazy import lazy
from quality.spool import Spool, side_by_side, slices

_NAT = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Judged:
    """The verdict on each distinct value: its state (valid, invalid, placeholder, missing), its normal form,
    the reason, and a repair that guesses, as the standardisers tell them."""

    told: standards.Verdicts

    @property
    def normal(self) -> pa.Array:
        """The normal form of each distinct value."""
        return self.told.values

    def suggested(self, at: np.ndarray) -> pa.Array:
        """Return the repair that is suggested for the distinct values at some places, null where none is."""
        known = self.told.suggested
        place = np.minimum(np.searchsorted(known, at), max(0, len(known) - 1))
        found = known[place] == at if len(known) else np.zeros(len(at), bool)
        return self.told.suggestions.take(pa.array(place, mask=~found))

    @lazy
    def valid(self) -> np.ndarray:
        """Distinct values that are valid (bool)."""
        return self._is("valid")

    @lazy
    def invalid(self) -> np.ndarray:
        """Distinct values that are not valid (bool)."""
        return self._is("invalid")

    @lazy
    def placeholder(self) -> np.ndarray:
        """Distinct values that only fill the cell (bool)."""
        return self._is("placeholder")

    def because(self, *reasons: str) -> np.ndarray:
        """Distinct values with one of these reasons (bool)."""
        return np.isin(self.told.rules, [at for at, rule in enumerate(self.told.named) if rule in reasons])

    @lazy
    def days(self) -> np.ndarray:
        """The day of each distinct value (datetime64[D]), NaT where it is no full date.

        A spreadsheet's serial number is not valid, but the day it stands for is known.
        """
        serial = self.because("date/serial")
        parts = (
            _days(normal, *(pa.array(flags[at : at + len(normal)]) for flags in (self.valid, serial)))
            for normal, at in slices(self.normal)
        )
        return Spool().chain(parts, "datetime64[D]")

    @lazy
    def months(self) -> np.ndarray:
        """The month of each distinct value (datetime64[M]), also of `2025-02`; NaT where it has none."""
        text = pc.replace_substring_regex(
            pc.fill_null(self.normal, ""), r"^(\d{4})[-/.年]?(0[1-9]|1[0-2])(月|$|-\d\d$).*", r"\1-\2"
        )
        usable = mask(pc.match_substring_regex(text, r"^\d{4}-\d\d$"))
        return np.array(np.where(usable, text.to_numpy(zero_copy_only=False), "NaT"), "datetime64[M]")

    def _is(self, state: str) -> np.ndarray:
        return self.told.states == standards.STATES.index(state)


def _days(normal: pa.Array, valid: pa.Array, serial: pa.Array) -> np.ndarray:
    full = pc.match_substring_regex(normal, r"^\d{4}-\d\d-\d\d$")
    usable = pc.if_else(pc.fill_null(full, False), normal, None)
    usable = pc.if_else(valid, usable, None)
    if pc.any(serial).as_py():
        usable = pc.coalesce(usable, pc.if_else(serial, serial_days(normal), None))
    parsed = pc.cast(usable, pa.date32()).cast(pa.int32())
    days = pc.fill_null(parsed, 0).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return np.where(mask(parsed.is_null()), _NAT, days)


def serial_days(values: pa.Array) -> pa.Array:
    """Return the ISO day that a spreadsheet's serial number stands for, null for other texts.

    Serial 1 is 1900-01-01 and 1900 counts as a leap year (ECMA-376, part 1, 18.17.4.1).

    >>> serial_days(pa.array(["44927", "x"])).to_pylist()
    ['2023-01-01', None]
    """
    text = pc.utf8_trim_whitespace(values)
    usable = pc.fill_null(pc.match_substring_regex(text, r"^\d{4,5}(\.\d+)?$"), False)
    number = pc.cast(pc.if_else(usable, text, None), pa.float64())
    return pc.cast(pc.cast(pc.subtract(pc.floor(number), 25569.0), pa.int32()).cast(pa.date32()), pa.string())


class Judge:
    """Asks the standardisers about columns; every answer is kept for the next check that needs it.

    Each distinct value is read as seen from `column.regions` (its row's country), else from the country
    that most phones of its source make sense in.
    """

    def __init__(self, year: int = 0, spool: Spool | None = None):
        """Start knowing nothing but the year in which two-digit years are read (0: of no matter).

        Large answers are kept in `spool`.
        """
        self.year, self.spool = year, spool or Spool()
        self._regions: dict[str, str] = {}
        self.memo: dict = {}
        self._known: dict[tuple[str, str, str], Judged] = {}
        self._junk: dict[tuple, np.ndarray] = {}
        self._folded: dict[tuple, pa.Array] = {}
        self._locks: dict[tuple, Lock] = {}

    def rest(self) -> None:
        """Forget what follows from the verdicts and is quickly worked out again."""
        for judged in list(self._known.values()):
            for name in ("valid", "invalid", "placeholder", "days", "months"):
                judged.__dict__.pop(name, None)
        self.spool.release()

    def of(self, view: View, column: Column) -> Judged:
        """Return the verdict on each distinct value of `column`."""
        key = (view.name, column.name, column.field)
        with self._alone("of", key):
            if key not in self._known:
                self._known[key] = self.again(view, column, column.values)
                self.spool.release()
            return self._known[key]

    def prepare(self, view: View, *fields: str) -> None:
        """Ask about the columns of these fields, two at a time, before the checks do."""
        self.region(view)
        side_by_side(lambda column: self.of(view, column), view.of(*fields))

    def region(self, view: View) -> str:
        """Return the country (ISO code) that numbers of `view` are read from."""
        with self._alone("region", view.name):
            if view.name not in self._regions:
                phones = [column.values for column in view.of("phone")]
                named = view.first("country")
                codes = None if named is None else standards.countries(named.values)
                self._regions[view.name] = standards.home(phones, codes, view.source.records)
            return self._regions[view.name]

    def again(self, view: View, column: Column, values: pa.Array, regions: Sequence[str] | None = None) -> Judged:
        """Judge other texts as if they stood in `column`."""
        if regions is None and len(values) == len(column.values):
            regions = column.regions
        return Judged(standards.standardise(column.field, values, regions, self.region(view), self.year, self.spool))

    def junk(self, column: Column) -> np.ndarray:
        """Flag distinct values that only fill the cell: 无, N/A, test, xxx (bool)."""
        key = (column.name, id(column.values))
        with self._alone("junk", key):
            if key not in self._junk:
                found = by_slices(column.values, lambda part: standards.junk(column.field, part))
                self._junk[key] = self.spool.numbers(found)
            return self._junk[key]

    def key(self, view: View, field: str, place: int = 0) -> Coded:
        """Return for each row the normal form of the field's column number `place`; none unless valid."""
        columns = view.of(field)
        if place >= len(columns):
            return _nothing(view)
        column = columns[place]
        judged = self.of(view, column)
        usable = (
            pc.if_else(pa.array(judged.valid[at : at + len(part)]), part, None) for part, at in slices(judged.normal)
        )
        return Coded(self.spool.join(usable), column.codes)

    def folded(self, view: View, *fields: str) -> Coded:
        """Return for each row the folded text of the first of `fields` that is mapped."""
        column = view.first(*fields)
        if column is None:
            return _nothing(view)
        key = (view.name, column.name)
        with self._alone("folded", key):
            if key not in self._folded:
                junk = self.junk(column)
                self._folded[key] = self.spool.join(
                    pc.if_else(pa.array(junk[at : at + len(part)]), None, folded(part))
                    for part, at in slices(column.values)
                )
            return Coded(self._folded[key], column.codes)

    def _alone(self, *what: object) -> Lock:
        """Return the lock of one question, so that two checks at a time do not both work out its answer."""
        return self._locks.setdefault(what, Lock())

    def folded_name(self, view: View) -> Coded:
        """Return for each row the folded name of the party: as one column, or put together from its parts."""
        names = [self.folded(view, field) for field in ("name", "person_name", "org_name") if view.of(field)]
        if names:
            return names[0] if len(names) == 1 else self._joined(names, pc.coalesce)
        parts = [self.folded(view, field) for field in ("surname", "given_name") if view.of(field)]
        return self._joined(parts, _put_together) if parts else self.folded(view, "contact")

    def _joined(self, columns: Sequence[Coded], join: Callable[..., pa.Array]) -> Coded:
        """Make one text of the texts of several columns, row by row."""
        made = (join(*parts) for parts in zip(*(column.per_row() for column in columns), strict=True))
        return Coded(self.spool.join(made), np.arange(len(columns[0].codes), dtype=np.int32))


def _put_together(*parts: pa.Array) -> pa.Array:
    # null_handling="skip" would drop the rows where every part is null
    whole = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), "")
    return pc.if_else(pc.equal(whole, ""), None, whole)


def _nothing(view: View) -> Coded:
    return Coded(pa.array([], pa.string()), np.full(view.rows, -1, np.int32))
