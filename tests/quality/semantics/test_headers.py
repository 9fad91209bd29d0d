"""Headers of well-known systems, in several languages, and the field each stands for."""

import pytest

from quality.semantics.entities import foreign_entity, named_entity
from quality.semantics.headers import header_words, is_known_header, match_header, plain_headers, says_latest
from tests.quality.semantics.expected import header_pairs

EXPECTED = """
phone: Phone | MobilePhone | TELF1 | Telefon | téléphone | 手机号码 | 客户公司联系电话 | lxdh
phone: contactPhone | phone_number_1 | Tel. (mobil) | 收货人手机号
fax: TELFX | 传真号码 | Fax
email: EmailAddress | e-mail | courriel | 电子邮箱 | contact_email | correo electrónico
tax_id: STCEG | tva_intra | USt-IdNr. | 统一社会信用代码 | 纳税人识别号 | nsrsbh | VATRegNo | partita iva | x_studio_vat
national_id: soc_sec_id | ssn | 身份证号 | sfzh | DNI
org_name: CompanyName | raison sociale | Firma | 公司名称 | razón social | gsmc
name: NAME1 | Nom | 客户名称 | cust_nm | khmc
person_name: 姓名 | fullPersonName | 法定代表人
contact: ContactName | Ansprechpartner | 联系人 | lxr
given_name: fname | FirstName | prénom | Vorname | first name 1
surname: lname | LastName | Nachname | apellidos | cognome
middle_name: middle_name | midl_name
name_suffix: name_sufx_cd
birth_date: dob | date naissance | Geburtsdatum | 出生日期
gender: sex_code | 性别 | Geschlecht
address: res_street_address | 详细地址 | Adresse | Address | 家庭住址
street: STRAS | Straße | BillingStreet
street_number: street_number | house_num | Hausnummer
city: ORT01 | ShipCity | ville | 城市 | res_city_desc
state: BillingState | Region | 省份 | Bundesland
postcode: PSTLZ | zip_code | PLZ | code postal | 邮编 | postcode_fake
country: LAND1 | BillingCountry | pays | 国家
owner: 所属销售 | 专管业务员名称 | Account Owner | SupportRepId
last_seen: 最近跟进时间 | LastActivityDate | last_order_date
created: createdate | 创建时间 | ERDAT
updated: hs_lastmodifieddate | 修改时间
amount: 订单金额 | total_ttc | 注册资本 | AnnualRevenue
phone: 電話番号 | 行動電話 | 전화번호 | телефон | 携帯電話
tax_id: 統一編號 | 法人番号 | ИНН | 사업자등록번호 | CIF/NIF
contact: 聯絡人 | 担当者名 | 담당자
postcode: 郵遞區號 | 郵便番号 | C.P. | почтовый индекс
owner: 業務人員 | 営業担当 | Vertreter | Comercial | менеджер
created: 建檔日期 | 登録日 | Fecha alta | 发展日期 | 입회일자 등록일
order_date: 受注日 | date de commande | дата заказа
name: 客戶名稱 | 顧客名 | Nombre Fiscal | наименование
person_name: 氏名 | ФИО
other: フリガナ | birth_place | occupation | ContactTitle | 联系人职务 | 开户银行
"""
PAIRS = header_pairs(EXPECTED)


@pytest.mark.parametrize(("header", "field"), PAIRS)
def test_a_header_names_its_field(header, field):
    scores = match_header(header)
    assert scores
    assert scores.get(field, 0) == max(scores.values()), scores


def test_words_of_a_header():
    assert header_words("custFirstName") == ("cust", "first", "name")
    assert header_words("fk_soc") == ("fk", "soc")
    assert header_words("客户公司联系电话")[-1] == "联系电话"


@pytest.mark.parametrize("cell", ["王芳", "13800138000", "2024-01-02", "Obere Str. 57", ""])
def test_data_does_not_read_as_a_header(cell):
    assert not is_known_header(cell)


def test_qualified_headers_are_about_a_field_only():
    assert match_header("email_opt_in").get("email", 0) < 0.5
    assert match_header("phone type").get("phone", 0) < 0.5


@pytest.mark.parametrize(
    "header", ["最近消费日期", "最終取引日", "Última compra", "Letzter Auftrag", "Last Purchase", "последний заказ"]
)
def test_a_header_says_that_it_is_the_latest(header):
    assert says_latest(header)


@pytest.mark.parametrize("header", ["Last modified", "最后修改时间", "创建时间", "elastic limit", "Postlast"])
def test_other_headers_do_not(header):
    assert not says_latest(header)


def test_the_head_of_a_name_stands_last():
    names = {"customer_orders": "order", "客户资料_联系人": "contact", "orders by customer": "order",
             "顧客マスタ": "customer", "受注": "order", "销售订单子表": "order_line",
             "Debitorenumsatz": "ledger"}  # fmt: skip
    assert {name: named_entity(name) for name in names} == names


def test_entities():
    names = {"socpeople": "contact", "客户订单": "order", "InvoiceLine": "order_line", "跟进记录": "interaction",
             "华东区客户": "customer", "facture": "order", "tickets_export": "ticket"}  # fmt: skip
    assert {name: named_entity(name) for name in names} == names
    assert foreign_entity("fk_prospectlevel") == ""
    assert foreign_entity("ReportsTo") == "parent"


def test_a_mark_that_all_headers_begin_with_says_nothing_of_the_columns():
    plain = plain_headers(["FNumber", "FName", "FContact", "F_PAEZ_Text", "FMobile"])
    assert list(plain.values()) == ["Number", "Name", "Contact", "PAEZ_Text", "Mobile"]
    assert plain_headers(["KNA1-KUNNR", "KNA1-NAME1", "KNA1-ORT01"])["KNA1-NAME1"] == "NAME1"
    mixed = ["Account.Name", "Contact.Name", "Owner.Name", "FirstName", "Fax"]
    assert list(plain_headers(mixed).values()) == mixed
