import pyarrow as pa
import pytest

from quality.cleaning.fields import standardise_field
from quality.standardise.western_address import format

WRITTEN = {
    "12 High St., London sw1a1aa": "12 High Street, London SW1A 1AA",
    "12 High St. N, Leeds": "12 High Street N, Leeds",
    "9 ELM AVE APT 3": "9 ELM AVENUE APT 3",
    "7 St. James St": "7 St. James Street",
    "P.O.Box 12, Reno": "PO Box 12, Reno",
    "14a Oak Rd # 5": "14a Oak Road # 5",
    "1 Main, Ottawa k1a0b1": "1 Main, Ottawa K1A 0B1",
}
AS_THEY_ARE = [
    "12 rue St. Denis", "12 av Foch", "Hauptstr. 5", "Via Roma 3", "St. Mary's Church", "5 St. John",
    "12 High Street", "Flat 2, The Court", "Calle Mayor 5", "100 Place de la Gare", "Storgatan 5",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_streets_boxes_and_postcodes_are_written_one_way(text, expected):
    assert format(text) == expected
    assert format(expected) == expected


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_what_is_no_kind_of_street_after_its_number_is_left_alone(text):
    assert format(text) == text


def test_a_column_that_writes_its_streets_short_goes_on_doing_so():
    done = standardise_field("address", pa.array(["1 Elm St", "2 Oak Ave.", "3 Ash Road"]), None, "US")
    assert done.values == ["1 Elm St", "2 Oak Ave", "3 Ash Rd"]
    assert done.rules == ["", "address/street", "address/street"]
