import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.checks.parts import check_parts
from quality.findings.values import AuditSource
from quality.findings.view import view

FIELDS = {"amount": ["Total", "Subtotal"], "other": ["Shipping", "Taxes", "Discount"]}


def told(**columns):
    rows = len(next(iter(columns.values())))
    records = pa.table({"record_id": [f"s:{i}" for i in range(rows)], **columns})
    found = check_parts(view("s", AuditSource(records, entity="order", fields=FIELDS)), Rulebook())
    return {int(r.partition(":")[2]): p for f in found
            for r, p in zip(f.record_ids.to_pylist(), f.proposals.to_pylist(), strict=True)}  # fmt: skip


def orders(rows=200, wrong=()):
    """Orders with shipping and tax, some with a discount; the totals of the `wrong` rows are a cent off."""
    subtotal = [2000 + i * 37 % 9000 for i in range(rows)]
    shipping, taxes = [499 * (i % 3 > 0) for i in range(rows)], [cents * 19 // 100 for cents in subtotal]
    discount = [250 * (i % 11 == 0) for i in range(rows)]
    total = [sum(parts) - off + (i in wrong) for i, (*parts, off) in
             enumerate(zip(subtotal, shipping, taxes, discount, strict=True))]  # fmt: skip
    named = {"Subtotal": subtotal, "Shipping": shipping, "Taxes": taxes, "Total": total, "Discount": discount}
    return {name: [f"{cents / 100:.2f}" for cents in column] for name, column in named.items()}


def test_a_total_that_is_not_the_sum_of_its_parts():
    found = told(**orders(wrong={7, 22, 130}))
    assert set(found) == {7, 22, 130}
    assert found[7].startswith("Subtotal + Shipping + Taxes - Discount: ")


def test_totals_that_do_not_follow_from_their_neighbours_prove_nothing():
    table = orders()
    table["Total"] = [f"{(i * 7919 % 90000 + 500) / 100:.2f}" for i in range(200)]
    assert told(**table) == {}


def test_a_second_name_of_one_amount_is_no_sum():
    table = orders()
    table["Taxes"] = table["Shipping"] = table["Discount"] = ["0.00"] * 200
    table["Total"] = [*table["Subtotal"][:199], "1.00"]
    assert told(**table) == {}
