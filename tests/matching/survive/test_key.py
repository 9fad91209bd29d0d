"""Customer keys: unique, of valid values of one's own, the same as a plain reading of the rule gives."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.key.shared import FEWEST_NAMES
from matching.survive.key import with_keys

KINDS = ("person", "contact", "organisation")
customers = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from([None, "O-1", "O-2"]),
        st.lists(st.sampled_from(["+1", "+2", "+3", "bad"]), max_size=3, unique=True),
        st.sampled_from([None, "T1", "T2"]),
    ),
    max_size=7,
)


def tables(rows):
    """Build golden records from (kind, organisation, phones, tax id), and records that say the same."""
    golden = {
        "customer_id": pa.array([f"C-{k}" for k in range(len(rows))], pa.string()),
        "org_id": pa.array([r[1] for r in rows], pa.string()),
        "kind": pa.array([r[0] for r in rows], pa.string()),
        "records": pa.array([1] * len(rows), pa.int64()),
        "phone": pa.array([r[2] or None for r in rows], pa.list_(pa.string())),
        "tax_id": pa.array([r[3] for r in rows], pa.string()),
    }
    states = [["invalid" if p == "bad" else "valid" for p in r[2]] or None for r in rows]
    records = {"phone": golden["phone"], "phone__state": pa.array(states, pa.list_(pa.string()))}
    return pa.table(golden), pa.table(records | {"tax_id": golden["tax_id"]})


def plainly(rows):
    """Return the keys by the plainest possible reading of the rule."""
    houses = {}
    for k, (_, org, phones, _) in enumerate(rows):
        for phone in phones:
            houses.setdefault(phone, set()).add(org or f"C-{k}")
    taxed = {}
    for k, (_, org, _, tax) in enumerate(rows):
        taxed.setdefault(tax, set()).add(org or f"C-{k}")
    able = {p for p, h in houses.items() if p != "bad" and len(h) < FEWEST_NAMES}
    claims = [
        [f"{p}|{t}" for p in phones if p in able] if t and len(taxed[t]) < FEWEST_NAMES else []
        for _, _, phones, t in rows
    ]
    keys = []
    for k, mine in enumerate(claims):
        own = None
        for key in mine:
            others = [j for j, c in enumerate(claims) if j != k and key in c]
            firm = rows[k][0] == "organisation" and all(rows[j][0] != "organisation" for j in others)
            if not others or firm:
                own = key
                break
        keys.append(own)
    return keys


@settings(max_examples=150, deadline=None)
@given(customers)
def test_keys_are_as_the_rule_says_and_no_two_are_equal(rows):
    found = with_keys(*tables(rows), ("phone", "tax_id"))["customer_key"].to_pylist()
    assert found == plainly(rows)
    held = [k for k in found if k]
    assert len(held) == len(set(held))


def test_an_office_line_is_the_organisations_and_a_contact_is_known_by_the_mobile():
    rows = [
        ("organisation", "O-1", ["+1"], "T1"),
        ("contact", "O-1", ["+1", "+2"], "T1"),
        ("contact", "O-1", ["+1"], "T1"),
    ]
    assert with_keys(*tables(rows), ("phone", "tax_id"))["customer_key"].to_pylist() == ["+1|T1", "+2|T1", None]


def test_an_agents_line_makes_no_key():
    rows = [("organisation", f"O-{k}", ["+9"], f"T{k}") for k in range(FEWEST_NAMES)]
    assert with_keys(*tables(rows), ("phone", "tax_id"))["customer_key"].to_pylist() == [None] * FEWEST_NAMES
    assert with_keys(*tables(rows[:-1]), ("phone", "tax_id"))["customer_key"].null_count == 0


def test_a_part_that_no_record_has_makes_no_key_and_one_part_may_do():
    rows = [("person", None, ["+1"], None), ("person", None, ["+2", "+1"], None)]
    golden, records = tables(rows)
    assert with_keys(golden, records, ("phone", "national_id"))["customer_key"].null_count == 2
    assert with_keys(golden, records, ("phone",))["customer_key"].to_pylist() == [None, "+2"]
