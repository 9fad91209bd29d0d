"""What the screen leaves out could never have been alike: its bounds hold against the measures themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, Jaro

from matching.compare.kernel import repeated
from matching.compare.numbers import edits_of
from matching.compare.screen import inside, letters, word_bits

TEXTS = st.text(alphabet="abcdeß19 王伟é😀", max_size=9)
PAIR = (np.array([0]), np.array([1]))


def _two(a: str, b: str) -> np.ndarray:
    return np.array([a, b], dtype=object)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_no_pair_is_screened_out_that_a_measure_would_keep(a, b):
    found = letters(_two(a, b))
    apart = int(found.apart(*PAIR)[0])
    assert apart <= 2 * OSA.distance(a, b)
    assert apart <= Indel.distance(a, b)
    for share in (0.6, 0.62):
        assert len(found.alike(share, *PAIR)) or Indel.normalized_similarity(a, b) < share
        assert len(found.alike(share, *PAIR)) or fuzz.ratio(a, b) < 100 * share
    if a and b:
        assert Jaro.similarity(a, b) <= found.most_jaro(*PAIR)[0] + 1e-6


@settings(deadline=None)
@given(TEXTS, TEXTS, st.integers(0, 4))
def test_edits_are_those_of_the_measure_up_to_the_most_asked_for(a, b, most):
    texts = _two(a, b)
    assert edits_of(texts, letters(texts), *PAIR, most)[0] == min(OSA.distance(a, b), most + 1)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_words_that_are_all_in_the_other_text_are_seen(a, b):
    held = set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split())
    assert inside(word_bits(_two(a, b)), *PAIR)[0] >= held


def test_most_strangers_are_told_from_their_letters():
    dice = np.random.default_rng(5)
    texts = np.array([f"{n:09d}" for n in dice.integers(0, 10**9, 2000)], dtype=object)
    left, right = dice.integers(0, 2000, (2, 50_000))
    assert len(letters(texts).within(2, left, right)) < 0.2 * 50_000


@pytest.mark.parametrize(("values", "expected"), [(40, True), (100_000, False)])
def test_pairs_that_come_again_are_noticed(values, expected):
    left, right = np.random.default_rng(3).integers(0, values, (2, 60_000))
    assert repeated(np.minimum(left, right), np.maximum(left, right)) is expected
