"""What holds for every standardiser: total, idempotent, and sure of its own normal form."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.cleaning.fields import standardise_field
from quality.standardise import address, company, dates, email, money, national_id, person, phone, place, tax_id, text
from quality.standardise.base import INVALID, MISSING, VALID
from quality.standardise.placeholder import candidates, is_placeholder

MODULES = [address, company, dates, email, money, national_id, person, phone, place, tax_id, text]
CHECKED = [dates, email, money, national_id, phone, tax_id]  # of names and places any text may be one
FIELDS = ["phone", "fax", "email", "tax_id", "national_id", "birth_date", "order_date", "amount", "org_name", "name",
          "person_name", "address", "state", "city", "locality", "text", "id"]  # fmt: skip
LIKELY = st.text(st.sampled_from(list("0123456789 -+()/.,:@ABCXabcx省市路王张有限公司（）　年月日￥元")), max_size=20)
PLACES = [*"广东 深圳 省 市 南山区 崇文区 番禺 - sw1a1aa Rd.".split(), " ", "12 High", " St", ", ", "P.O. Box 1"]
STRANGE = ["", "\0", "🙂", "\u200f\u05e9\u05dc\u05d5\u05dd", "a" * 40_000, "１３８００１３８００１"]
ANY = st.one_of(
    LIKELY, st.text(max_size=40), st.lists(st.sampled_from(PLACES), max_size=5).map("".join), st.sampled_from(STRANGE)
)
FILLERS = ["无", "N/A", "000000", "test@test.com", "11111111111", "xxx", "--", "1900-01-01"]
quick = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
@quick
@given(value=ANY)
def test_no_text_is_too_strange_and_once_is_enough(module, value):
    once = module.format(value)
    assert module.format(once) == once
    done = module.standardise([value])
    assert done.states[0] in {VALID, INVALID, MISSING}
    if done.states[0] == VALID and module in CHECKED:
        assert module.validate(done.values[0])
        assert module.validate(module.format(done.values[0]))


@pytest.mark.parametrize("field", FIELDS)
@quick
@given(texts=st.lists(ANY.filter(str.strip), min_size=1, max_size=6, unique=True))
def test_whole_columns_agree_with_single_values_and_are_idempotent(field, texts):
    done = standardise_field(field, pa.array(texts, pa.string()), None, "CN")
    assert len(done.values) == len(texts)
    valid = [v for v, s in zip(done.values, done.states, strict=True) if s == VALID]
    again = standardise_field(field, pa.array(valid, pa.string()), None, "CN")
    assert again.values == valid
    if field not in {"tax_id", "national_id"}:  # these may judge a column by the shape that dominates it
        assert again.states == [VALID] * len(valid)


@pytest.mark.parametrize("field", ["phone", "tax_id", "national_id", "email", "birth_date", "name", "city", "other"])
@quick
@given(
    value=st.one_of(
        LIKELY, st.sampled_from(["无", "N/A", "000000", "test@test.com", "11111111111", "xxx", "--", "1900-01-01"])
    )
)
def test_candidates_never_miss_a_placeholder(field, value):
    if value and is_placeholder(value, field):
        assert candidates(pa.array([value]), field).to_pylist() == [True]


PHONES = {
    "+86 138 0013 8001": "+8613800138001",
    "（0755）2677-1234转12": "+8675526771234;ext=12",
    "0086-13800138001": "+8613800138001",
    "400-820-8820": "+864008208820",
    "86-755-26771234": "+8675526771234",
    "+1 (415) 555-2671": "+14155552671",
    "+49 30 901820": "+4930901820",
    "13800138001.0": "+8613800138001",
}


@pytest.mark.parametrize(("written", "normal"), PHONES.items())
def test_phones_by_either_path(written, normal):
    assert standardise_field("phone", pa.array([written]), None, "CN").values == [normal]
    assert phone.standardise([written], ["CN"]).values == [normal]
    assert phone.validate(normal)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("138****1234", "+86138****1234"),
        ("+86 138-xxxx-1234", "+86138****1234"),
        ("138●●●●1234", "+86138****1234"),
        ("0571-8****123", "05718****123"),
    ],
)
def test_hidden_digits_stay_hidden_digits(written, normal):
    done = phone.standardise([written, normal], ["CN", "CN"])
    assert done.values == [normal, normal]
    assert done.states == ["invalid", "invalid"]


def test_what_a_spreadsheet_ruined_is_told_and_not_guessed():
    done = phone.standardise(["1.38E+10", "75526771234"], ["CN", "CN"])
    assert done.states == [INVALID, INVALID]
    assert done.rules == ["phone/ruined_by_spreadsheet", "phone/lost_zero"]
    assert done.suggestions == [None, "+8675526771234"]


DATES = {
    "2024年2月9日": "2024-02-09",
    "20240209": "2024-02-09",
    "2024/2/9 10:11:12": "2024-02-09",
    "9 Feb 2024": "2024-02-09",
    "February 9, 2024": "2024-02-09",
    "9. Februar 2024": "2024-02-09",
    "13/02/2024": "2024-02-13",
    "2024-02-09T10:11:12Z": "2024-02-09",
}


def test_dates_of_many_formats():
    done = dates.standardise(list(DATES))
    assert done.values == list(DATES.values())


def test_day_and_month_are_settled_by_the_column_or_told():
    assert dates.standardise(["13/02/2024", "03/02/2024"]).values == ["2024-02-13", "2024-02-03"]
    assert dates.standardise(["02/13/2024", "03/02/2024"]).values == ["2024-02-13", "2024-03-02"]
    assert dates.standardise(["03/02/2024"]).rules == ["date/ambiguous"]
    assert dates.standardise(["2024-02-30"]).rules == ["date/impossible"]
    assert dates.standardise(["45000", "45001", "45002"]).values[0] == "2023-03-15"
    assert dates.standardise(["45000", "2024-01-01", "2024-01-02"]).rules[0] == "date/serial"


def test_two_digit_years_are_read_from_the_year_that_is_named():
    for year, born, made in ((2026, "1927-03-13", "2027-03-13"), (2090, "2027-03-13", "2027-03-13")):
        assert dates.standardise(["13.03.27"], "dmy", birth=True, year=year).values == [born]
        assert dates.standardise(["13.03.27"], "dmy", year=year).values == [made]


@pytest.mark.parametrize("ruined", ["4.20106E+17", "9.14401e+17", "4,2E17"])
def test_a_number_that_a_spreadsheet_rounded_keeps_its_text_and_is_invalid(ruined):
    for module, sound in ((national_id, "110101199003074258"), (tax_id, "91110000600037341L")):
        found = module.standardise([ruined, sound])
        assert (found.values[0], found.states[0]) == (ruined, INVALID)


def test_tax_ids():
    done = tax_id.standardise(
        ["91110000600037341L", "91110000600037341K", "440300123456788", "440300123456789", "DE136695976", "12-3456789"],
        ["", "", "", "", "", "US"],
    )
    assert done.states == [VALID, INVALID, VALID, INVALID, VALID, VALID]
    assert tax_id.suggest("9111OOOO600037341L") == "91110000600037341L"


def test_numbers_without_a_country_are_read_by_the_check_digits_that_fit_nearly_all():
    from stdnum.es import dni

    numbers = [f"{n * 7919 % 10**8:08d}" for n in range(1, 40)]
    spanish = [number + dni.calc_check_digit(number) for number in numbers]
    wrong = spanish[0][:8] + ("A" if spanish[0][8] != "A" else "B")
    assert tax_id.standardise([*spanish, wrong]).states == [VALID] * len(spanish) + [INVALID]


def test_national_ids():
    done = national_id.standardise(["11010519491231002X", "110105194912310021", "11010519491331002X"])
    assert done.states == [VALID, INVALID, INVALID]
    assert set(national_id.standardise(["1234567", "7654321", "2345678", "12"]).states[:3]) == {VALID}


def test_names():
    assert person.parse("Dr. Anna Maria Lee, Jr.").surname == "Lee"
    assert person.parse("欧阳娜娜女士") == person.PersonName("女士", "娜娜", "", "欧阳")
    assert company.parse("华为技术有限公司上海分公司").branch == "上海分公司"
    assert company.parse("Acme, Inc.").core == "Acme"
    assert money.compact("￥1,234.50") == "1234.50"
    assert text.is_mojibake("é”Ÿæ–¤æ‹·")


@pytest.mark.parametrize(
    ("text", "number"),
    [("06 96 84 81 45", "+596696848145"), ("02 62 15 85 62", "+262262158562"), ("06 12 34 56 71", "+33612345671")],
)
def test_numbers_of_the_french_overseas_are_read_as_they_are_dialled(text, number):
    assert phone.format(text, "FR") == number
