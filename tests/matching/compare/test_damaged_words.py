"""Words damaged beyond likeness are told from other names; numbered mailboxes of namesakes from slips."""

import numpy as np

from matching.compare.numbers import EMAIL_LABELS, email_judge
from matching.compare.words import DIFFERS, FAINT, UNLIKE, word_judge


def test_two_names_that_others_bear_differ_and_a_lone_one_may_be_a_slip() -> None:
    values = np.array(["dawn", "toni", "xzqk", "bernard", "bbeenrnradd"], dtype=object)
    judge = word_judge(values, lone=np.array([False, False, True, False, True]))
    levels = judge(np.array([0, 0, 3]), np.array([1, 2, 4]))
    assert levels.tolist() == [DIFFERS, UNLIKE, FAINT]


def test_without_counts_the_bottom_is_one_level() -> None:
    values = np.array(["dawn", "xzqk"], dtype=object)
    assert word_judge(values)(np.array([0]), np.array([1])).tolist() == [DIFFERS]


def test_one_word_with_two_numbers_is_another_mailbox() -> None:
    values = np.array(["lina88@qq.com", "lina1203@qq.com", "lina89@qq.com", "lina88@163.com"], dtype=object)
    levels = email_judge(values)(np.array([0, 0, 0]), np.array([1, 2, 3]))
    assert [EMAIL_LABELS[k - 1] for k in levels] == ["differs", "typo", "same mailbox name"]


def test_mailboxes_with_nothing_in_common_differ() -> None:
    values = np.array("ann.lee@gmx.de zorro9@web.de info@firm.cn sales@firm.cn".split(), dtype=object)
    levels = email_judge(values)(np.array([0, 0, 2]), np.array([1, 2, 3]))
    assert {EMAIL_LABELS[k - 1] for k in levels} == {"differs"}


def test_mailboxes_spelt_from_the_name_say_no_more_than_the_name() -> None:
    mailboxes = "ann.lee@gmx.de ann.lee@web.de annlee7@gmx.de ann.lee@gmx.d annlee7@web.de zorro9@gmx.de zorro9@web.de"
    values = np.array(mailboxes.split(), dtype=object)
    named = np.array([True] * 5 + [False] * 2)
    left, right = np.array([0, 0, 0, 2, 5]), np.array([1, 2, 3, 4, 6])
    levels = email_judge(values, named)(left, right)
    told = ["like the name", "like the name", "typo", "same mailbox name", "same mailbox name"]
    assert [EMAIL_LABELS[k - 1] for k in levels] == told
    assert "like the name" not in [EMAIL_LABELS[k - 1] for k in email_judge(values)(left, right)]
