"""Write the review queue as a spreadsheet: two records side by side, and a cell for the answer."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matching.explain import Case, reasons_in_words, shown, spread
from matching.identity.fingerprint import fingerprint
from matching.review.words import ANSWERS, ASKS, FIELDS_ZH, HELP, SHEETS, field_heading, heading

BEFORE = ("rank", "answer", "note", "probability", "why", "asks", "settles", "amount")
AFTER = ("left", "right", "check")
LONGEST = 32_000  # characters of a cell; a spreadsheet holds 32,767
WIDTHS = {"answer": 11, "note": 22, "why": 44, "asks": 26, "left": 20, "right": 20, "check": 10}

# A spreadsheet runs a cell that begins so; a plain number or phone is none.
_FORMULA = re.compile("[ \u00a0\u3000]*[=+\\-@\t\r\n＝＋－＠]")
_PLAIN = r"[+\-＋－]?[\d .,()/\-]*\d(;ext=\d+)?"
_NUMBER = re.compile(rf" *{_PLAIN}([;,] {_PLAIN})*$", re.ASCII)


def export_review(case: Case, asked: pa.Table, path: str | Path, language: str = "en", limit: int = 500) -> int:
    """Write the first `limit` questions of a queue to an XLSX file; return how many.

    `asked`: see `matching.review.QUEUE`. One row a question; `Answer` offers same, different, unsure
    (相同、不同、不确定). Text is written as text, never as a formula or a link.
    """
    import xlsxwriter

    asked = asked.slice(0, limit)
    rows = _rows(case.records, asked)
    fields = _fields(case.records, rows)
    checks = pair_checks(case.records, asked)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    with book:
        sheet = book.add_worksheet(SHEETS["review"][language == "zh"])
        _head(book, sheet, fields, language)
        shade = book.add_format({"bg_color": "#FDE9D9", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        questions = asked.to_pylist()
        pairs = [(rows[q["left"]], rows[q["right"]]) for q in questions]
        for number, (question, pair, held) in enumerate(zip(questions, pairs, spread(case, pairs), strict=True), 1):
            cells = _cells(case, question, held, language)
            after = (question["left"], question["right"], checks[number - 1])
            values = [(c, plain) for c in cells] + _side_by_side(pair, fields, (plain, shade))
            for column, (value, style) in enumerate([*values, *((a, plain) for a in after)]):
                write = sheet.write_number if isinstance(value, int | float) else sheet.write_string
                write(number, column, value if isinstance(value, int | float) else neutral(value), style)
        answers = [words[language == "zh"] for words in ANSWERS.values()]
        if len(asked):
            sheet.data_validation(1, 1, len(asked), 1, {"validate": "list", "source": answers})
        sheet.autofilter(0, 0, max(len(asked), 1), len(BEFORE) + 2 * len(fields) + len(AFTER) - 1)
        notes = book.add_worksheet(SHEETS["help"][language == "zh"])
        notes.set_column(0, 0, 90)
        for number, line in enumerate(HELP[language == "zh"]):
            notes.write_string(number, 0, line)
    return len(asked)


def pair_checks(records: pa.Table, asked: pa.Table) -> list[str]:
    """Return a text for each pair that changes when either record does."""
    prints = fingerprint(records).full
    ids = records["record_id"].combine_chunks()
    at = [pc.index_in(asked[s].combine_chunks(), value_set=ids).to_numpy() for s in ("left", "right")]
    return [f"{a:016x}{b:016x}" for a, b in zip(prints[at[0]].tolist(), prints[at[1]].tolist(), strict=True)]


def neutral(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet could take for a formula (a phone's + is left)."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def _rows(records: pa.Table, asked: pa.Table) -> dict[str, dict]:
    wanted = pa.array({*asked["left"].to_pylist(), *asked["right"].to_pylist()}, pa.string())
    found = records.filter(pc.is_in(records["record_id"], value_set=wanted))
    return {row["record_id"]: row for row in found.to_pylist()}


def _fields(records: pa.Table, rows: dict[str, dict]) -> list[str]:
    names = [n for n in records.column_names if n not in ("record_id", "id") and not n.endswith("__state")]
    names = [n for n in names if not n.startswith("_") and any(row.get(n) for row in rows.values())]
    place = {name: at for at, name in enumerate(FIELDS_ZH)}  # names first, the source last
    return sorted(names, key=lambda n: place.get(n, len(place) - 1 + (n == "source")))


def _head(book, sheet, fields: list[str], language: str) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "text_wrap": True, "valign": "top", "border": 1})
    titles = [heading(n, language) for n in BEFORE]
    for name in fields:
        titles += [f"{field_heading(name, language)} 1", f"{field_heading(name, language)} 2"]
    titles += [heading(n, language) for n in AFTER]
    keys = [*BEFORE, *(f for f in fields for _ in "12"), *AFTER]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, WIDTHS.get(keys[column], 18 if keys[column] in fields else 10))
    sheet.freeze_panes(1, 3)


def _cells(case: Case, question: dict, shared: dict[str, int], language: str) -> list:
    pair = case.pair(question["left"], question["right"]) or {}
    levels = [(name[6:], level) for name, level in pair.items() if name.startswith("level:")]
    kind = "part" if question["customer_left"] == question["customer_right"] else "merge"
    return [
        question["rank"],
        "",
        "",
        round(question["probability"], 3),
        reasons_in_words(levels, language, shared),
        ASKS[kind][language == "zh"],
        question["settles"],
        round(question["amount"], 2),
    ]


def _side_by_side(pair: tuple[dict, dict], fields: list[str], styles: tuple) -> list:
    out = []
    for name in fields:
        texts = [shown(row.get(name))[:LONGEST] for row in pair]
        style = styles[texts[0] != texts[1]]
        out += [(text, style) for text in texts]
    return out
