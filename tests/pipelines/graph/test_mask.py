"""Masking hides what names a person and leaves what explains a number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.graph.mask import mask, mask_record_id, redact

PERSONAL = ("13987654321", "+86 139 8765 4321", "010-8888-6666", "11010519491231002X", "li.lei@example.cn")
PLAIN = ("2026-11-22 03:30:01", "total 32275655.77", "0E-9", "a5e83b91-8401-43ab-8a2a-d144569892c2", "4,462 rows")


@pytest.mark.parametrize("value", PERSONAL)
def test_what_names_a_person_is_hidden_in_any_sentence(value):
    assert value not in redact(f"row 3: {value}, expected a date")


@pytest.mark.parametrize("value", PLAIN)
def test_dates_amounts_and_ids_of_runs_stay_readable(value):
    assert redact(value) == value


def test_a_native_id_stays_unless_it_is_a_number_of_a_person():
    assert mask_record_id("crm:C0001238") == "crm:C0001238"
    assert "13987654321" not in mask_record_id("crm:13987654321")


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=2))
def test_a_masked_value_keeps_its_first_character_and_at_most_its_last(value):
    hidden = mask(value)
    assert hidden[0] == value[0]
    assert set(hidden[1:-1]) <= {"•"}
