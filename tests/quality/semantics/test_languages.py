"""Headers in many languages, forms' remarks, and what name and birth columns mean beside one another."""

import pyarrow as pa
import pytest

from quality import infer_source
from quality.semantics.headers import match_header
from tests.quality.semantics.expected import header_pairs

EXPECTED = """
person_name: Họ và tên | Ad Soyad | Nama Lengkap | Imię i nazwisko | الاسم الكامل | 성명 | ชื่อ-นามสกุล
person_name: Apellidos y nombre
name: اسم العميل | Navn | Namn | Nama | Müşteri adı
given_name: Fornavn | Imię | Prénom | Ad | שם פרטי
surname: Efternavn | Nazwisko | Soyad | นามสกุล | Segundo apellido
phone: رقم الجوال | MSISDN | Số điện thoại | Cep telefonu | No. HP | เบอร์โทรศัพท์ | 휴대폰번호 | Mobilnr.
email: البريد الإلكتروني | E-posta | อีเมล
birth_date: Ngày sinh | تاريخ الميلاد | Doğum tarihi | Født | Data urodzenia | F.Nac.
birth_date: yob | birth_year | 出生年 | Geburtsjahr
gender: Giới tính | الجنس | Køn | Płeć | Cinsiyet | Jenis Kelamin | 성별 | เพศ
age: Alder | age | 年龄 | Wiek | Leeftijd | العمر | alder_aar
address: Địa chỉ | العنوان | Bopæl | Alamat | ที่อยู่ | Adres zamieszkania
city: المدينة | Şehir | Poststed | Miasto
locality: Sogn | Parroquia | Kirchspiel | المنطقة
national_id: CCCD | CMND | EMIRATES_ID | رقم الهوية | T.C. Kimlik No | CPR-nr. | NIK
owner: 负责人（必填） | Nhân viên phụ trách
phone: 手机（必填） | Phone (required) | *电话 | 联系电话【选填】
amount: 金额（单位：元）
"""
PAIRS = header_pairs(EXPECTED)


@pytest.mark.parametrize(("header", "field"), PAIRS)
def test_a_header_names_its_field(header, field):
    scores = match_header(header)
    assert scores.get(field, 0) == max(scores.values(), default=1), scores
    assert scores[field] > 0.9


def fields_of(**columns):
    size = len(next(iter(columns.values())))
    fixed = {"record_id": [f"x:{i}" for i in range(size)], "_source": ["x"] * size, "_file": ["f"] * size}
    records = pa.table({**fixed, "_row": list(range(size)), **columns})
    return infer_source(records, "people").fields


def test_a_name_of_one_word_beside_surnames_is_the_given_name():
    names = {"Nombre": ["Raquel", "Elena", "Hugo"], "Primer apellido": ["Vargas", "Rojas", "Gil"]}
    fields = fields_of(**names, **{"Segundo apellido": ["Pérez", "Gil", "Sanz"]})
    assert fields["given_name"] == ["Nombre"]
    assert fields["surname"] == ["Primer apellido", "Segundo apellido"]


def test_whole_names_beside_surnames_stay_names():
    fields = fields_of(Name=["Raquel Vargas", "Elena Rojas", "Hugo Gil"], Surname=["Vargas", "Rojas", "Gil"])
    assert "given_name" not in fields


def test_a_year_of_birth_is_the_birth_date_where_there_is_no_better_one():
    years = {
        "yob": [str(1940 + n) for n in range(30)],
        "Voter name": [f"Smith, Ann {chr(65 + n % 26)}" for n in range(30)],
    }
    assert fields_of(**years)["birth_date"] == ["yob"]
    both = fields_of(**years, dob=[f"{1940 + n}-03-{n % 27 + 1:02d}" for n in range(30)])
    assert both["birth_date"] == ["dob"]
    assert "date" not in both


def test_the_end_of_a_number_is_no_number():
    ends = [f"{n * 7919 % 10000:04d}" for n in range(30)]
    people = {"姓名": ["王芳", "李雷", "赵敏"] * 10}
    assert fields_of(**people, 身份证后四位=ends, 手机尾号=ends[::-1]) | {"person_name": []} == {
        "person_name": [], "id_tail": ["身份证后四位"], "phone_tail": ["手机尾号"]
    }  # fmt: skip
    assert fields_of(**people, ssn_last4=ends)["id_tail"] == ["ssn_last4"]
    assert "id_tail" not in fields_of(**people, ssn_last4=[f"123-45-{e}" for e in ends])


def test_tax_numbers_of_natural_persons_are_national_numbers():
    dni = [f"{n:08d}{'TRWAGMYFPDXBNJZSQVHLCKE'[n % 23]}" for n in range(21997466, 21997496)]
    names = {"Nombre": ["Raquel", "Elena", "Hugo"] * 10, "Apellidos": ["Vargas", "Rojas", "Gil"] * 10}
    assert fields_of(**names, **{"NIF/NIE": dni})["national_id"] == ["NIF/NIE"]
    firms = [f"B{n:08d}" for n in range(30)]
    assert fields_of(**names, NIF=firms)["tax_id"] == ["NIF"]
