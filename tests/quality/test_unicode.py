"""What is told by the bytes at sight is what the whole column's kernels would have made."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.findings.script import folded, simplified
from quality.unicode import compatible, lowered, visible

_ODD = "ＡｶﾞßİÀ\u200b\ufeff\u00ad䷀䶵鿿鿰一龥興廣（）、-_ aB9"
columns = st.lists(
    st.none() | st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(_ODD), max_size=8), max_size=12
).map(lambda values: pa.array(values, pa.string()))


@settings(deadline=None)
@given(columns)
def test_each_writes_every_text_as_its_kernel_does(values):
    assert compatible(values).equals(pc.utf8_normalize(values, form="NFKC"))
    assert lowered(values).equals(pc.utf8_lower(values))
    assert visible(values).equals(pc.replace_substring_regex(values, "[\u00ad\u200b-\u200f\u2060\ufeff]", ""))


@settings(deadline=None)
@given(columns)
def test_folding_leaves_letters_and_digits_whatever_the_others_of_the_column_are(values):
    text = pc.utf8_lower(pc.utf8_normalize(values, form="NFKC"))
    text = simplified(pc.replace_substring_regex(text, r"[^\p{L}\p{N}]", ""))
    assert folded(values).equals(pc.if_else(pc.equal(text, ""), None, text))
