"""Every text of the graph stands in both languages and takes the same values in each."""

import re
from string import Formatter

import pytest

from pipelines.graph.words import WORDS


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_take_the_same_values(key):
    english, chinese = WORDS[key]
    assert _values(english) == _values(chinese)
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)
