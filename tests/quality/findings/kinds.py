"""Kinds of defect and their look-alikes, as changes of the cells and rows of the sound exports."""

from opencc import OpenCC

from examples.generator.identifiers import mobile, uscc
from tests.quality.findings import sound

STEWARDS = (
    {"table": "lines", "field": "明细号", "must": "match", "pattern": r"[LX]\d{6}"},
    {
        "table": "customers",
        "field": "类别",
        "must": "be_one_of",
        "values": ["重点客户", "普通客户", "潜在客户", "流失客户", "其他", "重点客户 ", "N/A"],
    },
    {"table": "ledger", "field": "金额", "must": "be_between", "min": 1, "max": 3000},
    {"table": "products", "field": "名称", "must": "be_unique"},
    {"table": "products", "field": "名称", "must": "be_present"},
)
LONG = "，收货请走北门，周末不收，到前请提前一天电话预约并带好送货单"
ABROAD = {"广东省": "310012", "浙江省": "518052"}


def gone(_, __, ___):
    return None


def say(*texts):
    return lambda _, __, k: texts[k % len(texts)]


def traditional(name, _, __):
    changed = OpenCC("s2t").convert(name)
    return changed if changed != name else None


def wrong_check(number, _, k):
    return number[:16] + str((int(number[16]) + k % 8 + 1) % 10) + number[17:]


def with_person(k):
    told = (
        f"本人证件{sound.member(k)['id_card']}{'已核对原件'[: k % 4 + 1]}",
        f"刷卡4111 1111 1111 1111{'已收到全款'[: k % 5]}",
        f"SSN {157 + k}-75-{7124 + k}",
        f"网银密码：Hunter{k}!x",
        f"Amex 3782-822463-10005{chr(97 + k)[: k % 2]}",
    )
    return told[k % len(told)]


# rule -> (source, column, what a sound cell becomes, given its row and a running number)
CELLS = {
    "missing_id": ("ledger", "凭证号", gone),
    "phone_missing": ("members", "mobile", gone),
    "tax_id_missing": ("customers", "税号", gone),
    "email_missing": ("members", "email", say("", None, "  ")),
    "address_missing": ("customers", "地址", gone),
    "place_missing": ("customers", "市", gone),
    "owner_missing": ("customers", "销售", gone),
    "date_missing": ("orders", "下单日期", gone),
    "amount_missing": ("orders", "金额", gone),
    "customer_ref_missing": ("orders", "客户编号", gone),
    "ref_missing": ("lines", "订单号", gone),
    "value_missing": ("products", "名称", gone),
    "scientific_notation_tax_id": ("customers", "税号", lambda c, _, __: f"9.1{c[3:7]}E+17"),
    "scientific_notation": ("members", "id_card", lambda c, _, __: f"{c[0]}.{c[1:6]}E+17"),
    "national_id_invalid": ("members", "id_card", wrong_check),
    "excel_serial_date": ("members", "joined", lambda _, __, k: str(43101 + k)),
    "amount_invalid": ("orders", "金额", say("约三千", "#VALUE!", "abc", "1,2,3,4", "??")),
    "amount_negative": ("orders", "金额", say("-56.00", "(17.50)", "88.00-")),
    "amount_outlier": ("orders", "金额", lambda _, __, k: f"98765432{k:02d}00.00"),
    "quantity_invalid": ("lines", "数量", say("两箱", "约5", "x")),
    "currency_invalid": ("orders", "币种", say("XYZ", "CNN", "人民弊")),
    "gender_invalid": ("members", "gender", say("Z9", "妇", "4")),
    "extra_whitespace": ("customers", "公司名称", lambda c, _, k: (f" {c}", f"{c}\u3000", f"{c}\n")[k % 3]),
    "html_markup": ("customers", "地址", lambda c, _, k: c + ("&nbsp;", "<br/>", "&#39;")[k % 3]),
    "traditional_characters": ("customers", "公司名称", traditional),
    "half_width_kana": ("contacts", "姓名", lambda c, _, __: f"ﾄｳｷｮｳ{c}"),
    "mixed_script": ("customers", "邮箱", lambda c, _, __: c.replace("contact", "соntасt")),
    "symbol_in_name": ("customers", "联系人", lambda c, _, k: c + "★🌹❤✨"[k % 4]),
    "name_case": ("members", "last_name", lambda c, _, k: c.upper() if k % 2 else c.lower()),
    "spreadsheet_mark": ("customers", "税号", lambda c, _, k: f"'{c}" if k % 2 else f'="{c}"'),
    "contact_in_phone": ("customers", "手机", lambda c, _, k: (f"王伟 {c}", f"{c}（李经理）")[k % 2]),
    "email_domain_typo": ("members", "email", lambda c, _, k: c.split("@")[0] + ("@gmial.com", "@outlook.con")[k % 2]),
    "iban_invalid": ("customers", "账号", lambda c, _, k: c[:-1] + str((int(c[-1]) + k % 9 + 1) % 10)),
    "personal_data_in_text": ("customers", "备注", lambda _, __, k: with_person(k)),
    "dead_record_mark": (
        "customers",
        "公司名称",
        lambda c, _, k: (
            f"{c}（作废）",
            f"【已停用】{c}",
            f"{c}-重复",
            f"{c} (DUPLICATE)",
            f"{c} *DO NOT USE*",
            f"GELÖSCHT {c}",
        )[k % 6],
    ),
    "value_truncated": ("customers", "地址", lambda c, _, __: (c + LONG)[:46]),
    "value_malformed": ("lines", "明细号", lambda _, __, k: f"临时{k}"),
    "value_not_allowed": ("customers", "类别", say("贵宾", "黑名单", "员工")),
    "value_out_of_range": ("ledger", "金额", say("3001.00", "0.50", "3000.01")),
    "value_not_unique": ("products", "名称", lambda _, __, k: f"同名货品{k // 2}"),
    "placeholder_national_id": ("members", "id_card", say("111111111111111111", "000000000000000000", "无")),
    "placeholder_value": ("customers", "备注", say("暂无", "n/a", "无")),
    "birth_date_id_mismatch": ("members", "birth_date", lambda c, _, __: str(int(c[:4]) + 1) + c[4:]),
    "gender_id_mismatch": ("members", "gender", lambda c, _, __: {"M": "F", "F": "M"}[c]),
    "old_place_name": ("customers", "市", lambda _, row, __: "襄樊市" if row["省"] == "湖北省" else None),
    "postcode_mismatch": ("customers", "邮编", lambda _, row, __: ABROAD.get(row["省"])),
    "line_amount_mismatch": ("lines", "金额", lambda c, _, k: f"{float(c) + (100, 0.01, -3)[k % 3]:.2f}"),
    "orphan_product_ref": ("lines", "产品", lambda _, __, k: f"P-99{k:02d}"),
    "orphan_ref": ("lines", "仓库", say("W-9998", "W-9999")),
    "ledger_without_orders": ("ledger", "客户编号", lambda _, __, k: f"C99{k:04d}"),
}
# what reads like a defect of the rule and is none
ALIKE = (
    ("phone_missing", "customers", "手机", gone),  # the landline is there
    ("amount_missing", "orders", "金额", say("0", "0.00")),
    ("national_id_invalid", "members", "id_card", lambda c, _, __: f"{c[:6]} {c[6:14]} {c[14:]}"),
    ("excel_serial_date", "members", "joined", lambda c, _, __: c.replace("-", "")),
    ("amount_invalid", "orders", "金额", lambda c, _, k: (f"¥{c}", f"{c}元", f"+{c}", "1,234.50")[k % 4]),
    ("amount_outlier", "orders", "金额", say("9,999.00", "12000.00")),
    ("quantity_invalid", "lines", "数量", lambda c, _, k: (f"{c}.0", f"+{c}")[k % 2]),
    ("currency_invalid", "orders", "币种", say("人民币", "usd", "€")),
    ("gender_invalid", "members", "gender", lambda c, _, k: ({"M": "Male", "F": "female"}[c], "未知")[k % 2]),
    ("extra_whitespace", "customers", "备注", lambda c, _, __: f"{c}  \n"),
    ("html_markup", "customers", "公司名称", lambda c, _, k: ("R&D", "A<B>C", "AT&T;")[k % 3] + c),
    ("traditional_characters", "customers", "联系人", say("张著", "王乾", "李瞭")),
    ("half_width_kana", "contacts", "姓名", lambda c, _, __: f"トウキョー{c}"),
    ("mixed_script", "customers", "公司名称", lambda c, _, k: (f"Газпром{c}", f"Δέλτα {c}", f"10Ω{c}")[k % 3]),
    ("symbol_in_name", "customers", "联系人", say("阿不都·热合曼", "O'Neil", "王-李")),
    ("name_case", "members", "last_name", say("McDonald", "de Vries", "O'Neil", "Ng", "阳")),
    ("spreadsheet_mark", "customers", "备注", say("'今天'见过", "=已结清")),
    ("contact_in_phone", "customers", "手机", lambda c, _, k: (f"手机{c}", f"{c} office", f"平时 {c}")[k % 3]),
    (
        "email_domain_typo",
        "members",
        "email",
        lambda c, _, k: c.split("@")[0] + ("@mail.com", "@gmx.com", "@ymail.com")[k % 3],
    ),
    ("iban_invalid", "customers", "账号", lambda c, _, __: " ".join(c[at : at + 4] for at in range(0, 22, 4))),
    (
        "personal_data_in_text",
        "customers",
        "备注",
        lambda _, __, k: (
            f"快递单{1000000000000000 + k * 7}已寄",
            f"密码：已重置{k}",
            f"单号 4111 1111 1111 {1112 + k}",
            f"合同 {900 + k}-12-2024 已签",
            f"流水 {k:03d}-00-12345",
        )[k % 5],
    ),
    (
        "dead_record_mark",
        "customers",
        "公司名称",
        lambda c, _, k: (f"重复包装{c}", f"旧金山{c}", f"Old {c}", f"{c}（旧金山）")[k % 4],
    ),
    ("value_truncated", "customers", "地址", lambda c, _, k: (c + LONG)[: 36 + k % 3] + "。"),
    ("value_malformed", "lines", "明细号", lambda _, __, k: f"X{k:06d}"),
    ("value_not_allowed", "customers", "类别", say("其他")),
    ("value_out_of_range", "ledger", "金额", say("3,000.00", "1")),
    ("placeholder_national_id", "members", "id_card", lambda c, _, __: f"{c[:10]} {c[10:]}"),
    ("placeholder_value", "customers", "类别", say("其他")),
    ("birth_date_id_mismatch", "members", "birth_date", lambda c, _, k: c.replace("-", "/.年"[k % 2])),
    ("gender_id_mismatch", "members", "gender", lambda c, _, __: {"M": "男", "F": "女"}[c]),
    ("old_place_name", "customers", "市", lambda _, row, __: "襄阳市" if row["省"] == "湖北省" else None),
    ("postcode_mismatch", "customers", "邮编", lambda _, row, __: "528400" if row["省"] == "广东省" else None),
    ("line_amount_mismatch", "lines", "金额", lambda c, _, k: (f"¥{c}", f"{float(c):g}")[k % 2]),
    ("orphan_product_ref", "lines", "产品", say("", "-", "0")),
    ("orphan_ref", "lines", "仓库", say("", "-")),
)


def copied(k):
    return "customers", sound.customer(k)


def once_more(k):
    """The same company under another number, its name in short; its phone and tax id tell."""
    row = sound.customer(k)
    return "customers", {**row, "客户编号": f"C2{k:05d}", "公司名称": row["公司名称"].replace("有限公司", "公司")}


def contact_once_more(k):
    return "contacts", {**sound.contact(k), "联系人编号": f"K9{k:05d}"}


def stranger(k, **changes):
    other = sound.customer(k)
    own = {
        "客户编号": f"C3{k:05d}",
        "联系人": "周" + sound.GIVEN[k % len(sound.GIVEN)],
        "手机": mobile(90000 + k),
        "座机": None,
        "地址": f"{other['市']}环城路{k}号",
        "邮箱": f"neu{k}@qq.com",
        "账号": sound.IBANS[k],
        "备注": f"另立{k}",
    }
    return "customers", {**other, **own, **changes}


def another_tax(k):
    return stranger(k, 税号=uscc("110105", 4000 + k), 公司名称=sound.customer(k)["公司名称"])


def another_person(k):
    """Somebody else with the document of a member; name, phone and mail are his own."""
    other, own = sound.member(k), sound.member(k + 7)
    number = {name: other[name] for name in ("id_card", "birth_date", "gender")}
    return "members", {
        **own,
        **number,
        "member_id": f"M7{k:05d}",
        "mobile": mobile(99000 + k),
        "email": f"v{k}@gmail.com",
    }


def namesake_spelt_otherwise(k):
    own = sound.member(k)
    changed = {"member_id": f"M8{k:05d}", "last_name": own["last_name"] + "s", "joined": "2021-03-04"}
    return "members", {**own, **changed, "mobile": mobile(99500 + k), "email": f"w{k}@gmail.com"}


def another_name(k):
    return stranger(k, 公司名称=f"冀中{'甲乙丙丁戊己庚辛壬癸子丑'[k % 12]}煤焦集团")


def subtotal(k):
    return "orders", {"订单号": None, "客户编号": ("合计", "小计", "总计：")[k % 3], "金额": f"{k + 5}000.00"}


# rule -> (a row that is added, its running numbers, whether the row it resembles is reported too)
ROWS = {
    "duplicate_row": (copied, range(1000, 1012), False),
    "duplicate_customer": (once_more, range(1012, 1024), True),
    "duplicate_contact": (contact_once_more, range(1024, 1036), True),
    "conflicting_tax_id": (another_tax, range(1036, 1048), True),
    "conflicting_name": (another_name, range(1048, 1060), True),
    "shared_national_id": (another_person, range(1000, 1012), True),
    "subtotal_row": (subtotal, range(12), False),
}
ROWS_ALIKE = (
    (
        "duplicate_row",
        lambda k: stranger(k, 公司名称=f"海天{k}物流有限公司", 税号=uscc("110105", 5000 + k)),
        range(1060, 1064),
    ),
    (
        "duplicate_customer",
        lambda k: stranger(k, 公司名称="珠海" + sound.customer(k)["公司名称"][2:], 税号=uscc("110105", 5100 + k)),
        range(1064, 1070),
    ),
    (
        "duplicate_contact",
        lambda k: (
            "contacts",
            {
                **sound.contact(k),
                "联系人编号": f"K8{k:05d}",
                "手机": mobile(95000 + k),
                "邮箱": f"ns{k}@qq.com",
                "客户编号": f"C{100000 + k - 300}",
            },
        ),
        range(1070, 1076),
    ),
    (
        "conflicting_tax_id",
        lambda k: stranger(k, 公司名称="兴业贸易", 税号=uscc("110105", 5200 + k)),
        range(1076, 1080),
    ),
    ("shared_national_id", namesake_spelt_otherwise, range(1012, 1018)),
    ("conflicting_name", lambda k: stranger(k, 公司名称=sound.customer(k)["公司名称"][2:-4]), range(1080, 1086)),
    (
        "subtotal_row",
        lambda k: stranger(k, 公司名称=f"合计{sound.BRANDS[k - 1000]}有限公司", 税号=uscc("110105", 5300 + k)),
        range(1086, 1090),
    ),
)
