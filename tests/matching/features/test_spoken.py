"""Names sound alike in any script where a reader of both would say so, and only there."""

import re

import pytest
from numpy import array

from matching.compare.spoken import Spoken
from matching.features.fold import plain
from matching.features.spoken import main_script, script_of, spellings

ONE = """
arabic: محمد Mohammed | محمد Muhammad | حسن Hassan | حسين Husain | يوسف Youssef | يوسف Yusuf | إبراهيم
Ebrahim | مصطفى Mostafa | فاطمة Fatma | عائشة Ayesha | خديجة Khadeeja | سعيد Said | عمر Umar | علي Aly |
زينب Zeinab | عثمان Othman | عثمان Osman | نورة Norah | طارق Tarek | قحطاني Kahtani | دوسري Dawsari | نعيمي
Noaimi | شريف Cherif | Mohamed Muhammad
hangul: 민준 minjun | 민준 minjoon | 서연 seoyeon | 현아 hyeona | 은우 eunwoo | 영호 youngho | 지은 jieun |
지아 jiah | 성민 sungmin | 승민 seungmin | 민규 mingyu | 희정 heejung | 유희 yuhui | 현철 hyunchul | jihyun
jihyeon
cyrillic: Юлия Julia | Щербаков Shcherbakov | Щербаков Schtscherbakow | Дмитрий Dmitry | Александр Alexander
| Сергей Sergej | Иванов Ivanoff | Ельцин Yeltsin | Фёдор Fedor | Михаил Mikhail
greek: Γιώργος Giorgos | Δημήτρης Dimitris | Χρήστος Christos | Παπαδόπουλος Papadopoulos
kana: しみず Shimizu | シュンスケ Shunsuke | コウイチ Koichi | ちづる Chizuru
other: सुनील Sunil | राजेश Rajesh | สมชาย Somchai
hebrew: שלמה Shlomo | יוסף Yosef
"""
TWO = """
arabic: محمد Mahmood | محمود Mohammed | حسن Hussein | حسين Hassan | سعد Saeed | ماجد Ahmed | علي Layla
hangul: 민준 minjin | 민준 minseo | 서연 seohyun | 영호 younghee | 성민 sungjin
cyrillic: Юлия Olga | Дмитрий Timofey | Иванов Petrov
"""


def pairs(text: str) -> list[tuple[str, str, str]]:
    parts = re.split(r"(\w+): ", " ".join(text.split()))[1:]
    lines = zip(parts[::2], parts[1::2], strict=True)
    return [(script, *pair.split()) for script, said in lines for pair in said.split(" | ")]


def same(script: str, left: str, right: str) -> bool:
    said = Spoken(array([plain(left), plain(right)], dtype=object), script)
    return bool(said.same(array([0]), array([1]))[0])


@pytest.mark.parametrize(("script", "left", "right"), pairs(ONE))
def test_one_name_in_two_spellings(script: str, left: str, right: str) -> None:
    assert same(script, left, right)


@pytest.mark.parametrize(("script", "left", "right"), pairs(TWO))
def test_two_names(script: str, left: str, right: str) -> None:
    assert not same(script, left, right)


def test_scripts_are_told_by_their_letters() -> None:
    texts = ["김민준", "محمد", "Юлия", "林 マイ", "José", "Smith", "สมชาย"]
    assert [script_of(t) for t in texts] == ["hangul", "arabic", "cyrillic", None, "", "", "other"]
    assert main_script(["Smith"] * 999 + ["Юлия"]) is None  # a slip of the keyboard
    assert main_script(["Smith", "王伟", "محمد"]) == "arabic"


def test_every_spelling_of_the_table_is_read() -> None:
    for table in spellings().values():
        for spelt in {*table.consonants, *table.vowels}:
            bare = spelt.strip("^$")
            found = table.tokens.fullmatch(bare)
            assert found or bare in table.consonants or bare in table.vowels, spelt


def test_vowels_of_india_and_voiced_kana_stay_part_of_a_word() -> None:
    assert plain("सुनील कुमार").count(" ") == 1
    assert plain("ｼﾐｽﾞ") == plain("しみず") != plain("しみす")
