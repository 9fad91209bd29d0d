"""A source declared free of duplicates: a veto that holds in whole clusters, unless a steward says otherwise."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from matching import MatchSettings, dedupe
from matching.cluster.refine import Scored, refine
from matching.explain import why_not
from matching.explain.case import Case


def records() -> pa.Table:
    """Return three sources that repeat forty persons, the first of them twice."""
    rows = []
    for k in range(40):
        name = "".join(chr(97 + (k * 5 + j * j * 3 + j) % 26) for j in range(6))
        person = {"given_name": name, "surname": name[::-1], "birth_date": f"19{50 + k}-03-{10 + k % 18}"}
        person["email"] = [f"{name}@mail.org"]
        rows += [
            person | {"record_id": f"{s}:{k}", "source": s.partition("-")[0]} for s in ("crm-a", "crm-b", "erp", "web")
        ]
    return pa.Table.from_pylist(rows)


def shares(found) -> Counter:
    return Counter(Counter(found.crosswalk["customer_id"].to_pylist()).values())


def test_no_customer_holds_two_records_of_a_duplicate_free_source_and_why_not_says_it():
    table = records()
    assert shares(dedupe(table)) == {4: 40}
    found = dedupe(table, settings=MatchSettings(duplicate_free=("crm",)))
    held = Counter(
        (c, s) for c, s in zip(found.crosswalk["customer_id"].to_pylist(), table["source"].to_pylist(), strict=True)
    )
    assert max(n for (_, source), n in held.items() if source == "crm") == 1
    assert {n for (_, source), n in held.items() if source == "erp"} == {1}
    conflict = found.conflicts.to_pylist()[0]
    assert (conflict["kind"], conflict["reason"]) == (
        "duplicate_free",
        "two records of a source that was declared free of duplicates",
    )
    assert conflict["reason"] in why_not(Case.of(found), conflict["left"], conflict["right"]).text
    assert "声明为无重复" in why_not(Case.of(found), conflict["left"], conflict["right"], "zh").text


def test_a_steward_outranks_the_declaration():
    table = records()
    word = pa.table({"left": ["crm-a:0"], "right": ["crm-b:0"], "judgement": ["same"]})
    found = dedupe(table, settings=MatchSettings(duplicate_free=("crm",)), decisions=word)
    home = dict(zip(found.crosswalk["record_id"].to_pylist(), found.crosswalk["customer_id"].to_pylist(), strict=True))
    assert home["crm-a:0"] == home["crm-b:0"]
    assert home["crm-a:1"] != home["crm-b:1"]


@pytest.mark.parametrize("seed", range(30))
def test_clusters_of_random_graphs_hold_no_two_rows_of_one_code_even_where_pairs_were_never_compared(seed):
    draw = np.random.default_rng(seed)
    n = int(draw.integers(4, 30))
    left, right = np.triu_indices(n, 1)
    seen = draw.random(len(left)) < 0.4
    codes, odds = (left * n + right)[seen], draw.normal(2, 3, int(seen.sum()))
    apart = draw.integers(-1, 3, n)
    veto = (apart[codes // n] == apart[codes % n]) & (apart[codes % n] >= 0)

    def unknown(more: np.ndarray) -> Scored:
        return Scored(n, more[:0], np.zeros(0), np.zeros(0, dtype=bool))

    label, _ = refine(Scored(n, codes, odds, veto), 0.0, unknown, apart=apart)
    held = Counter((a, b) for a, b in zip(label.tolist(), apart.tolist(), strict=True) if b >= 0)
    assert max(held.values(), default=1) == 1
