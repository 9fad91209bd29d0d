"""Japanese names are taken apart behind the surname, and read as their column of readings says."""

import numpy as np
import pyarrow as pa
import pytest

from matching.compare.generation import two_readings
from matching.compare.plan import plan
from matching.compare.words import EQUIVALENT, PARTIAL
from matching.features.build import build
from matching.features.coded import from_texts
from matching.features.japanese import is_japanese, splitter


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        ("林遥", "林", "遥"),
        ("小林たくや", "小林", "タクヤ"),
        ("佐々木 久美子", "佐々木", "久美子"),
        ("長谷川潤一郎", "长谷川", "润一郎"),
        ("舘野 弘", "馆野", "弘"),
        ("サトウ　タツヤ", "サトウ", "タツヤ"),
        ("ｻﾄｳﾀﾂﾔ", "サトウ", "タツヤ"),
        ("あおきてつや", "アオキ", "テツヤ"),
        ("四方田次郎", "四方", "田次郎"),
    ],
)
def test_the_surname_ends_where_table_or_list_know(text: str, surname: str, given: str) -> None:
    found = splitter(["山田 太郎"])(text)
    assert found is not None
    assert (found.surname, found.given) == (surname, given)


def test_a_blank_teaches_the_table_its_surnames() -> None:
    found = splitter(["四方田 太郎"])("四方田次郎")
    assert found is not None
    assert found.surname == "四方田"


def test_chinese_tables_are_not_japanese() -> None:
    assert is_japanese(["高橋俊介", "佐藤健太", "Anna Lee"])
    assert not is_japanese(["王伟", "林小红", "欧阳明", "Anna Lee"])


def table() -> pa.Table:
    names = ["佐藤達也", "サトウ タツヤ", "佐藤 たつや", "佐藤哲也", "佐藤辰也", "鈴木達也", "鈴木太郎", "高橋太郎"]
    said = ["ｻﾄｳ ﾀﾂﾔ", None, None, "サトウテツヤ", "サトウ タツヤ", None, "スズキタロウ", None]
    ids, phones = [f"r{k}" for k in range(8)], [[f"+81901234{k:04d}"] for k in range(8)]
    return pa.table(
        {"record_id": ids, "source": ["s"] * 8, "person_name": names, "phone": phones, "other:フリガナ": said}
    )


def test_characters_meet_kana_by_their_reading_and_homophones_do_not() -> None:
    parts = build(table())
    given = next(c for c in plan(parts) if c.name == "given")
    levels, _ = given.grade(np.array([0, 0, 0, 5]), np.array([1, 2, 4, 1]))
    assert levels.tolist() == [EQUIVALENT, EQUIVALENT, PARTIAL, EQUIVALENT]
    assert "other:フリガナ" not in parts


def test_two_usual_names_that_are_read_otherwise_are_two() -> None:
    given = from_texts(["由美子", "久美子", "裕子"])
    judge = two_readings(
        given, {"由美子": "ユミコ", "久美子": "クミコ", "裕子": "ユウコ"}, np.array([True, True, False])
    )
    assert judge(np.array([0, 0, 1]), np.array([1, 2, -1])).tolist() == [True, False, False]
