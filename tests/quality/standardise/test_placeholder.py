"""Fillers, and addresses that only look like fillers."""

import pyarrow as pa

from quality.cleaning.fields import placeholders_among, worth_asking
from quality.standardise.placeholder import MANY_MAILBOXES


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
