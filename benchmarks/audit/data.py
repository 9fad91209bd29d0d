"""A customer file of any size with 20 columns and planted defects, seeded."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PART = 250_000
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
WEIGHTS = np.array([3**i % 31 for i in range(17)])
CITIES = ["上海市", "北京市", "深圳市", "杭州市", "成都市", "武汉市", "西安市", "南京市"]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
WORDS = list("华信诚达远东方正大有兴隆永安泰和嘉润宏图盛世天地人杰金石之美康福源")


def table(rows: int, seed: int = 7, start: int = 0) -> pa.Table:
    """Return `rows` customers by the contract "Records", numbered from `start`."""
    rng = np.random.default_rng([seed, start] if start else seed)

    def pick(values, p=None):
        return pa.array(values, pa.string()).take(pa.array(rng.choice(len(values), rows, p=p)))

    def spoil(values, share, bad):
        at = rng.random(rows) < share
        wrong = pa.array(bad, pa.string()).take(pa.array(rng.integers(0, len(bad), int(at.sum()))))
        return pc.replace_with_mask(values, pa.array(at), wrong)

    number = np.arange(start, start + rows)
    letters = [pa.array(WORDS).take(pa.array(places)) for places in rng.integers(0, len(WORDS), (4, rows))]
    names = _joined(pick(CITIES), *letters, pick(FORMS))
    person = _joined(pick(list("王李张刘陈杨赵黄周吴")), letters[1], letters[3])
    prefixes = np.array([130, 131, 135, 136, 138, 139, 150, 151, 158, 159, 180, 186, 187, 189])
    mobile = _digits(prefixes[rng.integers(0, len(prefixes), rows)] * 10**8 + rng.integers(0, 10**8, rows))
    line = _joined("021-", _digits(rng.integers(20_000_000, 69_999_999, rows)))
    created, updated = _day(rng.integers(0, 2500, rows)), _day(rng.integers(2500, 3000, rows))
    columns = {
        "客户编号": _joined("C", _digits(number, 8)),
        "客户名称": spoil(names, 0.005, ["", "无", "测试", "ä¸Šæµ·"]),
        "联系人": spoil(person, 0.2, [None]),
        "手机": spoil(mobile, 0.03, ["13800138000", "1.38E+10", "12345", None, "138001380001"]),
        "电话": spoil(line, 0.3, [None, "21-5555"]),
        "税号": spoil(credit_codes(rng, rows), 0.04, ["000000000000000000", "91310000MA1FL0000X", None, "9131"]),
        "邮箱": spoil(
            _joined("info", _digits(number), "@firma", _digits(number % 99991), ".com"), 0.05, ["info@", "无", None]
        ),
        "省份": pick(["上海市", "北京市", "广东省", "浙江省", "四川省"]),
        "城市": pick(CITIES),
        "地址": _joined("人民路", _digits(rng.integers(1, 9999, rows)), "号", _digits(number % 3000), "室"),
        "所属行业": pick(["制造业", "零售", "金融", "教育", "医疗"]),
        "所属销售": pick([f"销售{n}" for n in range(40)]),
        "建档日期": spoil(created, 0.01, ["2021-02-30", "2099-01-01", "未知"]),
        "更新时间": updated,
        "最近跟进时间": updated.take(pa.array(np.arange(rows)[::-1])),
        "授信金额": pa.array([f"{x:.2f}" for x in rng.lognormal(9, 1, rows).tolist()], pa.string()),
        "币种": pick(["CNY", "USD", "??"], [0.9, 0.099, 0.001]),
        "客户状态": pick(["有效", "停用", "潜在"]),
        "客户等级": pick(["A", "B", "C", None]),
        "备注": spoil(pa.nulls(rows, pa.string()), 0.1, ["重点客户", "已换人", "　待跟进"]),
    }
    meta = {
        "record_id": _joined("crm:C", _digits(number, 8)),
        "_source": pa.repeat("crm", rows),
        "_file": pa.repeat("crm.csv", rows),
        "_row": pa.array(number + 2, pa.int64()),
    }
    return pa.table({**meta, **columns})


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _digits(numbers: np.ndarray, width: int = 0) -> pa.Array:
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def _day(after: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(np.datetime64("2018-01-01") + after), pa.string())


def credit_codes(rng: np.random.Generator, rows: int) -> pa.Array:
    """Return valid unified social credit codes (GB 32100-2015)."""
    body = np.concatenate([np.tile([9, 1, 3, 1, 0, 1, 0, 1], (rows, 1)), rng.integers(0, 31, (rows, 9))], axis=1)
    check = (31 - body @ WEIGHTS % 31) % 31
    letters = np.ascontiguousarray(ALPHABET[np.column_stack([body, check])])
    offsets = np.arange(0, letters.size + 1, letters.shape[1], dtype=np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(letters))


FIELDS = {
    "id": "客户编号", "org_name": "客户名称", "contact": "联系人", "phone": ["手机", "电话"], "tax_id": "税号",
    "email": "邮箱", "state": "省份", "city": "城市", "address": "地址", "owner": "所属销售", "created": "建档日期",
    "updated": "更新时间", "last_seen": "最近跟进时间", "amount": "授信金额", "currency": "币种", "status": "客户状态",
    "category": ["所属行业", "客户等级"], "text": "备注",
}  # fmt: skip


def write(path: str, rows: int) -> None:
    """Write the file that all three read, in parts, so that its size is no matter."""
    with pq.ParquetWriter(path, table(1).schema) as writer:
        for start in range(0, rows, PART):
            writer.write_table(table(min(PART, rows - start), start=start))
