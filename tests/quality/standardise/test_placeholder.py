"""Fillers, and addresses that only look like fillers."""

import pyarrow as pa
import pytest

from quality.cleaning.fields import placeholders_among, worth_asking
from quality.standardise.placeholder import MANY_MAILBOXES, candidates, is_placeholder


def _told(emails: list[str]) -> list[str]:
    texts = pa.array(emails)
    asked = [text for text, may_be in zip(emails, worth_asking("email", texts, texts), strict=True) if may_be]
    return [asked[at] for at in placeholders_among("email", pa.array(asked), asked)]


def test_a_few_addresses_under_a_reserved_domain_are_fillers():
    emails = ["a.wong@example.com", "noemail@example.com", "li.na@corp.cn"]
    assert _told(emails) == emails[:2]


def test_mailboxes_that_fill_a_reserved_domain_tell_customers_apart():
    people = [f"person{k}@example.com" for k in range(MANY_MAILBOXES)]
    fillers = ["noemail@example.com", "test1@example.com"]
    assert _told(people + fillers) == fillers


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("org_name", ("某某公司", "XX公司", "xx有限公司", "Client divers", "Sundry Customer", "某公司")),
        ("address", ("待确认", "中国", "Bad Address", "Musterstraße 1", "1")),
        ("category", ("待核实", "not available", "keine Angabe")),
        ("email", ("a@b.com",)),
    ],
)
def test_words_that_fill_a_cell(field, texts):
    assert [is_placeholder(text, field) for text in texts] == [True] * len(texts)
    assert candidates(pa.array(texts), field).to_pylist() == [True] * len(texts)


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("org_name", ("Exxon", "某集文化有限公司", "Diverse Systems Ltd", "Maxx")),
        ("address", ("中国路1号", "China Town 3", "12", "Musterstraße 14")),
        ("status", ("Available", "not paid", "provided", "applicable", "nicht geliefert")),
        ("email", ("a@bc.com", "ab@c.com")),
    ],
)
def test_words_that_only_look_so(field, texts):
    assert [is_placeholder(text, field) for text in texts] == [False] * len(texts)
