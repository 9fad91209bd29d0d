"""The explanation of any two records."""

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.explain.case import Case, field_value
from matching.explain.spread import spread
from matching.explain.words import agreement, comparison_word, sentence, veto_words

EVIDENCE = pa.schema(
    [
        ("comparison", pa.string()),
        ("left", pa.string()),
        ("right", pa.string()),
        ("level", pa.string()),
        ("bits", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Explanation:
    """Why two records are, or are not, one customer.

    `same`: whether they are. `lines`: the reasons in words. `evidence`: `comparison, left, right` (values),
    `level`, `bits` (what that level weighs; null unknown). `path`: records that join them, with probabilities.
    `shared`: fields whose common value several customers hold, and how many do (see `spread`).
    """

    left: str
    right: str
    same: bool
    lines: tuple[str, ...]
    evidence: pa.Table
    path: tuple[tuple[str, float], ...]
    shared: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def why(case: Case, left: str, right: str, language: str = "en") -> Explanation:
    """Explain two records: what they agree on, what joins or parts them. Raises `UnknownRecord`."""
    left, right = case.named(left), case.named(right)
    rows = case.row(left), case.row(right)
    customers = case.customer(left), case.customer(right)
    same = customers[0] == customers[1]
    path = tuple(case.path(left, right)) if same else ()
    pair = case.pair(left, right)
    shared = spread(case, [rows])[0]
    evidence = _evidence(case, rows, pair, shared)
    lines = [_headline(left, right, customers, language)]
    lines += _decided(case, left, right, language)
    lines += _weighed(pair, same, language)
    lines += _told(evidence, shared, language)
    if len(path) > 1:
        steps = [left, *(sentence("step", language, record=r, p=p) for r, p in path)]
        lines.append(sentence("path", language, path=" → ".join(steps)))
    return Explanation(left, right, same, tuple(lines), evidence, path, shared)


def why_not(case: Case, left: str, right: str, language: str = "en") -> Explanation:
    """Explain what keeps two records apart, what speaks against them first. Raises `UnknownRecord`."""
    found = why(case, left, right, language)
    evidence = found.evidence.sort_by([("bits", "ascending")])
    told = _told(evidence, found.shared, language)
    rest = [line for line in found.lines if line not in set(told)]
    return replace(found, lines=(*rest, *told), evidence=evidence)


def _headline(left: str, right: str, customers: tuple[str, str], language: str) -> str:
    if customers[0] == customers[1]:
        return sentence("one", language, a=left, b=right, id=customers[0])
    return sentence("two", language, a=left, b=right, left=customers[0], right=customers[1])


def _decided(case: Case, left: str, right: str, language: str) -> list[str]:
    word = case.decision(left, right)
    if word is None:
        return []
    note = f" ({word['why']})" if word.get("why") else ""
    who, at = word.get("who") or "steward", word.get("at") or "?"
    return [sentence(f"steward {word['judgement']}", language, who=who, at=at, why=note)]


def _weighed(pair: dict | None, same: bool, language: str) -> list[str]:
    if pair is None:
        return [sentence("not compared", language)]
    alone = 1 / (1 + 2.0 ** -max(min(pair["weight"], 1000.0), -1000.0))  # `probability` follows a steward's word
    lines = [sentence("probability", language, p=alone, bits=pair["weight"])]
    if pair["reason"].startswith("veto"):
        kind = pair["reason"].removeprefix("veto: ")
        lines.append(sentence("veto", language, reason=veto_words(kind, language)))
    elif same and pair["verdict"] == "different":
        lines.append(sentence("held by others", language))
    elif not same:
        lines.append(sentence("below" if pair["verdict"] == "different" else "whole", language))
    return lines


def _told(evidence: pa.Table, shared: dict[str, int], language: str) -> list[str]:
    """Return a line for each comparison that says anything."""
    told = evidence.to_pylist()
    lines = [(e, agreement(e["level"], shared.get(e["comparison"]), language)) for e in told]
    return [_line(e, level, language) for e, level in lines if level]


def _line(told: dict, level: str, language: str) -> str:
    bits = told["bits"]
    mark = "·" if bits is None or abs(bits) < 0.5 else ("+" if bits > 0 else "−")
    values = {side: told[side] or sentence("none", language) for side in ("left", "right")}
    what = comparison_word(told["comparison"], language)
    return sentence("line", language, mark=mark, what=what, level=level, **values)


def _evidence(case: Case, rows: tuple[dict, dict], pair: dict | None, shared: dict[str, int]) -> pa.Table:
    if pair is None:
        levels = compare_now(case.records, rows[0]["record_id"], rows[1]["record_id"])
    else:
        levels = {name[6:]: level for name, level in pair.items() if name.startswith("level:")}
    levels = {**dict.fromkeys(shared, "missing"), **levels}  # a line that all share is compared no more
    told = []
    for name, level in levels.items():
        values = [field_value(row, name) or None for row in rows]
        told.append((name, *values, level, case.bits(name, level)))
    columns = list(zip(*told, strict=True)) or [()] * len(EVIDENCE)
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, EVIDENCE, strict=True)], schema=EVIDENCE)
    return table.sort_by([("bits", "descending")])


def compare_now(records: pa.Table, left: str, right: str) -> dict[str, str]:
    """Return the level of each comparison of two records that the run did not compare."""
    from matching.compare.evidence import evidence
    from matching.compare.plan import plan
    from matching.features.build import build
    from matching.prepare import prepare

    two = records.filter(pc.is_in(records["record_id"], value_set=pa.array([left, right])))
    comparisons = plan(build(prepare(two)))
    levels = evidence(comparisons, np.array([0]), np.array([1])).levels[0]
    return {c.name: ("missing", *c.labels)[n] for c, n in zip(comparisons, levels, strict=True)}
