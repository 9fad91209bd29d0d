"""Chinese names in Latin letters are read as the same persons as in characters."""

import pyarrow as pa
import pytest

from matching.features.build import build
from matching.features.romanised import split


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        ("Wang Jin Feng", "wang", "jinfeng"),
        ("Jinfeng Wang", "wang", "jinfeng"),
        ("zhoudong", "zhou", "dong"),
        ("Na Li", "li", "na"),
        ("lina", "li", "na"),
        ("fangang", "fan", "gang"),
        ("Jian Ping Wen", "wen", "jianping"),
        ("Ouyang Ming", "ouyang", "ming"),
        ("Zeng Li", "zeng", "li"),
    ],
)
def test_pinyin_is_taken_apart(text: str, surname: str, given: str) -> None:
    found = split(text)
    assert found is not None
    assert (found.surname, found.given) == (surname, given)


@pytest.mark.parametrize("text", ["John Smith", "Lenovo", "Haier", "Wang Jin Feng Hua Li", "O'Brien", ""])
def test_other_names_are_not(text: str) -> None:
    assert split(text) is None


def table(names: list[str]) -> pa.Table:
    ids = [f"r{k}" for k in range(len(names))]
    phones = [[f"+86138000{k:05d}"] for k in range(len(names))]
    return pa.table({"record_id": ids, "source": ["s"] * len(names), "name": names, "phone": phones})


def test_a_latin_name_among_chinese_persons_is_a_person() -> None:
    parts = build(table(["李娜", "张伟", "王芳", "傅超", "湛洋", "Na Li", "北京华信科技有限公司", "Huaxin Ltd"]))
    assert (parts["org"].flat >= 0).tolist() == [False] * 6 + [True] * 2
    assert parts["surname"].values[parts["surname"].flat[5]] == "li"


def test_pinyin_is_left_alone_where_names_are_western() -> None:
    parts = build(table(["Dan Li", "Susan Chen", "Mary Smith", "John Brown", "Peter Jones"]))
    assert parts["given"].values[parts["given"].flat[0]] == "dan"
    assert parts["surname"].values[parts["surname"].flat[0]] == "li"
