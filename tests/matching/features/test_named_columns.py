"""What stands in another column than it should, or in a number, is read all the same."""

import pyarrow as pa
import pytest

from matching.features.build import Parts, build

USUAL = [("王", "国林"), ("李", "文静"), ("张", "家辉"), ("Liu", "Zhenping"), ("Chen", "Xiaohong")]


def parts_of(rows: list[dict]) -> Parts:
    names = sorted({n for r in rows for n in r})
    held = {n: pa.array([r.get(n) for r in rows], pa.string()) for n in names}
    return build(pa.table({"record_id": [f"r{k}" for k in range(len(rows))], **held}))


def names(rows: list[tuple[str, str]]) -> tuple[str, str]:
    """Surname and given name of the last row."""
    parts = parts_of([{"surname": s, "given_name": g} for s, g in rows])
    return tuple(str(parts[n].values[parts[n].flat[-1]]) for n in ("surname", "given"))


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        (("静泽", "周"), ("周", "静泽")),
        (("Juanxu", "Zhou"), ("zhou", "juanxu")),
        (("周", "静泽"), ("周", "静泽")),
        (("周", "王"), ("周", "王")),
        (("王", "欧阳"), ("王", "欧阳")),
    ],
)
def test_a_chinese_surname_in_the_column_of_given_names_goes_back(found: tuple, meant: tuple) -> None:
    assert names([*USUAL, found]) == meant


def test_a_japanese_given_name_that_is_a_chinese_surname_stays() -> None:
    assert names([("田中", "太郎"), ("鈴木", "花子"), ("高橋", "健"), ("静泽", "周")]) == ("静泽", "周")


def test_the_address_of_one_source_is_compared_with_the_street_of_another() -> None:
    rows = [
        {"address": "解放路11号"},
        {"street": "解放路11号"},
        {"address": "南京市解放路11号", "street": "解放路11号"},
    ]
    parts = parts_of(rows)
    assert parts["address"].flat[0] == parts["address"].flat[1] != parts["address"].flat[2]
    assert [k >= 0 for k in parts["street"].flat] == [False, False, True]


def test_a_resident_number_tells_the_birth_date_where_no_column_does() -> None:
    rows = [{"birth_date": "1949-12-31"}, {"national_id": "11010519491231002X"}, {"national_id": "110105194912310021"}]
    born = parts_of(rows)["birth_date"].flat
    assert born[0] == born[1] >= 0
    assert born[2] < 0


@pytest.mark.parametrize("written", ["12 Mar 1798", "12 March 1798", "12-mar-1798", "12. Mar. 1798", "12.03.1798"])
def test_a_birth_date_with_the_name_of_the_month_is_a_date(written: str) -> None:
    born = parts_of([{"birth_date": "1798-03-12"}, {"birth_date": written}])["birth_date"].flat
    assert born[0] == born[1] >= 0
