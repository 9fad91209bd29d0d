"""A record that names nobody, a name with nothing beside it, a person of two employers: nobody can say whose."""

import numpy as np
import pyarrow as pa
import pytest

from matching import judge
from matching.compare.evidence import evidence
from matching.compare.plan import plan
from matching.features.build import Parts, build
from matching.features.coded import from_texts
from matching.party.scant import LIKELY, OPEN, employed_rule, nobody, own_traits, scant_rule, telling

HOME = {"address": "江西省南昌市西湖区湖滨路134号", "phone": ["+8615965510215"]}


def bound(one: dict, other: dict, crowd: int = 8) -> float:
    """The most that the rule allows a pair, in a table of persons who tell name and telephone."""
    rows = [
        {"surname": "王", "given_name": f"{c}林", "phone": [f"+86159655102{k}"]} for k, c in enumerate("国文家振晓")
    ]
    table = [r | {"record_id": f"r{k}", "source": "s"} for k, r in enumerate([one, other, *(rows * crowd)])]
    parts = build(pa.Table.from_pylist(table, schema=_schema()))
    comparisons, left, right = plan(parts), np.array([0]), np.array([1])
    return float(scant_rule(parts)(left, right, evidence(comparisons, left, right), comparisons)[0])


def _schema() -> pa.Schema:
    texts = ("record_id", "source", "org_name", "surname", "given_name", "address", "city", "birth_date", "national_id")
    several = [(n, pa.list_(pa.string())) for n in ("phone", "email")]
    return pa.schema([*((n, pa.string()) for n in texts), *several])


NAMED = HOME | {"surname": "廖", "given_name": "平旭", "email": ["liao253@qq.com"], "birth_date": "1980-03-07"}


@pytest.mark.parametrize("told", [{}, {"email": ["wang@qq.com"]}], ids=["house and telephone", "another mailbox"])
def test_a_record_that_names_nobody_is_not_joined_to_a_member_of_its_house(told: dict) -> None:
    assert bound(NAMED, HOME | told) == OPEN


@pytest.mark.parametrize("own", [{"email": ["liao253@qq.com"]}, {"birth_date": "1980-03-07"}])
def test_what_is_a_persons_own_joins_a_record_that_names_nobody(own: dict) -> None:
    assert np.isnan(bound(NAMED, HOME | own))


def test_a_mailbox_spelt_from_the_name_tells_who_of_the_house_is_meant() -> None:
    assert np.isnan(bound(HOME | {"surname": "高", "given_name": "娟泽"}, HOME | {"email": ["gaojuanze811@sina.com"]}))
    assert bound(HOME | {"surname": "高", "given_name": "娟泽"}, HOME | {"email": ["gaolin811@sina.com"]}) == OPEN


def test_a_firms_house_and_telephone_are_its_own() -> None:
    firm = HOME | {"org_name": "江西远康机械设备有限公司"}
    assert np.isnan(bound(firm, HOME))
    assert bound(firm, {"phone": HOME["phone"]}) == OPEN


def test_one_name_in_one_town_is_a_namesake_where_each_could_tell_more() -> None:
    name = {"surname": "罗", "given_name": "宇怡", "city": "石家庄"}
    assert bound(name | {"email": ["luo7816@qq.com"]}, name | {"phone": ["+8615652450692"]}) == OPEN
    assert bound(name, name | {"phone": ["+8615652450692"]}) == OPEN
    assert np.isnan(bound(name | HOME, name | HOME))


def test_a_table_of_names_alone_tells_no_more() -> None:
    assert not telling(Parts(2, {"given": from_texts(["ann", "ann"]), "surname": from_texts(["lee", "lee"])}))
    nameless = nobody(Parts(3, {"phone": from_texts(["1", "2", "3"]), "given": from_texts(["ann", None, None])}))
    assert not nameless.any()


def test_a_contact_of_two_firms_is_at_neither_where_no_firm_is_told() -> None:
    parts = Parts(5, {"phone": from_texts(["1", "1", "1", "2", "2"])})
    most = employed_rule(parts, np.array([0, 1, -1, 0, -1]))
    odds = most(np.array([0, 0, 3]), np.array([1, 2, 4]), None, None)
    assert np.isnan(odds[[0, 2]]).all()
    assert odds[1] == OPEN


def test_a_person_who_acts_for_two_firms_is_two_customers_with_one_telephone() -> None:
    firms = [
        f"{city}{brand}{trade}有限公司"
        for city in "杭苏宁"
        for brand in ("祥瑞", "海盛", "康达", "远美")
        for trade in ("纺织", "光电")
    ]
    people = [(s, g) for s in "王李张刘" for g in ("国林", "文静", "家辉", "振萍", "晓红", "志强")]
    rows = [
        {"org_name": firm, "surname": s, "given_name": g, "phone": [f"+861380000{k:04}"], "address": f"解放路{k}号"}
        for k, (firm, (s, g)) in enumerate(zip(firms, people, strict=True))
    ]
    agent = {"surname": "徐", "given_name": "凯怡", "phone": ["+8615691889469"]}
    rows += [dict(r) for r in rows] + [agent | {"org_name": n} for n in ("大连正荣货代", "昆明康宁隆包装")]
    table = pa.Table.from_pylist([r | {"record_id": f"r{k:02}", "source": "s"} for k, r in enumerate(rows)])
    found = [c["cluster"] for c in judge(table).clusters.to_pylist()]
    assert found[-1] != found[-2]
    assert found[0] == found[24]


def test_a_trait_of_many_values_tells_more_than_a_name_and_a_class_of_few_does_not() -> None:
    towns = [f"place {k}" for k in range(20)]
    many = Parts(
        20,
        {
            "given": from_texts(towns),
            "other:birth_place": from_texts(towns),
            "other:class": from_texts(["a", "b"] * 10),
        },
    )
    assert own_traits(many) == ("other:birth_place",)


BARE = {"surname": "廖", "given_name": "平旭", "birth_date": "1980-03-07"}


def test_a_name_and_a_birth_date_alone_are_likely_and_no_more() -> None:
    assert bound(BARE, BARE | HOME) == LIKELY
    assert np.isnan(bound(BARE | HOME, BARE | HOME))
    assert np.isnan(bound(BARE, BARE, crowd=0))  # a table that tells no more of anybody
