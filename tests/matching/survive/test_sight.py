"""What is read at sight, a column at a time, is what the long way says of each text."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.features.fold import fold
from matching.survive import said, sight

WORDS = st.sampled_from(
    [
        "Anna",
        "lee",
        "McDonald",
        "O'Neil",
        "SMITH",
        "von",
        "Dr",
        "Ltd",
        "jr",
        "x",
        "12",
        "5a",
        "Main St",
        "王伟",
        "é",
        "-",
    ]
)
TEXTS = st.lists(st.lists(WORDS | st.text(max_size=5), max_size=4).map(" ".join) | st.text(max_size=12), max_size=8)


@pytest.mark.parametrize(("read", "say"), [(sight.names, said.say), (sight.places, said.say_place)])
@settings(max_examples=200, deadline=None)
@given(texts=TEXTS)
def test_a_text_read_at_sight_says_what_the_long_way_says(read, say, texts):
    seen = read(pa.array(texts, pa.string()))
    for k, at in enumerate(seen.at.tolist()):
        long = say(texts[at])
        folded = fold([texts[at]])[0].replace(" ", "")
        assert (long.legal, long.marks, long.neat) == (0, 0, seen.neat[k])
        assert seen.folded[k].as_py() == folded
        assert seen.key[k].as_py() == (folded if read is sight.places else long.key)


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS)
def test_a_column_is_readable_where_its_texts_are(texts):
    assert sight.readable(pa.array(texts, pa.string())).tolist() == [said.readable(t) for t in texts]


def test_the_usual_names_and_addresses_are_read_at_sight():
    assert sight.names(pa.array(["Anna Lee", "Dr Lee", "Anna  Lee", "王伟", "LEE anna"])).at.tolist() == [0, 4]
    assert sight.places(pa.array(["12 Main St.", "中山路", "Rue É"])).at.tolist() == [0]
