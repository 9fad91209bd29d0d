"""Odd exports through `mergepoint dedupe`: a sensible outcome, every row accounted for, and a clear word about it."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner

from pipelines.cli import main

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建文"
LINE = "13764120935"


def _strangers(count):
    draw = np.random.default_rng(11)
    parts = (draw.choice(list(letters), count) for letters in (SURNAMES, GIVEN, GIVEN))
    return ["".join(name) for name in zip(*parts, strict=True)]


ODD = {
    "no usable field": (["a", "b"], [[str(k % 3), "x"] for k in range(50)], 50, "map the columns"),
    "a single record": (["id", "name", "phone"], [["1", "欧阳文静", LINE]], 1, "nothing to compare"),
    "all identical": (["id", "name", "phone"], [[str(k), "欧阳文静", LINE] for k in range(500)], 1, "one value only"),
    "all on one phone": (
        ["id", "name", "phone"],
        [[str(k), name, LINE] for k, name in enumerate(_strangers(10_000))],
        10_000,
        "1 value of phone stands under many names",
    ),
    "a column of one value": (
        ["id", "name", "city"],
        [[str(k), name, "上海"] for k, name in enumerate(_strangers(1_000))],
        1_000,
        "city holds one value only",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_export_ends_sensibly_and_says_so(odd, tmp_path):
    head, rows, customers, word = ODD[odd]
    export, out = tmp_path / "odd.csv", tmp_path / "out"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    result = CliRunner().invoke(main, ["dedupe", str(export), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert word in result.output
    with (out / "clusters.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == len(rows)
    assert len({row["customer_id"] for row in found}) == customers


def test_what_stands_under_a_table_is_no_customer(tmp_path):
    rows = [[str(k), name, LINE[:8] + f"{k:03}", "5"] for k, name in enumerate(_strangers(40))]
    export, out = tmp_path / "odd.csv", tmp_path / "out"
    with export.open("w", encoding="utf-8", newline="") as file:
        head = ["客户编号", "姓名", "手机", "订单数"]
        csv.writer(file).writerows(
            [head, *rows[:20], head, *rows[20:], ["合计", "", "", "200"], ["制表人：王芳", "", "", ""]]
        )
    assert CliRunner().invoke(main, ["dedupe", str(export), "--out", str(out)]).exit_code == 0
    with (out / "clusters.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["record_id"] for row in csv.DictReader(file)) == sorted(row[0] for row in rows)
