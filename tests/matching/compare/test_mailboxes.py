"""Which mailboxes are spelt from their holder's name."""

import numpy as np
import pytest

from matching.compare.mailboxes import spelt_from_name
from matching.compare.plan import plan
from matching.features.build import Parts
from matching.features.coded import Coded, from_texts


def _parts(given: list[str | None], surname: list[str | None], email: Coded) -> Parts:
    return Parts(len(given), {"given": from_texts(given), "surname": from_texts(surname), "email": email})


@pytest.mark.parametrize(
    "local", ["anna.keller", "Keller_Anna", "akeller77", "kellera", "anna.k", "kanna", "anna1980", "keller"]
)
def test_given_name_surname_and_initials_in_any_order_and_number(local: str):
    assert spelt_from_name(_parts(["anna"], ["keller"], from_texts([f"{local}@mail.org"]))).tolist() == [True]


@pytest.mark.parametrize("local", ["zorro", "sunflower77", "annakellermann", "1980", "info"])
def test_other_words_are_not_the_name(local: str):
    assert not spelt_from_name(_parts(["anna"], ["keller"], from_texts([f"{local}@mail.org"]))).any()


def test_umlauts_are_written_either_way_and_chinese_names_in_pinyin():
    emails = from_texts(["juergen.mueller@web.de", "muller@web.de", "zhangwei88@163.com"])
    assert spelt_from_name(_parts(["jurgen", "jurgen", "伟"], ["muller", "mueller", "张"], emails)).all()


def test_a_mailbox_is_its_holders_in_any_record_and_in_any_place():
    email = Coded(
        np.array([[0, 1], [1, -1]], dtype=np.int32), np.array(["zorro@a.de", "anna@b.de"], dtype=object), np.ones(2)
    )
    assert spelt_from_name(_parts(["anna", None], ["keller", "keller"], email)).tolist() == [False, True]


def test_without_names_nothing_is_spelt_from_them():
    email = from_texts(["anna.keller@mail.org"])
    assert not spelt_from_name(Parts(1, {"email": email, "given": from_texts(["anna"])})).any()
    assert not spelt_from_name(_parts([None], ["keller"], email)).any()


def test_the_plan_compares_mailboxes_with_their_holders_names_in_mind():
    emails = ["anna.keller@gmx.de", "annakeller9@web.de", "zorro9@gmx.de", "zorro9@web.de"]
    made = plan(_parts(["anna"] * 4, ["keller"] * 4, from_texts(emails)))
    compared = next(c for c in made if c.name == "email")
    levels, _ = compared.grade(np.array([0, 2]), np.array([1, 3]))
    assert [compared.labels[k - 1] for k in levels] == ["like the name", "same mailbox name"]
