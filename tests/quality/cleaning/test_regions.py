import numpy as np
import phonenumbers
import pyarrow as pa
import pytest

from quality.cleaning.regions import main_region

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
