"""Standardisers in helper processes: the outcome is that of one call, whatever the helpers do."""

import pytest

from quality import helpers
from quality.standardise import address, phone


@pytest.fixture(autouse=True)
def few_texts_are_many(monkeypatch):
    monkeypatch.setattr(helpers, "LEAST", 10)
    monkeypatch.setattr(helpers, "PART", 7)
    yield
    helpers.close()


STREETS = [f"{n} Elm St. ,Apt {n % 9}" for n in range(200)] + ["广东省 番禺市 市桥镇", "\u200b", "号"]


@pytest.mark.parametrize("cores", [1, 2, 4])
def test_the_outcome_is_the_same_for_any_number_of_cores(monkeypatch, cores):
    monkeypatch.setattr(helpers, "cores", lambda: cores)
    assert helpers.standardise(address, STREETS, short=False) == address.standardise(STREETS, short=False)


def test_what_goes_with_a_text_goes_with_it_to_the_helper(monkeypatch):
    monkeypatch.setattr(helpers, "cores", lambda: 2)
    numbers = ["0755 2657 8888", "020 7946 0958", "202-456-1111"] * 20
    homes = ["CN", "GB", "US"] * 20
    assert helpers.standardise(phone, numbers, homes) == phone.standardise(numbers, homes)


def test_a_helper_answers_by_itself():
    helper = helpers.Helper()
    told = helper.ask(address.__name__, [STREETS], {"short": True})
    helper.close()
    assert told[0] == address.standardise(STREETS, short=True).values
    assert helper.ask(address.__name__, [STREETS], {"short": True}) is None, "one that is gone says so"


def test_what_a_helper_gives_back_is_told_here(monkeypatch):
    monkeypatch.setattr(helpers, "cores", lambda: 3)
    monkeypatch.setattr(helpers.Helper, "ask", lambda *_: None)
    assert helpers.standardise(address, STREETS, short=False) == address.standardise(STREETS, short=False)


def test_no_helper_can_be_had(monkeypatch):
    def refused(*_args, **_kept):
        raise OSError("no more processes")

    monkeypatch.setattr(helpers.subprocess, "Popen", refused)
    assert helpers.standardise(address, STREETS, short=False) == address.standardise(STREETS, short=False)


@pytest.mark.parametrize(("name", "value"), [("frozen", True), ("executable", None)])
def test_a_packed_program_starts_none(monkeypatch, name, value):
    monkeypatch.setattr(helpers, "cores", lambda: 2)
    monkeypatch.setattr(helpers.sys, name, value, raising=False)
    monkeypatch.setattr(helpers, "Helper", lambda: pytest.fail("a helper was started"))
    assert helpers.standardise(address, STREETS, short=False) == address.standardise(STREETS, short=False)


def test_an_error_is_the_standardisers_own(monkeypatch):
    monkeypatch.setattr(helpers, "cores", lambda: 2)
    with pytest.raises(TypeError, match="unheard_of"):
        helpers.standardise(address, STREETS, unheard_of=True)


def test_what_was_told_before_is_not_told_again():
    known, asked = {}, []

    def recall(name, texts, tell):
        new = [text for text in dict.fromkeys(texts) if (name, text) not in known]
        asked.extend(new)
        known.update({(name, text): told for text, told in zip(new, tell(new), strict=True)})
        return [known[name, text] for text in texts]

    numbers, homes = ["0755 2657 8888", "020 7946 0958", "020 7946 0958"] * 20, ["CN", "GB", "CN"] * 20
    token = helpers.RECALL.set(recall)
    try:
        for _ in range(2):
            assert helpers.standardise(phone, numbers, homes) == phone.standardise(numbers, homes)
            for short in (False, True):  # another way to tell is another question
                assert helpers.standardise(address, STREETS, short=short) == address.standardise(STREETS, short=short)
    finally:
        helpers.RECALL.reset(token)
    assert len(asked) == 3 + 2 * len(set(STREETS))
