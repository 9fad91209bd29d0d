"""Names are taken apart by the custom of those who bear them, told from the table."""

import pyarrow as pa
import pytest

from matching.features import arabic, korean, slavic, vietnamese
from matching.features.build import build
from matching.features.checked import born
from matching.party.kin import sure_names, whole


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        ("김민준", "김", "민준"),
        ("남궁민수", "남궁", "민수"),
        ("Min-jun Kim", "김", "minjun"),
        ("Gim Min Jun", "김", "minjun"),
        ("PARK, JI AH", "박", "jiah"),
        ("Bak Ji-ah", "박", "jiah"),
        ("Rhee Sang Bin", "이", "sangbin"),
        ("Ji Bin Yi", "이", "jibin"),
        ("Kwon Sun Yoon", "권", "sunyoon"),
    ],
)
def test_korean_names(text: str, surname: str, given: str) -> None:
    found = korean.split(text)
    assert found is not None
    assert (found.surname, found.given) == (surname, given)


@pytest.mark.parametrize("text", ["John Smith", "Kim", "김", ""])
def test_what_is_no_korean_name(text: str) -> None:
    assert korean.split(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nguyễn Thị Bích Loan", ("loan", "thi bich", "nguyen")),
        ("NGUYEN VAN TUAN", ("tuan", "van", "nguyen")),
        ("Khoa Tran", ("khoa", "", "tran")),
        ("Trần Mai", ("mai", "", "tran")),
        ("Chị Oanh", ("oanh", "", "")),
    ],
)
def test_vietnamese_names(text: str, parts: tuple[str, str, str]) -> None:
    found = vietnamese.split(text)
    assert found is not None
    assert found[:3] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Fatima bint Abdul Rahman Al Zaabi", ("fatima", "abdrahman", "zaabi")),
        ("Abdelrahman Alzaabi", ("abdrahman", "", "zaabi")),
        ("Abdurrahman El-Sayed", ("abdrahman", "", "sayed")),
        ("Al-Dawsari, Omar Ali", ("omar", "ali", "dawsari")),
        ("Mohd Ali", ("mohammed", "", "ali")),
        ("محمد عبد الله الكعبي", ("محمد", "عبدله", "كعبي")),
        ("عبدالرحمن بن علي", ("عبدرحمن", "", "علي")),
    ],
)
def test_arabic_names(text: str, parts: tuple[str, str, str]) -> None:
    found = arabic.split(text)
    assert found is not None
    assert found[:3] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Иванов Иван Петрович", ("иван", "петрович", "иванов")),
        ("Ольга Сергеевна Щербакова", ("ольга", "сергеевна", "щербакова")),
        ("Шевченко Тарас", ("тарас", "", "шевченко")),
        ("Иванова Марина", ("марина", "", "иванова")),
        ("Olga Ivanova", ("olga", "", "ivanova")),
    ],
)
def test_slavic_names(text: str, parts: tuple[str, str, str]) -> None:
    found = slavic.split(text)
    assert found is not None
    assert found[:3] == parts
    assert slavic.split("Тарас Бульба Шевченко") is None


def surnames(names: list[str]) -> list[str]:
    ids = [f"r{k}" for k in range(len(names))]
    phones = [[f"+8413800{k:05d}"] for k in range(len(names))]
    column = build(pa.table({"record_id": ids, "source": ["s"] * len(names), "person_name": names, "phone": phones}))
    family = column["surname"]
    return [family.values[c] for c in family.flat]


def test_the_table_says_by_which_custom_latin_names_are_read() -> None:
    assert surnames(["Nguyen Van Anh", "Tran Thi Mai", "Le Minh"]) == ["nguyen", "tran", "le"]
    assert surnames(["Nguyen Van Anh", "John Smith", "Anna Lee"]) == ["van anh", "smith", "lee"]
    assert surnames(["김민준", "Lee Min Ho", "Anna Schmidt"]) == ["김", "이", "schmidt"]
    assert surnames(["محمد الكعبي", "Omar Al Kaabi", "Sara Haddad"]) == ["كعبي", "kaabi", "haddad"]


def test_cyrillic_names_meet_latin_ones_whatever_stands_first() -> None:
    assert surnames(["Иванов Иван Петрович", "Ivan Ivanov", "Petrova Olga"]) == ["иванов", "ivanov", "petrova"]


def test_a_korean_number_tells_the_birth_date_with_its_end_hidden() -> None:
    assert born("6411231******") == "19641123"
    assert born("0306154******") == "20030615"
    assert born("6413231******") is None
    assert born("641123*******") is None


def test_a_name_of_two_syllables_is_whole_and_no_slip() -> None:
    names = ["최승영", "최승빈", "김승영", "이승빈"]
    ids, dates = [f"r{k}" for k in range(4)], ["1959-05-29"] * 4
    parts = build(pa.table({"record_id": ids, "source": ["s"] * 4, "person_name": names, "birth_date": dates}))
    assert whole(parts, "given").all()
    assert sure_names(parts)[:-1, 0].all()
