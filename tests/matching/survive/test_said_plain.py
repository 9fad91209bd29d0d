"""The short way to read a plain name says what the long way says."""

import pytest

from matching.features import organisation, person
from matching.survive import said

WORDS = [*person.TITLES, *person.SUFFIXES, *organisation.LEGAL, *person.PARTICLES, *person.DEGREES]
USUAL = ["Anna", "SMITH", "o", "lee", "McDonald", "O'Neil", "9", "a.", "Ltd."]


@pytest.mark.parametrize("other", USUAL)
def test_a_plain_name_is_read_as_any_name(other):
    for word in (*WORDS, *USUAL):
        for text in (f"{word} {other}", f"{other}  {word} ", other):
            assert said.say.__wrapped__(text) == said._latin(text, said._marks(text))
