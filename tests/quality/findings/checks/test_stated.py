import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.stated import check_stated
from quality.findings.judge import Judge
from quality.findings.values import AuditSource
from quality.findings.view import view

BRITISH = [f"020 {79460000 + i * 13:08d}" for i in range(40)]


def told(phones, country="GB"):
    rows = {"record_id": [f"s:{i}" for i in range(len(phones))], "tel": phones, "land": [country] * len(phones)}
    seen = view("s", AuditSource(pa.table(rows), fields={"phone": "tel", "country": "land"}))
    found = check_stated(seen, Judge(), Rulebook())
    return [(f.rule.id, int(r.partition(":")[2]), p) for f in found
            for r, p in zip(f.record_ids.to_pylist(), f.proposals.to_pylist(), strict=True)]  # fmt: skip


def test_numbers_without_the_zero_that_all_others_begin_with():
    assert told([*BRITISH, "2079461111"]) == [("lost_leading_zero", 40, "02079461111")]


def test_where_many_write_no_zero_none_is_lost():
    assert told([*BRITISH[:20], *(text[1:] for text in BRITISH[20:])]) == []
    italian = [f"02 {48000000 + i}" for i in range(30)]
    assert told([*italian, "3331234567"], "IT") == []
    assert told(["13607318846", "010-63558990", *[f"0571-{85800000 + i}" for i in range(30)]], "CN") == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("call office", "phone_invalid"),
        ("tel", "phone_invalid"),
        ("座机", "phone_invalid"),
        ("王小明", "value_in_wrong_field"),
        ("Anna Lee", "value_in_wrong_field"),
        ("恒达贸易公司", "value_in_wrong_field"),
    ],
)
def test_words_among_phones_are_in_the_wrong_column_where_they_name_somebody(words, rule):
    assert [found[:2] for found in told([*BRITISH, words])] == [(rule, 40)]


def test_a_second_column_of_tax_numbers_is_held_to_its_check_digits():
    sirens = [f"{n}{-luhn(n) % 10}" for n in range(30123456, 30123496)]
    wrong = [*sirens[:-1], sirens[-1][:-1] + str((int(sirens[-1][-1]) + 3) % 10)]
    rows = {"record_id": [f"s:{i}" for i in range(40)], "SIREN": wrong, "Tax code": ["A", "B"] * 20}
    found = check_stated(view("s", AuditSource(pa.table(rows))), Judge(), Rulebook())
    assert [(f.rule.id, f.column, f.record_ids.to_pylist()) for f in found] == [("tax_id_invalid", "SIREN", ["s:39"])]


def luhn(number):
    """Return the weighted sum of a number to which a check digit will be put (ISO/IEC 7812)."""
    digits = [int(d) for d in str(number)][::-1]
    return sum(sum(divmod(2 * d, 10)) if at % 2 == 0 else d for at, d in enumerate(digits))
