"""Genders meet whatever words a source has for them."""

from pathlib import Path

import pytest

import matching.features.genders
import quality.standardise.genders
from matching.features.coded import from_texts
from matching.features.genders import meanings, settle_genders


@pytest.mark.parametrize(
    ("said", "female"),
    [("m f", "f"), ("h m", "m"), ("m k", "k"), ("m w d", "w"), ("m v", "v"), ("l p", "p"), ("1 2", "2"),
     ("male f", "f"), ("ذكر انثى", "انثى"), ("nam nu", "nu"), ("h f", "f"), ("男 女", "女")],
)  # fmt: skip
def test_letters_are_read_by_the_others_of_their_column(said, female):
    found = meanings(set(said.split()))
    assert [word for word, meant in found.items() if meant == "female"] == [female]
    assert list(found.values()).count("male") == 1


def test_each_source_is_read_by_itself():
    gender = from_texts(["M", "H", "Male", "Female", "未知"])
    settled = settle_genders(gender, from_texts(["socios", "socios", "crm", "crm", "crm"]))
    assert [settled.values[c] if c >= 0 else None for c in settled.flat] == ["female", "male", "male", "female", None]


def test_codes_nobody_explains_are_evidence_within_their_source_only():
    codes = from_texts(["0", "1"])
    assert list(settle_genders(codes, from_texts(["a", "a"])).values) == ["0", "1"]
    mixed = settle_genders(from_texts(["0", "1", "f"]), from_texts(["a", "a", "b"]))
    assert list(mixed.flat) == [-1, -1, 0]


def test_both_libraries_know_the_same_words():
    one, other = (
        Path(m.__file__).with_name("genders.txt") for m in (matching.features.genders, quality.standardise.genders)
    )
    assert one.read_text("utf-8") == other.read_text("utf-8")
