import numpy as np
import phonenumbers
import pyarrow as pa
import pytest

from quality.cleaning.regions import main_region
from quality.standardise import phone

NOBODY = pa.table({"a": ["x"]})


def numbers(region, shape, count=120):
    """Valid numbers of a country in a national shape; `#` is any digit, `|` parts alternatives."""
    rng, found = np.random.default_rng(5), []
    while len(found) < count:
        text = "".join(str(rng.integers(10)) if c == "#" else c for c in rng.choice(shape.split("|")))
        if phonenumbers.is_valid_number(phonenumbers.parse(text, region)):
            found.append(text)
    return [pa.array(found)]


@pytest.mark.parametrize(
    ("region", "shape"),
    [("ES", "9########|6########"), ("TW", "02-########|07-#######"), ("JP", "03-####-####|090-####-####"),
     ("US", "(###) ###-####"), ("DE", "030 #######|0171 #######|0221 ######"), ("FR", "01 ## ## ## ##|06 ## ## ## ##"),
     ("IT", "3#########|06 ########"), ("CN", "13#########")],
)  # fmt: skip
def test_the_country_is_the_one_whose_plan_fits_best_not_the_loosest(region, shape):
    assert main_region(numbers(region, shape), None, NOBODY) == region


@pytest.mark.parametrize(
    ("region", "shape"),
    [("GB", "07### ######"), ("GB", "0161 ### ####|020 #### ####|07### ######"), ("IN", "9#########|8#########"),
     ("AU", "04## ### ###|02 #### ####")],
)  # fmt: skip
def test_a_plan_whose_trunk_prefix_has_rivals_is_read_all_the_same(region, shape):
    assert main_region(numbers(region, shape), None, NOBODY) == region


def test_where_the_phones_fit_two_plans_mail_domains_and_postcodes_tell():
    mobiles = numbers("GB", "07#########")
    indian = pa.table({"mail": [f"a{i}@firm{i}.in" for i in range(20)]})
    assert (main_region(mobiles, None, NOBODY), main_region(mobiles, None, indian)) == ("GB", "IN")
    british = pa.table({"zip": ["SW1A 1AA", "M1 1AE", "EC1A 1BB", "B33 8TH"] * 5})
    assert main_region(numbers("GB", "74########|75########"), None, british) == "GB"


def test_numbers_with_a_country_code_tell_the_country_of_the_bare_ones():
    mixed = ["971501299681", "00971552959212", "+971 56 534 3458", "0565160832", "971551299682", "971521299683"]
    assert main_region([pa.array(mixed)], None, NOBODY) == "AE"
    bare = ["971501299681", "971552959212", "971565343458", "971565160832"]
    assert main_region([pa.array(bare)], None, NOBODY) == "AE"
    assert main_region([pa.array(["13800138001", "13900139002", "+1 212 555 0100"] * 5)], None, NOBODY) == "CN"


def test_the_countrys_own_code_needs_no_plus():
    assert (
        phone.sweep(pa.array(["971501299681", "0501299681", "4915112345678"]), "AE").to_pylist()[:2]
        == ["+971501299681"] * 2
    )
    assert phone.sweep(pa.array(["4915112345678"]), "AE").to_pylist() == [None]


def test_the_letters_of_the_records_tell_japan_and_korea():
    phones = pa.array(["06-7139-5895", "03-4113-6092", "090-6855-7467", "080-3084-7734"] * 5)
    names = pa.array(["高橋俊介", "サトウ タツヤ", "みうら 舞", "清水剛"] * 5)
    assert main_region([phones], None, pa.table({"name": names})) == "JP"
    phones = pa.array(["010-7217-7104", "02-555-1234"] * 5)
    assert main_region([phones], None, pa.table({"name": ["김민준", "이현아"] * 5})) == "KR"
