"""A judgement on a pair, the log of all of them, and what holds now."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import MatchingError
from matching.identity.fingerprint import fingerprint

VERDICTS = ("same", "different", "unsure")
ORIGINS = ("model", "rule", "steward")
JUDGEMENTS = pa.schema(
    [
        ("seq", pa.int64()),
        ("left", pa.string()),
        ("right", pa.string()),
        ("judgement", pa.string()),
        ("origin", pa.string()),
        ("who", pa.string()),
        ("at", pa.string()),
        ("why", pa.string()),
        ("evidence", pa.string()),
        ("left_print", pa.uint64()),
        ("right_print", pa.uint64()),
    ]
)


class JudgementError(MatchingError):
    """A judgement that cannot be taken; `field`, `value` and `expected` say why."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        """Name the field, its value, and what was expected."""
        self.field, self.value, self.expected = field, value, expected
        super().__init__(f"judgement: {field} is {value!r}; expected {expected}")


@dataclass(frozen=True)
class Judgement:
    """One word on one pair.

    `left`, `right`: record ids. `judgement`: same / different / unsure. `origin`: model, rule or steward.
    `who`, `at` (ISO time), `why`: given by the caller. `evidence`: the evidence seen, as JSON.
    `left_print`, `right_print`: full fingerprints of the records when they were judged (0 unknown).
    """

    left: str
    right: str
    judgement: str
    origin: str
    who: str
    at: str
    why: str = ""
    evidence: str = ""
    left_print: int = 0
    right_print: int = 0

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if self.judgement not in VERDICTS:
            raise JudgementError("judgement", self.judgement, " or ".join(VERDICTS))
        if self.origin not in ORIGINS:
            raise JudgementError("origin", self.origin, " or ".join(ORIGINS))
        if self.left == self.right:
            raise JudgementError("right", self.right, "another record than the left one")
        if not self.who:
            raise JudgementError("who", self.who, "the name of the person, rule or model that judged")


def judgements(words: Iterable[Judgement], first: int = 1) -> pa.Table:
    """Return a log of judgements, numbered from `first`, each pair with `left < right`."""
    rows = []
    for seq, word in enumerate(words, first):
        row = asdict(word) | {"seq": seq}
        if word.left > word.right:
            row |= {"left": word.right, "right": word.left}
            row |= {"left_print": word.right_print, "right_print": word.left_print}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=JUDGEMENTS)


def current(log: pa.Table) -> pa.Table:
    """Return what holds now: for each pair the last word of the highest origin (steward, rule, model)."""
    if not len(log):
        return log
    rank = pc.index_in(log["origin"], value_set=pa.array(ORIGINS)).to_numpy()
    pair = pc.binary_join_element_wise(log["left"], log["right"], "\x1f").combine_chunks()
    code = pair.dictionary_encode().indices.to_numpy()
    order = np.lexsort((-log["seq"].to_numpy(), -rank, code))
    first = order[np.append(True, code[order][1:] != code[order][:-1])]
    return log.take(pa.array(np.sort(first)))


def rehome(log: pa.Table, records: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return (judgements under today's record ids, those whose records are no longer there).

    A record is known again by its id, or by its fingerprint where its source was renamed or split.
    """
    if not len(log):
        return log, log
    ids = pa.concat_arrays([log[s].combine_chunks() for s in ("left", "right")])
    prints = np.concatenate([log[f"{s}_print"].to_numpy() for s in ("left", "right")])
    known = pa.table({"record_id": ids, "fingerprint": prints})
    here = records["record_id"].combine_chunks().cast(pa.string())
    by_id = pc.index_in(known["record_id"].combine_chunks(), value_set=here)
    by_print = pc.index_in(pa.array(prints), value_set=pa.array(fingerprint(records).full))
    unknown = pa.array(prints == 0)
    at = pc.coalesce(by_id, pc.if_else(unknown, pa.scalar(None, pa.int32()), by_print))
    now = here.take(at)
    count = len(log)
    left, right = now.slice(0, count), now.slice(count)
    there = pc.and_(left.is_valid(), right.is_valid())
    there = pc.and_(there, pc.fill_null(pc.not_equal(left, right), False))
    swap = pc.fill_null(pc.greater(left, right), False)
    low, high = pc.if_else(swap, right, left), pc.if_else(swap, left, right)
    moved = log.set_column(1, "left", low).set_column(2, "right", high)
    return moved.filter(there), log.filter(pc.invert(there))
