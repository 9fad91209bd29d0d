"""What is needed to explain a pair: the tables of a run, and look-ups into them."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import MatchingError
from matching.features.accounts import account, is_card, is_iban, named
from matching.features.further import mark_of

READS = {
    "org": ("org_name", "name"),
    "firm": ("org_name", "name"),
    "mail_domain": ("email", "website"),
    "given": ("given_name", "person_name", "contact", "name"),
    "middle": ("middle_name", "person_name", "contact", "name"),
    "surname": ("surname", "person_name", "contact", "name"),
    "suffix": ("name_suffix",),
    "phone_mask": ("phone",),
    "id_mask": ("national_id",),
    "tax_mask": ("tax_id",),
    "geo": ("latitude", "longitude"),
}


class UnknownRecord(MatchingError):
    """There is no record of this id; `record_id` and `near` (the nearest known ids)."""

    def __init__(self, record_id: str, near: list[str]) -> None:
        """Name the id and what may have been meant."""
        self.record_id, self.near = record_id, near
        hint = f"did you mean {' or '.join(near)}?" if near else "record ids look like <source>:<native id>"
        super().__init__(f"there is no record {record_id!r}; {hint}")


@dataclass(frozen=True)
class Case:
    """The tables of one run (see the table contracts), and how much each level weighs.

    `decisions`: judgements that hold (`left, right, judgement, who, at, why`). `weights`: the run's
    `report["weights"]`: `comparison, level, bits`.
    """

    records: pa.Table
    crosswalk: pa.Table
    pairs: pa.Table
    decisions: pa.Table | None = None
    weights: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, deduped: Any, decisions: pa.Table | None = None) -> "Case":
        """Return the case of a `Deduped`."""
        weights = deduped.report.get("weights", [])
        return cls(deduped.records, deduped.crosswalk, deduped.pairs, decisions, weights)

    def named(self, name: str) -> str:
        """Return the record id of `<source>:<native id>`, or of a native id that one record alone has.

        Raises `UnknownRecord`.
        """
        ids = self.records["record_id"]
        if pc.index(ids, name).as_py() >= 0:
            return name
        near = ids.filter(pc.ends_with(ids, f":{name}")).slice(0, 3).to_pylist()
        if len(near) == 1:
            return near[0]
        raise UnknownRecord(name, near or get_close_matches(name, ids.slice(0, 50_000).to_pylist()))

    def row(self, record_id: str) -> dict:
        """Return a record."""
        return self.records.filter(pc.equal(self.records["record_id"], record_id)).slice(0, 1).to_pylist()[0]

    def customer(self, record_id: str) -> str:
        """Return the customer of a record."""
        return self.crosswalk.filter(pc.equal(self.crosswalk["record_id"], record_id))["customer_id"][0].as_py()

    def pair(self, left: str, right: str) -> dict | None:
        """Return the judged pair, or None."""
        return _pair(self.pairs, left, right)

    def decision(self, left: str, right: str) -> dict | None:
        """Return the steward's word on the pair, or None."""
        return _pair(self.decisions, left, right) if self.decisions is not None else None

    def bits(self, comparison: str, level: str) -> float | None:
        """Return what a level weighs, in bits, or None where the run does not say."""
        for line in self.weights:
            if line["comparison"] == comparison and line["level"] == level:
                return line["bits"]
        return None

    def path(self, left: str, right: str) -> list[tuple[str, float]]:
        """Return the steps from `left` to `right` within their customer, each with its pair's probability.

        Of all ways the one whose weakest step is the strongest; empty where there is none.
        """
        of = self.crosswalk.filter(pc.equal(self.crosswalk["customer_id"], self.customer(left)))["record_id"]
        members = pa.array(of.to_pylist(), pa.string())
        inside = pc.and_(pc.is_in(self.pairs["left"], members), pc.is_in(self.pairs["right"], members))
        edges: dict[str, list[tuple[str, float]]] = {}
        for pair in self.pairs.filter(inside).select(["left", "right", "probability"]).to_pylist():
            edges.setdefault(pair["left"], []).append((pair["right"], pair["probability"]))
            edges.setdefault(pair["right"], []).append((pair["left"], pair["probability"]))
        return _widest(edges, left, right)


def _pair(pairs: pa.Table, left: str, right: str) -> dict | None:
    low, high = min(left, right), max(left, right)
    found = pairs.filter(pc.and_(pc.equal(pairs["left"], low), pc.equal(pairs["right"], high)))
    return found.slice(0, 1).to_pylist()[0] if len(found) else None


def _widest(edges: dict, left: str, right: str) -> list[tuple[str, float]]:
    best, came, todo = {left: (1.0, 0)}, {}, {left}
    while todo:
        here = max(todo, key=lambda r: (best[r][0], -best[r][1], r))
        todo.remove(here)
        for there, p in edges.get(here, ()):
            reach = (min(best[here][0], p), best[here][1] - 1)
            if there not in best or reach > best[there]:
                best[there], came[there] = reach, (here, p)
                todo.add(there)
    steps, at = [], right
    while at in came and at != left and len(steps) <= len(came):
        steps.append((at, came[at][1]))
        at = came[at][0]
    return steps[::-1] if at == left else []


def field_value(row: dict, comparison: str) -> str:
    """Return the text of a record that a comparison read."""
    reads = READS.get(comparison, (comparison, f"other:{comparison}"))
    if comparison == "bank_account":
        reads = tuple(n for n in row if named(n) or any(map(_is_account, shown(row[n]).split(", "))))
    for name in reads:
        text = shown(row.get(name))
        if text:
            return text + (_further(row, name) if comparison in ("org", "firm") else "")
    return ""


def _is_account(text: str) -> bool:
    return bool(signs := account(text)) and (is_iban(signs) or is_card(signs))


def _further(row: dict, first: str) -> str:
    """The further names of a record in brackets, each behind its header."""
    told = [f"{n.removeprefix('other:')}: {t}" for n in row if mark_of(n) and (t := shown(row[n]))]
    second = shown(row.get("name")) if first == "org_name" else ""
    told = [second, *told] if second and second != shown(row[first]) else told
    return f" [{'; '.join(told)}]" if told else ""


def shown(value: object) -> str:
    """Return a cell as a person reads it: the values of a list joined, nothing for a null."""
    if isinstance(value, list):
        return ", ".join(str(v) for v in value if v is not None)
    return "" if value is None else str(value)
