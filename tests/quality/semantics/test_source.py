import pyarrow as pa
import pytest

from quality import find_exports, infer_references, infer_source, read_export, settle_references
from quality.semantics.headers import match_header

PHONES = [f"139{n:04d}{n * 7919 % 10000:04d}" for n in range(100, 140)]


def guess(source, **columns):
    size = len(next(iter(columns.values())))
    fixed = {
        "record_id": [f"{source}:{i}" for i in range(size)],
        "_source": [source] * size,
        "_file": ["f"] * size,
        "_row": list(range(size)),
    }
    return infer_source(pa.table({**fixed, **columns}), source)


def test_chinese_customers():
    found = guess(
        "客户",
        客户编号=["C001", "C002", "C003"],
        客户名称=["深圳市大疆创新科技有限公司", "北京小米科技有限责任公司", "华为技术有限公司"],
        联系人=["王芳", "李雷", "欧阳娜娜"],
        手机=["13800138001", "13900139002", "13700137003"],
        税号=["91440300708461136T", "91110108551385082Q", "914403001922038216"],
        所属销售=["张伟", "张伟", "刘洋"],
    )
    assert found.entity == "customer"
    assert found.id_column == "客户编号"
    fields = {field: columns[0] for field, columns in found.fields.items()}
    assert fields == {
        "id": "客户编号",
        "org_name": "客户名称",
        "contact": "联系人",
        "phone": "手机",
        "tax_id": "税号",
        "owner": "所属销售",
    }


def test_content_speaks_where_headers_do_not():
    found = guess(
        "export1",
        col1=["王芳", "李雷", "韩梅梅", "赵敏", "孙悦", "周杰"],
        col2=["13800138001", "13900139002", "13700137003", "15012345671", "18612345672", "17712345673"],
        col3=["a@x.com", "b@y.cn", "c@z.org", "d@x.com", "e@x.com", "f@q.net"],
        col4=["1980-02-01", "1990-12-31", "2001-05-06", "1975-07-08", "1966-03-02", "1988-10-10"],
    )
    assert {c: g.field for c, g in found.columns.items()} == {
        "col1": "person_name",
        "col2": "phone",
        "col3": "email",
        "col4": "birth_date",
    }


def test_content_overrides_a_misleading_header():
    found = guess("x", name=["a@x.com", "b@y.cn", "c@z.org"], email=["Ann Smith", "Mary Jones", "John Brown"])
    assert found.columns["name"].field == "email"
    assert found.columns["email"].field == "person_name"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("northwind", {("Orders", "CustomerID", "Customers"), ("Order_Details", "OrderID", "Orders"),
                       ("Orders", "ShipVia", "Shippers")}),
        ("chinook", {("Invoice", "CustomerId", "Customer"), ("InvoiceLine", "InvoiceId", "Invoice")}),
        ("dolibarr_3_5", {("facture", "fk_soc", "societe"), ("facturedet", "fk_facture", "facture"),
                          ("socpeople", "fk_soc", "societe"), ("commandedet", "fk_commande", "commande"),
                          ("actioncomm", "fk_contact", "socpeople"), ("actioncomm", "fk_user_author", "user"),
                          ("facture", "fk_facture_source", "facture")}),
    ],
)  # fmt: skip
def test_references_of_real_systems(shared_data, folder, expected):
    guesses, records = {}, {}
    for export in find_exports(shared_data / "exports" / folder):
        reading = read_export(export.location, source=export.source, options=export.options)
        records[export.source] = reading.records
        guesses[export.source] = infer_source(reading.records, export.source)
    found = {(r.source, r.column, r.to_source) for r in infer_references(guesses, records)}
    assert expected <= found
    assert not {column for _, column, _ in found} & {"type", "product_type", "status"}  # small numbers are everywhere


PEOPLE = ["王芳", "李雷", "欧阳娜娜", "赵敏", "孙悦", "周杰", "吴磊", "郑爽", "冯雷", "陈静"]


@pytest.mark.parametrize(
    ("header", "field"),
    [("专管业务员名称", "owner"), ("创建人", "other"), ("联系人", "contact"), ("姓名", "person_name")],
)
def test_whose_name_it_is_the_header_says(header, field):
    companies = [f"上海{a}{b}贸易有限公司" for a in "华信诚达远" for b in "东方"]
    found = guess(
        "客户",
        **{"客户名称": companies, "姓名": PEOPLE} if header == "姓名" else {"客户名称": companies, header: PEOPLE},
    )
    assert found.columns[header].field == field


def test_few_names_over_and_over_are_a_class():
    rows = 400
    found = guess("会员", 姓名=PEOPLE * 40, 入会门店=[f"{c}店" for c in ("万达一", "银泰二")] * (rows // 2))
    assert "org_name" not in found.fields


def test_the_latest_of_events_is_when_the_customer_was_last_seen():
    days = [f"2024-{m:02d}-{d:02d}" for m in (1, 5, 11) for d in (3, 9, 27)]
    found = guess("clientes", Código=[str(n) for n in range(9)], **{"Última compra": days, "Fecha alta": days})
    assert found.fields["last_seen"] == ["Última compra"]
    assert found.fields["created"] == ["Fecha alta"]


def related(**tables):
    guesses = {name: guess(name, **columns) for name, columns in tables.items()}
    records = {name: pa.table({"record_id": ["x"] * len(next(iter(c.values()))), **c}) for name, c in tables.items()}
    found = infer_references(guesses, records)
    return settle_references(guesses, found), {(r.source, r.column, r.to_source) for r in found}


def test_a_column_headed_customer_that_holds_customer_ids_refers():
    ids = [f"K{n:04d}" for n in range(30)]
    companies = [f"上海华信{n}贸易有限公司" for n in range(30)]
    guesses, found = related(
        客户={"客户编号": ids, "客户名称": companies, "对应集团客户": [*ids[5:20], *[""] * 15]},
        订单={
            "订单号": [f"D{n}" for n in range(30)],
            "客户": ids[::-1],
            "日期": ["2024-05-06"] * 30,
            "金额": ["9.50"] * 30,
        },
    )
    assert ("订单", "客户", "客户") in found
    assert ("客户", "对应集团客户", "客户") in found
    assert guesses["订单"].fields["customer_ref"] == ["客户"]
    assert guesses["订单"].fields["order_date"] == ["日期"]
    assert guesses["客户"].fields["parent_ref"] == ["对应集团客户"]


@pytest.mark.parametrize("head", ["Constituent ID", "CONSTITUENTID", "constituent_id"])
def test_a_key_written_with_other_spaces_and_case_refers_though_it_looks_like_postcodes(head):
    ids = [str(n) for n in range(10_000, 99_000, 1483)]
    guesses, found = related(
        constituents={"ConstituentID": ids, "Surname": (["Burke", "Larson", "Novak"] * 30)[: len(ids)]},
        gifts={
            "Gift ID": [f"G{n:05d}" for n in range(300)],
            head: [ids[n * 7 % len(ids)] if n % 50 else f"9{n:04d}1" for n in range(300)],
            "Gift Amount": ["$25.00"] * 300,
        },
    )
    assert ("gifts", head, "constituents") in found
    assert guesses["gifts"].fields["customer_ref"] == [head]


def test_small_numbers_of_a_class_are_no_parents():
    ids = [str(n) for n in range(1, 61)]
    classes = {"group_id": ["1", "2", "3"] * 20, "store_id": ["1"] * 60}
    _, found = related(customer={"entity_id": ids, "email": [f"a{n}@x.com" for n in ids], **classes})
    assert not found


def test_an_order_is_dated_by_its_plain_date():
    days = ["2024-05-06", "2024-05-07", "2024-06-08"]
    found = guess(
        "contrats", rowid=["1", "2", "3"], date_cloture=days, date_contrat=days, montant=["1.50", "2.50", "9.00"]
    )
    assert found.fields["order_date"] == ["date_contrat"]
    assert found.fields["date"] == ["date_cloture"]


def test_a_table_of_orders_to_suppliers_holds_orders():
    found = guess("commande_fournisseur", rowid=["1", "2"], fk_soc=["7", "8"], total_ttc=["10.50", "11.20"])
    assert found.entity == "order"


def test_bare_digits_beside_a_place_are_postcodes():
    codes = [f"{510100 + 7 * n % 19:06d}" for n in range(30)]
    found = guess("名单", column_1=PEOPLE * 3, column_2=codes, column_3=["广州市", "深圳市", "佛山市"] * 10)
    assert found.fields["postcode"] == ["column_2"]


def test_bare_ten_digits_of_the_american_plan_are_phones():
    found = guess("list", a=["Ann Smith", "John Brown"] * 15, b=[f"212555{n:04d}" for n in range(30)])
    assert found.fields["phone"] == ["b"]


def test_the_number_of_these_rows_outranks_another_unique_number():
    cards = [f"62{n:015d}" for n in range(40)]
    found = guess("客户信息表", 卡号=cards, 客户号=[f"{n:06d}" for n in range(40)], 户名=PEOPLE * 4)
    assert found.id_column == "客户号"


@pytest.mark.parametrize(
    "header",
    [
        "紧急联系人",
        "Emergency Contact",
        "物流公司",
        "买家会员名",
        "father_name",
        "Mother's name",
        "配偶姓名",
        "监护人",
        "保護者氏名",
    ],
)
def test_a_person_beside_the_customer_is_not_the_customer(header):
    found = guess("客户", 姓名=PEOPLE, **{header: PEOPLE[::-1]})
    assert found.columns[header].field == "other"


def test_a_file_of_parents_alone_names_the_parents():
    found = guess("contacts", guardian_name=["Ann Smith", "Mary Jones", "John Brown"] * 3, guardian_phone=PHONES[:9])
    assert found.columns["guardian_name"].field == "person_name"
    assert found.columns["guardian_phone"].field == "phone"


@pytest.mark.parametrize("header", ["开卡门店", "注册门店", "担当店舗", "Filiale"])
def test_the_outlet_that_serves_a_person_is_no_company_of_his(header):
    outlets = [f"{city}{place}店" for city in ("济南", "长沙", "宁波") for place in ("解放", "江南", "桃园", "中山")]
    found = guess("会员", 会员姓名=(PEOPLE * 3)[:12], 手机号码=PHONES[:12], **{header: outlets})
    assert found.columns[header].field in {"department", "other"}
    assert found.entity == "customer"


def test_outlets_that_are_the_rows_themselves_keep_their_name():
    found = guess("门店", 门店编号=[f"S{n}" for n in range(10)], 门店=[f"海王星辰健康药房{n}店" for n in range(10)])
    assert "org_name" in found.fields or "name" in found.fields


@pytest.mark.parametrize(
    ("header", "field"),
    [("Default Address Zip", "postcode"), ("Default Address City", "city"), ("Default Address Company", "org_name")],
)
def test_the_word_address_before_a_part_of_it_only_says_whose_part(header, field):
    assert next(iter(match_header(header))) == field


def test_persons_under_the_header_address_are_persons():
    names = ["Ann Smith", "Mary Jones", "John Brown", "Peter White", "Susan Clark"]
    assert guess("x", address=names, id=list("12345")).columns["address"].field == "person_name"


def test_the_street_is_the_address_and_the_region_beside_it_is_not():
    streets = [f"广东省深圳市南山区科技路{n}号" for n in range(1, 11)]
    found = guess(
        "客户",
        客户名称=[f"深圳华信{n}有限公司" for n in range(10)],
        客户所在地=["广东省/深圳市/南山区"] * 10,
        详细地址=streets,
    )
    assert found.fields["address"] == ["详细地址"]


def _numbered(mark, count, twice=0):
    numbers = [f"{mark}{n:07d}" for n in range(count)]
    return [*numbers[: count - twice], *numbers[:twice]]


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("消费记录", ["小票号", "会员卡号", "消费日期", "实付金额"]),
        ("commandes", ["N° commande", "N° client", "Date", "Total HT"]),
    ],
)
def test_orders_under_unknown_headers_have_an_id_though_some_are_given_twice(source, head):
    rows = 1000
    columns = [_numbered("XP", rows, twice=8), _numbered("K", 250) * 4, ["2026-03-04"] * rows, ["12.50"] * rows]
    found = guess(source, **dict(zip(head, columns, strict=True)))
    assert found.entity == "order"
    assert found.id_column == head[0]
    assert found.columns[head[1]].field in {"customer_ref", "ref"}
    assert found.fields["amount"] == [head[3]]


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("消费明细", ["流水号", "小票号", "商品编码", "数量", "单价", "金额"]),
        ("订单产品", ["明细编号", "订单编号", "产品编码", "数量", "销售单价", "小计"]),
        ("lignes_commande", ["N° ligne", "N° commande", "Référence", "Quantité", "Prix unitaire", "Montant HT"]),
    ],
)
def test_lines_are_lines_of_the_orders_they_name(source, head):
    columns = [_numbered("", 60), _numbered("XP", 20) * 3, ["P1"] * 60, ["2"] * 60, ["5.00"] * 60, ["10.00"] * 60]
    found = guess(source, **dict(zip(head, columns, strict=True)))
    assert found.entity == "order_line"
    assert found.id_column == head[0]
    assert (found.fields["quantity"], found.fields["price"], found.fields["amount"]) == (
        [head[3]],
        [head[4]],
        [head[5]],
    )


def test_the_parent_by_name_is_no_name_of_the_row():
    firms = [f"深圳华信{n}有限公司" for n in range(10)]
    found = guess("客户", 客户名称=firms, 上级客户=firms[::-1])
    assert found.columns["上级客户"].field == "other"


def test_the_headers_of_sap_and_kingdee_are_read_without_their_mark():
    phones = [f"1381234{n:04d}" for n in range(10)]
    sap = {
        "KNVK-PARNR": [f"{n:010d}" for n in range(10)],
        "KNVK-NAME1": ["Weber", "Koch"] * 5,
        "KNVK-NAMEV": ["Anna", "Jens"] * 5,
    }
    assert guess("KNVK", **sap).fields["surname"] == ["KNVK-NAME1"]
    firms = [f"深圳华信{n}有限公司" for n in range(10)]
    fields = guess(
        "客户", FNumber=[f"C{n:03d}" for n in range(10)], FName=firms, FMobile=phones, FContact=PEOPLE
    ).fields
    assert (fields["phone"], fields["contact"]) == (["FMobile"], ["FContact"])
    assert "given_name" not in fields


def test_of_two_columns_for_one_field_the_fuller_one_is_meant():
    firms = [f"深圳华信{n}有限公司" for n in range(50)]
    found = guess("客户", 曾用公司名=[*firms[:2], *[""] * 48], 公司名称=firms)
    assert found.fields["org_name"] == ["公司名称"]
    found = guess(
        "pas", Other_First_Name=["", "Ann"] * 20, First_Name=["Mary", "John"] * 20, Surname=["Hill", "Low"] * 20
    )
    assert found.fields["given_name"] == ["First_Name"]


def test_the_policyholder_is_the_customer_and_not_those_beside_him():
    found = guess("保单", 业务员电话=PHONES[:30], 受益人姓名=PEOPLE * 3, 被保险人姓名=PEOPLE * 3, 投保人姓名=PEOPLE * 3)
    assert found.fields["person_name"] == ["投保人姓名"]
    assert "phone" not in found.fields


def test_a_register_of_baptisms_takes_the_surname_from_the_father():
    found = guess(
        "register", forename=["Mary", "John"] * 5, father_forename=["Tom"] * 10, father_surname=["Hill", "Low"] * 5
    )
    assert (found.fields["given_name"], found.fields["surname"]) == (["forename"], ["father_surname"])
    found = guess("register", forename=["Mary", "John"] * 5, surname=["Hill", "Low"] * 5, mother_surname=["Day"] * 10)
    assert found.fields["surname"] == ["surname"]


def test_a_few_letters_over_hundreds_of_rows_are_a_class_and_no_company():
    found = guess(
        "voters", LAST_NAME=["Smith", "Hill"] * 150, FIRST_NAME=["Ann", "Joe"] * 150, PARTY_AFFILIATION=["D", "R"] * 150
    )
    assert "org_name" not in found.fields


def test_the_second_line_of_a_name_belongs_to_the_name():
    first = [f"Henschel Gartenbau {n} GmbH" for n in range(40)]
    found = guess("KNA1", NAME1=first, NAME2=["", "Filiale Bonn", "Werk Ulm", "Niederlassung Nord"] * 10)
    assert found.fields[found.columns["NAME1"].field] == ["NAME1", "NAME2"]


def _names(count: int) -> tuple[list[str], list[str]]:
    firms = [f"{'苏杭广深'[k % 4]}州{'恒瑞博盛嘉鼎'[k % 6]}{'达远昌泰源'[k % 5]}贸易有限公司" for k in range(count)]
    people = [f"{'王李张刘陈杨赵'[k % 7]}{'伟芳娜敏静丽强磊'[k % 8]}{'军洋勇'[k % 3]}" for k in range(count)]
    return firms, people


def test_fname_over_firms_is_their_name():
    firms, people = _names(60)
    found = guess("k3", FNumber=[f"C{k:03d}" for k in range(60)], FName=firms, 联系人=people)
    assert found.fields["org_name"] == ["FName"]
    assert "given_name" not in found.fields


def test_who_is_in_charge_is_the_firms_own_person_where_hardly_two_firms_share_one():
    firms, people = _names(60)
    assert guess("k3", 客户名称=firms, 负责人=people).fields["contact"] == ["负责人"]
    sellers = [["王伟", "李芳", "张敏"][k % 3] for k in range(60)]
    assert guess("crm", 客户名称=firms, 负责人=sellers).fields["owner"] == ["负责人"]
    assert guess("crm", 客户名称=firms, 联系人=people, 负责人=people[::-1]).fields["owner"] == ["负责人"]


def test_phones_under_the_header_of_a_contact_are_phones():
    firms, _ = _names(40)
    phones = [f"0228 {k * 7919 % 10000000:07d}" for k in range(40)]
    assert guess("lieferanten", Name=firms, Kontakt1=phones).fields["phone"] == ["Kontakt1"]


def test_a_pupil_is_no_customer_of_the_school_and_is_reached_through_the_parents():
    pupils = {
        "学员姓名": ["罗思鸿", "陈艳民", "史洁", "郭霖成"] * 10,
        "出生日期": [f"201{k % 9}-07-{10 + k % 18}" for k in range(40)],
        "家长姓名": ["罗建国", "陈志强", "史红梅", "郭海燕"] * 10,
        "家长手机": PHONES,
        "就读学校": ["无锡市实验小学", "合肥市第一中学", "广州育才学校", "苏州外国语学校"] * 10,
    }
    found = guess("学员信息", **pupils)
    assert found.fields["phone"] == ["家长手机"]
    assert "org_name" not in found.fields
    assert "家长姓名" not in [c for f in ("person_name", "contact", "name") for c in found.fields.get(f, [])]
    own = guess("学员信息", 手机=PHONES[::-1], **pupils)
    assert own.fields["phone"] == ["手机"]


def test_a_column_of_both_names_beside_each_of_them_is_no_surname():
    first, last = ["thomas", "mary", "john", "anne"] * 5, [f"clif{n}ford" for n in "abcdefghijklmnopqrst"]
    found = guess(
        "persons",
        first_and_surname=[f"{a} {b}" for a, b in zip(first, last, strict=True)],
        first_name=first,
        surname=last,
    )
    assert found.fields["surname"] == ["surname"]
    assert found.fields["person_name"] == ["first_and_surname"]
