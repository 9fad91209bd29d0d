"""Names of persons taken apart."""

import pytest

from matching.features.person import split


@pytest.mark.parametrize(("text", "surname"), [("K.", ""), ("Mr K", ""), ("Kline", "kline"), ("Ng", "ng")])
def test_a_letter_alone_names_nobody(text: str, surname: str):
    assert split(text).surname == surname
