"""What a function said is what it says, whoever remembers it, and it is asked once."""

import pytest

from matching.compare.words import word_judge
from matching.features import organisation, person, place
from matching.features.fold import fold
from matching.remembered import How, recall, recalling

TEXTS = ["北京华信科技有限公司", "ACME Holdings Ltd", "王 小明", "Müller, Jörg", "12 High St., Apt 0", "", "a b  c"] * 9


def said():
    return (
        fold(TEXTS),
        place.tidy(TEXTS),
        [organisation.split(t) for t in TEXTS],
        [organisation.looks_like_organisation(t) for t in TEXTS],
        [person.split(t) for t in TEXTS],
    )


def test_what_is_remembered_is_what_was_said(tmp_path):
    plain = said()
    for _ in range(2):
        with recalling(tmp_path, "this code"):
            assert said() == plain
            assert fold(iter(TEXTS)) == plain[0]
    assert {path.suffix for path in tmp_path.iterdir()} == {".arrow"}


def test_each_text_is_asked_once_and_again_by_other_code(tmp_path):
    asked = []

    def say(texts):
        asked.extend(texts)
        return [None if text == "b" else (text.upper(), len(text), text > "b", None) for text in texts]

    how = How(lambda told: told or ("", 0, False, None), lambda row: tuple(row) if row[0] else None)
    for code in ("one", "one", "two"):
        with recalling(tmp_path, code):
            told = recall("case", how, ["a", "b", "a", "c"], say)
        assert told == [("A", 1, False, None), None, ("A", 1, False, None), ("C", 1, True, None)]
    assert asked == ["a", "b", "c"] * 2


def test_nothing_is_kept_of_a_run_that_failed(tmp_path):
    def fail():
        with recalling(tmp_path, "code"):
            fold(TEXTS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not list(tmp_path.iterdir())


def test_a_function_keeps_its_name():
    assert word_judge.__doc__
    assert organisation.split.__doc__.startswith("Take an organisation's name apart")
