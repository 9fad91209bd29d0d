"""Suggested links as a spreadsheet: two customers side by side, and a cell for the answer."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matching.explain import shown
from matching.links.said import LinkWord
from matching.links.words import KINDS, evidence_words, kind_word
from matching.review.answers import BadReview, Problem, cell_name, sheet_lines
from matching.review.sheet import neutral
from matching.review.words import field_heading

HEADINGS = {
    "rank": ("No.", "序号"),
    "answer": ("Answer", "判定"),
    "note": ("Note", "备注"),
    "probability": ("Probability", "概率"),
    "tie": ("Tie", "关系"),
    "why": ("What speaks for it", "依据"),
    "left": ("Customer 1", "客户1"),
    "right": ("Customer 2", "客户2"),
    "kind": ("Kind (leave as it is)", "类型（请勿修改）"),
}
ANSWERS = {"confirmed": ("yes", "是"), "rejected": ("no", "否"), "unsure": ("unsure", "不确定")}
FIELDS = ("name", "contact", "phone", "email", "tax_id", "address", "city", "records")
_RECORDS = ("records", "记录数")
_WIDTHS = {"answer": 9, "note": 22, "tie": 26, "why": 34, "left": 18, "right": 18}


def export_links(links: pa.Table, golden: pa.Table, path: str | Path, language: str = "en", limit: int = 500) -> int:
    """Write the links nobody has spoken of to an XLSX file, the likeliest of each kind first; return how many.

    `links`: as `judged_links` gives them. One row a link; the answers are yes, no, unsure (是、否、不确定).
    """
    import xlsxwriter

    open_ = links.filter(pc.equal(links["status"], "suggested"))
    kind = pc.index_in(open_["kind"], value_set=pa.array(list(KINDS)))
    order = [("kind_at", "ascending"), ("probability", "descending"), ("left", "ascending"), ("right", "ascending")]
    asked = open_.append_column("kind_at", kind).sort_by(order).slice(0, limit).to_pylist()
    rows = _rows(golden, {link[side] for link in asked for side in ("left", "right")})
    fields = [f for f in FIELDS if any(row.get(f) for row in rows.values())]
    zh = language == "zh"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("待确认关系" if zh else "links")
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        _head(book, sheet, fields, zh)
        for number, link in enumerate(asked, 1):
            for column, value in enumerate(_cells(number, link, (rows, fields), language)):
                write = sheet.write_number if isinstance(value, int | float) else sheet.write_string
                write(number, column, value if isinstance(value, int | float) else neutral(value), plain)
        if asked:
            words = [pair[zh] for pair in ANSWERS.values()]
            sheet.data_validation(1, 1, len(asked), 1, {"validate": "list", "source": words})
    return len(asked)


def read_links(path: str | Path, links: pa.Table, who: str, at: str) -> tuple[LinkWord, ...]:
    """Read the answers of a sheet of `export_links`. Raises `BadReview` with all that cannot be taken; then none is."""
    file, lines = Path(path).name, sheet_lines(path)
    heads = [str(text).strip() for text in (lines[0] if lines else [])]
    columns = {name: heads.index(t) for name, texts in HEADINGS.items() for t in texts if t in heads}
    missing = [n for n in ("answer", "left", "right", "kind") if n not in columns]
    if missing:
        expected = ", ".join(" or ".join(repr(w) for w in HEADINGS[n]) for n in missing)
        raise BadReview(file, (Problem(1, "headings", "none", f"the columns {expected}, as exported"),))
    known = {(r["left"], r["right"], r["kind"]) for r in links.select(["left", "right", "kind"]).to_pylist()}
    words, problems = [], []
    for row, cells in enumerate(lines[1:], 2):
        told = {n: str(cells[i]).strip() if i < len(cells) else "" for n, i in columns.items()}
        if not told["answer"]:
            continue
        word = next((w for w, texts in ANSWERS.items() if told["answer"].casefold() in (w, *texts)), None)
        wrong = _wrong(word, told, known)
        if wrong:
            name, expected = wrong
            place = columns[name]
            problems.append(Problem(row, heads[place], told[name], expected, cell_name(row, place)))
        else:
            ends = (told["left"], told["right"], told["kind"])
            words.append(LinkWord(*ends, word, who, at, told.get("note") or f"{file}, row {row}"))
    if problems:
        raise BadReview(file, tuple(problems))
    return tuple(words)


def _wrong(word: str | None, told: dict[str, str], known: set) -> tuple[str, str] | None:
    """Return the column that cannot be taken and what was expected of it."""
    if word is None:
        return "answer", " or ".join(text for texts in ANSWERS.values() for text in texts)
    if (told["left"], told["right"], told["kind"]) not in known:
        return "left", "a link that the last run suggests; export the links again"
    return None


def _head(book, sheet, fields: list[str], zh: bool) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "text_wrap": True, "valign": "top", "border": 1})
    language = "zh" if zh else "en"
    named = [_RECORDS[zh] if f == "records" else field_heading(f, language) for f in fields]
    before, after = list(HEADINGS)[:6], list(HEADINGS)[6:]
    titles = [HEADINGS[n][zh] for n in before] + [f"{n} {k}" for n in named for k in (1, 2)]
    titles += [HEADINGS[n][zh] for n in after]
    keys = [*before, *(f for f in fields for _ in "12"), *after]
    for column, (key, title) in enumerate(zip(keys, titles, strict=True)):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, _WIDTHS.get(key, 18 if key in fields else 10))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, 1, len(titles) - 1)


def _cells(number: int, link: dict, told: tuple[dict, list[str]], language: str) -> list:
    rows, fields = told
    pair = rows.get(link["left"], {}), rows.get(link["right"], {})
    sides = [shown(row.get(f)) for f in fields for row in pair]
    why, tie = evidence_words(link["evidence"], language), kind_word(link["kind"], language)
    ends = (link["left"], link["right"], link["kind"])
    return [number, "", "", round(link["probability"], 3), tie, why, *sides, *ends]


def _rows(golden: pa.Table, ids: set[str]) -> dict[str, dict]:
    """Return the golden record of each id; of an organisation its own, else a contact's."""
    some = pa.array(sorted(ids), pa.string())
    mine = pc.or_(pc.is_in(golden["customer_id"], some), pc.is_in(golden["org_id"], some))
    out: dict[str, dict] = {}
    rows = golden.filter(mine).sort_by("customer_id").to_pylist()
    for row in sorted(rows, key=lambda r: r["kind"] != "organisation"):
        for name in ("customer_id", "org_id"):
            if row[name] in ids:
                out.setdefault(row[name], row | {"name": _named(row)})
    return out


def _named(row: dict) -> str:
    """Return what a customer goes by, whichever field holds it."""
    whole = next((row[n] for n in ("name", "org_name", "person_name") if row.get(n)), "")
    parts = [row[n] for n in ("surname", "given_name") if row.get(n)]
    if whole or not parts:
        return whole
    return "".join(parts) if all("\u4e00" <= c <= "\u9fff" for c in "".join(parts)) else " ".join(parts[::-1])
