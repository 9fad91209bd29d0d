"""Candidates among names of organisations."""

import numpy as np
import pyarrow as pa

import matching
from matching.block.names import organisation_pairs
from matching.features.coded import coded, from_texts


def test_a_party_with_hundreds_of_spellings_is_met_in_all_of_them_where_names_are_alone() -> None:
    rng = np.random.default_rng(5)
    name = "koninklijke philips electronics"

    def slip() -> str:
        at = int(rng.integers(1, len(name) - 1))
        return name[:at] + name[at + 1 :]

    forms = ("N.V.", "NV", "N. V.", "n.v.", "B.V.", "")
    firms = [f"{slip()} {forms[k % 6]}".strip() for k in range(240)] + [f"{name} {forms[k % 6]}" for k in range(160)]
    syllables = ("ka", "to", "mi", "ru", "ves", "lin", "dor", "pat", "gel", "sur", "bex", "hon")
    strange = ["".join(rng.choice(syllables, 4)) + " bv" for _ in range(300)]
    table = pa.table({"record_id": [f"r{k:03d}" for k in range(700)], "org_name": firms + strange})
    label = np.array(matching.dedupe(table).crosswalk["customer_id"].to_pylist(), dtype=object)
    largest = max(np.unique(label[:400], return_counts=True)[1])
    assert largest >= 370, largest
    assert not set(label[:400]) & set(label[400:])


def test_records_are_met_by_every_name_they_have() -> None:
    values = np.array(["alpha tools", "beta works", "\x1efbeta works"], dtype=object)
    column = coded(np.array([[0, 2], [1, -1]]), values)
    assert {int(c) for codes in organisation_pairs(column, 50, 2) for c in codes} == {1}
    assert not any(len(c) for c in organisation_pairs(from_texts(["alpha tools", "beta works"]), 50, 2))
