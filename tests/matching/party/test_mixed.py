"""One person is one customer, although one source tells an employer and the shop's does not."""

import pyarrow as pa
import pytest

from matching import judge

GIVEN = "mary john peter susan linda james karen brian".split()
SURNAMES = "smith jones brown taylor wilson davies evans thomas".split()
ANNA = {
    "given_name": "anna", "surname": "keller", "email": ["akeller77@mail.org"], "phone": ["+12025550133"],
    "address": "12 quince road", "city": "dover",
}  # fmt: skip
FIRM = {"org_name": "Northwind Traders Ltd"}


def people() -> list[dict]:
    """Contacts at firms, and customers of a shop, each written twice."""
    rows = []
    for k in range(64):
        person = {
            "given_name": GIVEN[k % 8], "surname": SURNAMES[k // 8], "email": [f"guest{k}@mail.org"],
            "phone": [f"+1303555{k:04}"], "address": f"{k + 3} oak street", "city": "elgin",
        }  # fmt: skip
        person |= {"org_name": f"{SURNAMES[k % 8]} {GIVEN[k // 8]} Ltd"} if k % 2 else {"org_name": None}
        rows += [person, person | {"phone": None}]
    return rows


def together(one: dict, other: dict) -> bool:
    """Whether two records end as one customer of the crowd."""
    rows = [one | {"org_name": one.get("org_name")}, other | {"org_name": other.get("org_name")}, *people()]
    table = pa.Table.from_pylist([r | {"record_id": f"r{k:03}", "source": "s"} for k, r in enumerate(rows)])
    label = judge(table).clusters.to_pylist()
    first, second = (next(c["cluster"] for c in label if c["record_id"] == r) for r in ("r000", "r001"))
    return first == second


@pytest.mark.parametrize("lost", ["phone", "email", "address", "city"])
def test_a_contact_who_buys_as_a_private_person_is_one_customer(lost: str):
    assert together(ANNA | FIRM, ANNA | {lost: None})


@pytest.mark.parametrize("written", [{"given_name": "ana"}, {"surname": "kelelr"}])
def test_a_slip_of_the_pen_does_not_part_them(written: dict):
    assert together(ANNA | FIRM, ANNA | written)


def test_a_private_person_of_a_contacts_name_is_another_customer():
    stranger = {"email": ["keller.a@post.net"], "phone": ["+12025550199"], "address": "8 elm court", "city": "salem"}
    assert not together(ANNA | FIRM, ANNA | stranger)


def test_an_office_mailbox_is_nobodys_own():
    office = ANNA | {"email": ["info@northwind.example"], "phone": None}
    assert not together(office | FIRM, office)


def test_another_name_on_one_telephone_stays_beside_the_business():
    assert not together(ANNA | FIRM, ANNA | {"given_name": "walter"})
