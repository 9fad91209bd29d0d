import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.text import check_text, ungarble
from quality.findings.values import AuditSource
from quality.findings.view import view

WHOLE = [
    "北京华信科技有限公司",
    "Müller & Söhne",
    "Société Générale",
    "山田太郎",
    "São Paulo",
    "Łódź",
    "北京市朝阳区１号",
]


@pytest.mark.parametrize("text", WHOLE)
def test_sound_text_is_left_alone(text):
    assert ungarble(text) is None


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("客户名称", "utf-8", "gb18030"),
        ("深圳市南山区科技园", "utf-8", "latin-1"),
        ("Société Générale", "utf-8", "latin-1"),
        ("Müller", "utf-8", "cp1252"),
        ("中国银行", "gb18030", "latin-1"),
    ],
)
def test_garbled_text_is_found_and_mended(text, written, read):
    assert ungarble(text.encode(written).decode(read)) == text


def test_lost_text_is_found_without_a_mend():
    assert ungarble("北京\ufffd\ufffd公司") == ""


@pytest.mark.parametrize(
    "lost",
    [
        "娴庢簮姘旂寧绁ュ煄鐢靛瓙鏈夐檺鍏徃",
        "åæ¢å¸ä¸°ååè´¸æéè´£ä»»å¬å¸",
        "åé¹",
        "GroÃ Elektro KG",
        "閭甸槼甯傛柟宄颁簲\ufffd",
    ],
)
def test_garbled_text_that_lost_some_bytes_is_told_but_not_mended(lost):
    assert ungarble(lost) == ""


@pytest.mark.parametrize(
    "sound",
    ["前鎮區", "重庆钢铁股份有限公司", "Müller & Söhne", "São João", "Crème brûlée", "Nguyễn Thị Ánh", "ÅÄÖ AB"],
)
def test_accents_and_rare_names_are_not_garbled(sound):
    assert ungarble(sound) is None


@pytest.mark.parametrize(
    ("header", "beside", "told"),
    [
        ("城市", "王伟", True),
        ("市区町村カナ", "王伟", False),
        ("城市", "山田タロウ", False),
        ("城市", "桜井広子", False),
    ],
)
def test_traditional_characters_are_told_in_chinese_tables_only(header, beside, told):
    texts = ["上海市浦东区"] * 3 + [f"南京市鼓楼区{i}号" for i in range(40)] + ["福岡市博多区"]
    records = pa.table(
        {
            "record_id": [str(i) for i in range(44)],
            "_row": range(44),
            header: texts,
            "b": [f"{beside}{i}" for i in range(44)],
        }
    )
    rules = {failure.rule.id for failure in check_text(view("s", AuditSource(records)), Rulebook())}
    assert ("traditional_characters" in rules) == told
