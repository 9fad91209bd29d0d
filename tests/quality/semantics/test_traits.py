"""Traits that registers tell are compared under one name, however each register heads them."""

import pytest

from quality import clean
from quality.semantics.traits import trait_names
from tests.quality.exports import records


@pytest.mark.parametrize(
    ("header", "trait"),
    [
        ("Father's Birthplace", "father birth place"),
        ("father_pob", "father birth place"),
        ("place_of_birth", "birth place"),
        ("Fødested", "birth place"),
        ("籍贯", "birth place"),
        ("续柄", None),
        ("続柄", "relation"),
        ("Relation to Head of House", "relation"),
        ("trade", "occupation"),
        ("trade name", None),
        ("job title", None),
    ],
)
def test_a_whole_header_names_a_trait(header, trait):
    assert trait_names([header]) == ({header: trait} if trait else {})


def test_two_columns_of_one_trait_keep_their_own_names():
    assert trait_names(["birthplace", "birth state", "occupation"]) == {"occupation": "occupation"}


def test_two_registers_meet_in_the_traits_they_tell():
    one = clean(records(id=["1"], name=["Ann Lee"], Birthplace=["Ohio"], trade=["Clerk"]), {"person_name": "name"})
    other = clean(records(id=["1"], name=["Ann Lee"], pob=["Ohio"], occupation=["Clerk"]), {"person_name": "name"})
    shared = {n for n in one.table.column_names if n in other.table.column_names and n.startswith("other:")}
    assert shared >= {"other:birth place", "other:occupation"}
