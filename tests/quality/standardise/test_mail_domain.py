"""One slip in a provider's domain is seen, whatever the slip; whole providers and real neighbours are left alone."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.standardise.mail_domain import may_be_meant, meant


@pytest.mark.parametrize("provider", ["gmail.com", "hotmail.com", "outlook.com"])
@given(at=st.integers(1, 3), kind=st.sampled_from(["drop", "double", "swap"]))
def test_one_slip_inside_a_long_name_is_seen(provider, at, kind):
    made = {
        "drop": provider[:at] + provider[at + 1 :],
        "double": provider[:at] + provider[at] + provider[at:],
        "swap": provider[:at] + provider[at + 1] + provider[at] + provider[at + 2 :],
    }[kind]
    assert meant(made) == ("" if made == provider else provider)
    assert made == provider or may_be_meant(pa.array([made])).to_pylist() == [True]


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("qq.con", "qq.com"),
        ("163.cmo", "163.com"),
        ("mail.com", ""),
        ("google.com", ""),
        ("huaxin.com.cn", ""),
        ("", ""),
    ],
)
def test_slips_of_the_last_part_and_real_neighbours(domain, provider):
    assert meant(domain) == provider
    assert not provider or may_be_meant(pa.array([domain])).to_pylist() == [True]
