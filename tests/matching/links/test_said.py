"""A steward's word on a link holds, also under new ids, and moves the probability of links like it."""

import pyarrow as pa
import pytest

from matching.errors import MatchingError
from matching.links import LinkWord, judged_links
from matching.links.find import LINKS
from matching.links.said import link_words
from matching.links.words import KINDS, STATUS, evidence_words
from matching.state import open_state

FOUND = [
    ("C-A", "C-B", "household", "same=phone, surname", 0.9),
    ("C-C", "C-D", "household", "same=phone, surname", 0.9),
    ("C-E", "C-F", "household", "same=address, surname", 0.85),
    ("O-1", "O-2", "branch_of", "head=云杉; branch=北京分公司", 0.95),
    ("O-1", "O-3", "branch_of", "head=云杉; branch=上海分公司", 0.95),
]
LINKS_NOW = pa.table([list(c) for c in zip(*FOUND, strict=True)], schema=LINKS)


def judged(*words, ids=None):
    log = link_words(LinkWord(*ends, word, "kim", "2026-01-02") for *ends, word in words)
    rows = judged_links(LINKS_NOW, log, lambda i: (ids or {}).get(i, i)).to_pylist()
    return {(r["left"], r["right"]): r for r in rows}


def test_without_a_word_all_links_are_suggested():
    assert {r["status"] for r in judged().values()} == {"suggested"}
    assert [r["probability"] for r in judged().values()] == pytest.approx([0.95, 0.95, 0.9, 0.9, 0.85])


def test_the_last_word_holds_whichever_end_comes_first():
    rows = judged(("C-A", "C-B", "household", "rejected"), ("C-B", "C-A", "household", "confirmed"))
    assert (rows["C-A", "C-B"]["status"], rows["C-A", "C-B"]["who"]) == ("confirmed", "kim")


def test_links_of_one_evidence_learn_from_one_another_and_others_do_not():
    rows = judged(("C-A", "C-B", "household", "rejected"), ("O-1", "O-2", "branch_of", "confirmed"))
    assert rows["C-C", "C-D"]["probability"] == pytest.approx(9 / 11)
    assert rows["C-E", "C-F"]["probability"] == 0.85
    assert (rows["C-A", "C-B"]["probability"], rows["O-1", "O-2"]["probability"]) == (0.0, 1.0)
    assert rows["O-1", "O-3"]["probability"] == pytest.approx(10.5 / 11)


def test_a_word_follows_its_customers_to_their_ids_of_today():
    words = [("C-OLD", "C-B", "household", "confirmed"), ("C-X", "C-Y", "same_person", "confirmed")]
    rows = judged(*words, ids={"C-OLD": "C-A", "C-X": None})
    assert rows["C-A", "C-B"]["status"] == "confirmed"
    assert len(rows) == len(FOUND)
    kept = judged(("C-X", "C-Y", "same_person", "confirmed"))["C-X", "C-Y"]
    assert kept["evidence"] == "said=steward"


def test_words_come_back_from_the_state_with_a_trail(tmp_path):
    with open_state(tmp_path / "state.db") as state:
        state.judge_links([LinkWord("C-A", "C-B", "household", "confirmed", "kim", "t", "seen them")])
        assert state.link_words().to_pylist()[0]["why"] == "seen them"
        assert state.trail()["action"].to_pylist() == ["link confirmed"]
        assert state.tampered() == []


def test_words_that_mean_nothing_are_refused_and_all_is_said_in_both_languages():
    with pytest.raises(MatchingError, match="confirmed or rejected"):
        LinkWord("C-A", "C-B", "household", "perhaps", "kim", "t")
    assert all(len(texts) == 2 and all(texts) for table in (KINDS, STATUS) for texts in table.values())
    assert evidence_words("head=云杉; branch=北京分公司", "zh") == "总部“云杉”；分支“北京分公司”"
    assert evidence_words("given=parent_ref") == "the source names the parent"
