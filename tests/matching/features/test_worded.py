"""What is made of texts a column at a time is what is made of each of them."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.block.keys import _longest_words
from matching.compare.figures import figures_of
from matching.compare.mailboxes import letters_in, letters_of
from matching.features import place
from matching.features.fold import fold
from matching.features.sound import skeleton, skeletons
from matching.features.worded import worded

WORDS = st.sampled_from(
    ["12", "main", "St.", "12b", "4th", "O'Neil", "a-b", "#3", "路12号", "é", "007", "x_y", "wright"]
)
TEXTS = st.lists(st.lists(WORDS | st.text(max_size=4), max_size=5).map(" ".join) | st.text(max_size=9), max_size=8)
HOW = settings(max_examples=200, deadline=None)


@HOW
@given(TEXTS)
def test_words_of_a_column_are_those_of_its_texts(texts):
    found = worded(pa.array(texts, pa.string()), str.split)
    words = [found.words[c].as_py() for c in found.codes.tolist()]
    lists = [words[a:b] for a, b in zip(found.starts[:-1], found.starts[1:], strict=True)]
    assert lists == [t.split() for t in texts]
    by_bytes = [sorted(t.split(), key=str.encode) for t in texts]
    assert found.in_order().joined().to_pylist() == [" ".join(words) for words in by_bytes]
    assert found.in_order().head(2).joined().to_pylist() == [" ".join(words[:2]) for words in by_bytes]


@HOW
@given(TEXTS)
def test_names_sound_as_each_does(texts):
    plain = [*fold(texts), *texts]
    assert skeletons(plain) == [skeleton(t) for t in plain]
    assert letters_in(texts).to_pylist() == [letters_of(t) for t in texts]


@HOW
@given(TEXTS)
def test_addresses_are_tidied_and_their_numbers_found(texts):
    tidy = place.tidy(texts)
    assert tidy == [place._tidy([t])[0] for t in texts]
    found = figures_of(pa.array(tidy, pa.string()))
    told = [place.numbers(t) for t in tidy]
    assert found.count.tolist() == [len(n) for n in told]
    same = found.code[:, None] == found.code[None, :]
    assert same.tolist() == [[a == b for b in told] for a in told]
    shared = (found.held @ found.held.T).toarray() > 0
    assert shared.tolist() == [[bool(a & b) for b in told] for a in told]


@HOW
@given(TEXTS)
def test_the_longest_word_is_the_first_of_the_longest(texts):
    def longest(text):
        words = [w for w in text.split() if not w[0].isdigit()]
        return min(words, key=lambda w: (-len(w), w.encode()), default="")

    assert _longest_words(texts).to_pylist() == [longest(t) for t in texts]
