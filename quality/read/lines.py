"""Read delimited lines one by one, so that damage stays within its own row.

The rules for a good row are those of RFC 4180, read leniently: a quote inside an unquoted field is text,
and a quoted field may hold quotes that are not doubled as long as none is followed by a delimiter.
"""

from collections.abc import Iterator

LONGEST_FIELD = 2000  # lines that one quoted field may span before its quote counts as unbalanced


def split_line(line: str, delimiter: str, escape: str = "") -> list[str | None] | None:
    """Split one line; an empty unquoted or quoted field is None. Return None if a quote stays open."""
    if '"' not in line:
        return [field or None for field in line.split(delimiter)]
    fields, at, end = [], 0, len(line)
    while at <= end:
        if line.startswith(' "', at):
            at += 1  # a blank after the delimiter does not keep a quote from opening the field
        if at < end and line[at] == '"':
            closed = _closing(line, at + 1, delimiter, escape)
            if closed < 0:
                return None
            fields.append(_unquote(line[at + 1 : closed], escape))
            at = closed + 1 + len(delimiter)
            if closed + 1 == end:
                break
        else:
            stop = line.find(delimiter, at)
            stop = end if stop < 0 else stop
            fields.append(line[at:stop] or None)
            at = stop + len(delimiter)
            if stop == end:
                break
    return fields


def _closing(line: str, at: int, delimiter: str, escape: str) -> int:
    """Return where the quoted field that starts at `at` closes, -1 if it does not."""
    end = len(line)
    while True:
        at = line.find('"', at)
        if at < 0:
            return -1
        if escape and _escaped(line, at):
            at += 1
        elif at + 1 < end and line[at + 1] == '"':
            # `""` closes an empty field or doubles a quote; a field cannot close on its second half alone.
            at += 2
        elif at + 1 == end or line.startswith(delimiter, at + 1):
            return at
        else:
            at += 1


def _escaped(line: str, at: int) -> bool:
    slashes = 0
    while at - slashes > 0 and line[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _unquote(text: str, escape: str) -> str | None:
    if escape:
        text = text.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")
    return text.replace('""', '"') or None


def read_lines(
    lines: list[str], delimiter: str, width: int, escape: str = ""
) -> Iterator[tuple[int, int, list[str | None] | None, str, str]]:
    """Yield (first line, lines used, fields or None, reason, detail) for every row of `lines`.

    Blank lines are passed over. `lines` keep a trailing carriage return where the line ended with one.
    """
    at, count = 0, len(lines)
    while at < count:
        line = _bare(lines[at])
        if not line.strip() and delimiter not in line:
            at += 1
            continue
        if "\0" in line:
            yield at, 1, None, "nul_byte", "a NUL byte in the row"
            at += 1
            continue
        fields = split_line(line, delimiter, escape)
        if fields is not None and len(fields) == width:
            yield at, 1, fields, "", ""
            at += 1
            continue
        used = _spanning(lines, at, (delimiter, width, escape)) if '"' in line else 0
        if used:
            text = "\n".join([*lines[at : at + used - 1], _bare(lines[at + used - 1])])
            yield at, used, split_line(text, delimiter, escape), "", ""
            at += used
            continue
        literal = line.split(delimiter)
        if fields is None and line.count('"') % 2 == 0 and len(literal) == width:
            yield at, 1, [field or None for field in literal], "", ""
        else:
            yield (at, 1, None, *_diagnose(line, fields, literal, width))
        at += 1


def _bare(line: str) -> str:
    return line[:-1] if line.endswith("\r") else line


def _diagnose(line: str, fields: list | None, literal: list, width: int) -> tuple[str, str]:
    if fields is None or line.count('"') % 2:
        return "unbalanced_quote", f"a quote is opened and not closed in {len(literal)} fields"
    reason = "extra_delimiter" if len(fields) > width else "missing_fields"
    return reason, f"expected {width} fields, found {len(fields)}"


def _spanning(lines: list[str], at: int, dialect: tuple[str, int, str]) -> int:
    """Return how many lines one row takes when a quoted field spans lines, 0 if its quote is unbalanced.

    The row ends at the first line where it is whole. It is refused if that takes in lines that are whole
    rows by themselves: then the quote was never closed and must not swallow its neighbours.
    """
    delimiter, width, escape = dialect
    text = lines[at]
    whole_rows = 0
    for used in range(2, LONGEST_FIELD + 1):
        if at + used > len(lines):
            return 0
        line = lines[at + used - 1]
        if "\0" in line:
            return 0
        text = f"{text}\n{line}"
        if '"' in line:
            fields = split_line(_bare(text), delimiter, escape)
            if fields is not None:
                inner = used - 2
                swallowed = width > 2 and whole_rows == inner and inner > 0
                alone = width > 1 and _stands_alone(_bare(line), dialect)
                return used if len(fields) == width and not swallowed and not alone else 0
        alone = split_line(_bare(line), delimiter, escape)
        whole_rows += alone is not None and len(alone) == width
        if width > 2 and whole_rows == used - 1 >= 3:
            return 0
    return 0


def _stands_alone(line: str, dialect: tuple[str, int, str]) -> bool:
    fields = split_line(line, *dialect[::2])
    return fields is not None and len(fields) == dialect[1] and line.count('"') % 2 == 0
