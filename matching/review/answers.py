"""Read the answers back, check each one, and turn them into judgements."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from matching.decide import Judgement
from matching.errors import MatchingError
from matching.identity.fingerprint import fingerprint
from matching.review.sheet import neutral
from matching.review.shown import changed_cells, side_columns
from matching.review.words import ANSWERS, HEADINGS, answer_of, column_of

NEEDED = ("answer", "left", "right", "check")
# The value itself is not told: it is somebody's data.
EDITED = ("another value", "the record's own, as exported; correct data in the export or by `audit --sop`, not here")


@dataclass(frozen=True)
class Problem:
    """An answer that cannot be taken: `row` (as the spreadsheet counts), `column` (heading), `cell` (as B7)."""

    row: int
    column: str
    found: str
    expected: str
    cell: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        where = f"cell {self.cell}" if self.cell else f"row {self.row}"
        return f"{where} (column {self.column!r}): found {self.found!r}, expected {self.expected}"


class BadReview(MatchingError):
    """A review sheet with answers that cannot be taken; none was. `file` and `problems` say which."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        """List the first problems."""
        self.file, self.problems = file, problems
        lines = "\n".join(f"  {p}" for p in problems[:20])
        more = f"\n  and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(f"{file}: nothing was imported; mend these cells and import again\n{lines}{more}")


@dataclass(frozen=True)
class Answers:
    """The answers of a sheet: `words` (judgements), and how many questions were left open."""

    words: tuple[Judgement, ...]
    unanswered: int


def read_answers(path: str | Path, records: pa.Table, who: str, at: str) -> Answers:
    """Read a sheet that `export_review` wrote, in either language.

    Every answered row is checked: the answer is one of the three, both records are still there, neither has
    changed since the export, what the sheet shows of them is what they hold (nobody edited a cell or sorted some
    of the columns), no two answers contradict each other. Raises `BadReview` with all problems.
    """
    file, lines = Path(path).name, sheet_lines(path)
    columns = {column_of(text): at_ for at_, text in enumerate(lines[0] if lines else []) if column_of(text)}
    missing = [n for n in NEEDED if n not in columns]
    if missing:
        expected = ", ".join(" or ".join(repr(w) for w in HEADINGS[n]) for n in missing)
        raise BadReview(file, (Problem(1, "headings", "none", f"the columns {expected}, as exported"),))
    prints, sides = _prints(records), side_columns(lines[0], records)
    taken, problems, open_ = [], [], 0
    for row, cells in enumerate(lines[1:], 2):
        told = {name: str(cells[i]).strip() if i < len(cells) else "" for name, i in columns.items()}
        if not told["answer"]:
            open_ += any(told.values())
            continue
        problem = _problem(row, told, prints)
        if problem:
            problems.append(problem)
        else:
            taken.append((row, told))
    problems += _contradictions(taken)
    pairs = {row: (prints[told["left"]][0], prints[told["right"]][0]) for row, told in taken}
    edited = changed_cells(lines, pairs, sides, records)
    if problems or edited:
        placed = [(columns[p.column], p) for p in problems] + [(at_, Problem(row, "", *EDITED)) for row, at_ in edited]
        named = (replace(p, column=lines[0][at_], cell=cell_name(p.row, at_)) for at_, p in placed)
        raise BadReview(file, tuple(sorted(named, key=lambda p: p.row)))
    words = (_judgement(told, prints, (who, at, file, row)) for row, told in taken)
    return Answers(tuple(words), open_)


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell; rows count from 1, columns from 0.

    >>> cell_name(3, 1), cell_name(2, 28)
    ('B3', 'AC2')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def import_review(state: Any, path: str | Path, records: pa.Table, who: str) -> Answers:
    """Read the answers of a sheet and add those that are new to the state's log, with its trail.

    `state`: has `clock`, `decisions()`, `judge(words)`, `note(…)`. A sheet imported twice adds nothing.
    """
    answers = read_answers(path, records, who, state.clock())
    held = {(d["left"], d["right"]): d["judgement"] for d in state.decisions().to_pylist()}
    new = tuple(w for w in answers.words if held.get((min(w.left, w.right), max(w.left, w.right))) != w.judgement)
    state.judge(new)
    state.note(who, "review import", Path(path).name, f"{len(new)} new of {len(answers.words)} answers")
    return Answers(new, answers.unanswered)


def sheet_lines(path: str | Path) -> list[list]:
    """Return all rows of the first sheet of a workbook. Raises `BadReview` where it is none."""
    from python_calamine import CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except Exception as error:  # calamine's errors have no common base
        what = Problem(1, "file", "no workbook", "the review sheet as .xlsx, as `review export` wrote it")
        raise BadReview(Path(path).name, (what,)) from error
    return sheet.to_python(skip_empty_area=False)


def _prints(records: pa.Table) -> dict[str, tuple[str, int]]:
    """Return for each record id, as a sheet shows it, the id itself and its fingerprint."""
    full = fingerprint(records).full.tolist()
    return {neutral(r): (r, p) for r, p in zip(records["record_id"].to_pylist(), full, strict=True)}


def _problem(row: int, told: dict, prints: dict) -> Problem | None:
    if answer_of(told["answer"]) is None:
        words = " or ".join(w for pair in ANSWERS.values() for w in pair)
        return Problem(row, "answer", told["answer"], words)
    for side in ("left", "right"):
        if told[side] not in prints:
            return Problem(row, side, told[side], "a record that exists; export the review again")
    if told["left"] == told["right"]:
        return Problem(row, "right", told["right"], "another record than the first")
    if told["check"] != f"{prints[told['left']][1]:016x}{prints[told['right']][1]:016x}":
        return Problem(row, "check", told["check"], "records unchanged since the export; export again")
    return None


def _contradictions(taken: list[tuple[int, dict]]) -> list[Problem]:
    """Find answers `different` on records that other answers `same` make one, directly or through others."""
    home: dict[str, str] = {}

    def root(record: str) -> str:
        while home.get(record, record) != record:
            record = home[record]
        return record

    for _, told in taken:
        if answer_of(told["answer"]) == "same":
            home[root(told["left"])] = root(told["right"])
    return [
        Problem(row, "answer", told["answer"], "no other answers that make these two the same")
        for row, told in taken
        if answer_of(told["answer"]) == "different" and root(told["left"]) == root(told["right"])
    ]


def _judgement(told: dict, prints: dict, origin: tuple) -> Judgement:
    who, at, file, row = origin
    (left, left_print), (right, right_print) = prints[told["left"]], prints[told["right"]]
    why = told.get("note") or f"{file}, row {row}"
    return Judgement(
        left, right, answer_of(told["answer"]), "steward", who, at, why, told.get("why", ""), left_print, right_print
    )
