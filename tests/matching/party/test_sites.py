"""Sites of one organisation: customers of their own, one organisation by its tax ID."""

import pyarrow as pa

from matching import judge

TRADES = ("Textil", "Lacke", "Gartenbau", "Logistik", "Holzbau", "Optik", "Druckerei")
TOWNS = ("Bonn", "Ulm", "Köln", "Jena", "Kiel", "Trier", "Gera", "Hof")


def firms() -> list[dict]:
    """Return eighty records of forty firms with a head office each, written twice."""
    rows = []
    for k in range(40):
        name = "".join(chr(97 + (k * 7 + 3 * j * j + j) % 26) for j in range(6)).title()
        row = {"org_name": f"{name} {TRADES[k % 7]} GmbH", "street": f"Gartenstr. {k + 3}", "city": TOWNS[k % 8]}
        row |= {
            "postcode": f"{10000 + 731 * k}",
            "phone": [f"+49228{400000 + 7919 * k}"],
            "tax_id": f"DE{100000007 + k}",
        }
        rows += [row, {**row, "org_name": row["org_name"].replace("GmbH", "Gmbh"), "phone": None}]
    return rows


def judged(more: list[dict]) -> list[dict]:
    rows = [r | {"record_id": f"r{k:03}", "source": "erp"} for k, r in enumerate([*more, *firms()])]
    table = pa.Table.from_pylist(rows)
    state = pa.array(["valid" if r.get("tax_id") else None for r in rows], pa.string())
    return judge(table.append_column("tax_id__state", state)).clusters.to_pylist()[: len(more)]


HEAD = {"org_name": "Hensler Stahlbau KG", "street": "Mozartstr. 4", "city": "Ulm", "postcode": "89073"}
HEAD |= {"phone": ["+497311122334"], "tax_id": "DE811223344"}
WORKS = {
    "street": "Hafenweg 91",
    "city": "Bonn",
    "postcode": "53111",
    "phone": ["+492289988776"],
    "tax_id": "DE811223344",
}


def test_works_named_in_a_second_line_are_another_customer_of_the_same_organisation():
    found = judged([HEAD, HEAD | {"phone": None}, HEAD | WORKS | {"name": "Werk Bonn"}])
    assert found[0]["cluster"] == found[1]["cluster"] != found[2]["cluster"]
    assert len({f["org"] for f in found}) == 1


def test_one_tax_id_at_two_places_without_a_word_of_a_site_is_two_sites_too():
    found = judged([HEAD, HEAD | WORKS])
    assert found[0]["cluster"] != found[1]["cluster"]
    assert found[0]["org"] == found[1]["org"]


def test_a_site_whose_name_was_cut_short_is_known_by_its_place_and_line():
    found = judged([HEAD | WORKS | {"name": "Werk Bonn"}, HEAD | WORKS])
    assert found[0]["cluster"] == found[1]["cluster"]


def test_shops_of_a_chain_stay_apart_and_their_records_together_whoever_manages_them():
    rows = []
    for k in range(60):
        chain, street = (
            ("大参林药店", "美宜佳便利店", "麦当劳")[k % 3],
            "解放复兴中山朝阳建设花园站前黄河"[2 * (k % 8) :][:2],
        )
        city = ("南京市", "西安市", "济南市", "厦门市", "佛山市", "大连市", "合肥市")[k % 7]
        shop = {"org_name": f"{chain}（{street}路店）", "city": city, "address": f"{city}{street}路{k + 11}号"}
        shop |= {
            "phone": [f"+8625{83000000 + 7919 * k}"],
            "contact": "王李张刘陈"[k % 5] + "晓志文"[k % 3] + "涛敏军丽"[k % 4],
        }
        rows += [shop, shop | {"org_name": f"{chain}({city[:2]}{street}路店)", "contact": "赵国栋"}]
    table = pa.Table.from_pylist([r | {"record_id": f"r{k:03}", "source": "s"} for k, r in enumerate(rows)])
    label = [c["cluster"] for c in judge(table).clusters.to_pylist()]
    assert sum(a == b for a, b in zip(label[::2], label[1::2], strict=True)) >= 57
    assert len(set(label)) >= 60


SCHOOL = {"org_name": "Garfield High School", "street": "3898 Church Circle", "city": "Durham", "postcode": "27703"}
SCHOOL |= {"phone": ["+18286574385"], "tax_id": "652338027"}
OTHER = {"street": "9837 Highland Creek Street", "phone": None}


def test_two_schools_of_one_district_share_its_tax_id_and_stay_two():
    found = judged(
        [SCHOOL, SCHOOL | {"org_name": "GARFIELD HS", "phone": None}, SCHOOL | OTHER | {"org_name": "Garfield M.S."}]
    )
    assert found[0]["cluster"] == found[1]["cluster"] != found[2]["cluster"]


def test_two_schools_by_number_under_one_roof_stay_two():
    one = SCHOOL | {"org_name": "P.S. 171"}
    found = judged(
        [one, one | {"org_name": "Public School 173", "phone": None}, one | {"org_name": "PS171", "phone": None}]
    )
    assert found[0]["cluster"] == found[2]["cluster"] != found[1]["cluster"]


def test_a_firm_meets_the_name_it_trades_under_and_another_of_its_shops_does_not():
    shop = SCHOOL | {"org_name": "Ramirez Holdings LLC", "other:OtherOrganizationName": "Blue Gecko Fitness #39119"}
    sole = {"org_name": "Blue Gecko Fitness #39119", "tax_id": None}
    other = SCHOOL | OTHER | {"org_name": "Ramirez Holdings LLC dba Blue Gecko Fitness #42126"}
    found = judged([shop, SCHOOL | sole, other])
    assert found[0]["cluster"] == found[1]["cluster"] != found[2]["cluster"]


def test_two_shops_by_number_in_two_streets_stay_two_on_one_tax_id():
    shop = SCHOOL | {"org_name": "Ramirez Fitness #39119"}
    found = judged([shop, shop | OTHER | {"org_name": "Ramirez Fitness #42126"}, shop | {"phone": None}])
    assert found[0]["cluster"] == found[2]["cluster"] != found[1]["cluster"]
