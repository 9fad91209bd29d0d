"""Shared values are learned from their spread over names; the key's truth table holds."""

import numpy as np
import pandas as pd

from matching.judge import judge
from matching.key.shared import shared_values


def test_an_agents_line_is_shared_and_a_customers_own_number_is_not():
    codes = np.array([0] * 12 + [1] * 12 + [2] * 3).reshape(-1, 1)
    names = np.array([*range(12), *([50] * 12), 60, 61, 62])
    assert shared_values(codes, names, 3).tolist() == [True, False, False]


def test_the_truth_table_of_the_key():
    firms = [
        f"{a}{b}科技有限公司"
        for a in ("华", "新", "中", "恒", "瑞", "盛")
        for b in ("泰", "利", "达", "源", "丰", "宇")
    ]
    columns = ("record_id", "org_name", "tax_id", "contact", "phone")
    rows = [
        (f"{k:02}.{c}", firm, f"9144{k:014}", who, f"+86138{k:04}{c // 2:04}")
        for k, firm in enumerate(firms)
        for c, who in enumerate(("张伟明", "张伟明", "李秀英"))
    ]
    rows.append(("x.0", "博远贸易有限公司", "91440000000000777X", "赵丽", "+8613800010000"))
    rows.append(("x.1", "安捷物流有限公司", "91440000000000888X", "赵丽", "+8613800010000"))
    judged = judge(pd.DataFrame(rows, columns=columns))
    ids = judged.clusters["record_id"].to_pylist()
    customer = dict(zip(ids, judged.clusters["cluster"].to_pylist(), strict=True))
    org = dict(zip(ids, judged.clusters["org"].to_pylist(), strict=True))
    assert all(customer[f"{k:02}.0"] == customer[f"{k:02}.1"] for k in range(len(firms)))
    assert all(org[f"{k:02}.0"] == org[f"{k:02}.2"] for k in range(len(firms)))
    assert all(customer[f"{k:02}.0"] != customer[f"{k:02}.2"] for k in range(len(firms)))
    assert customer["x.0"] != customer["x.1"]
    assert org["x.0"] != org["x.1"]
