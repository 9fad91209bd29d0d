import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.bytes import (
    CONTROL,
    DIGIT,
    DOUBLE_SPACE,
    EDGE_SPACE,
    FOREIGN,
    HAN,
    LOWER,
    MARKUP,
    NON_ASCII,
    SPACE,
    UPPER,
    kinds,
)

texts = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \t&<'=Az09中䀀鿿é"), max_size=12), max_size=20
)
_KINDS = {
    SPACE: lambda c: c in " \t\n\r",
    DIGIT: lambda c: "0" <= c <= "9",
    UPPER: lambda c: "A" <= c <= "Z",
    LOWER: lambda c: "a" <= c <= "z",
    MARKUP: lambda c: c in "&<'=",
    HAN: lambda c: "\u4000" <= c <= "\u9fff",
    FOREIGN: lambda c: c > "\x7f" and not "\u4000" <= c <= "\u9fff",
}


@given(texts)
@settings(max_examples=50, deadline=None)
def test_kinds_agree_with_looking_at_each_text(values):
    found = kinds(pa.array(values, pa.string()))
    for text, flags in zip(values, found, strict=True):
        assert bool(flags & NON_ASCII) == (not text.isascii())
        for kind, within in _KINDS.items():
            assert bool(flags & kind) == any(within(c) for c in text)
        assert bool(flags & CONTROL) == any((ord(c) < 32 and c not in "\t\n\r") or ord(c) == 127 for c in text)
        assert bool(flags & EDGE_SPACE) == (text[:1] in set("\t\n\r ") or text[-1:] in set("\t\n\r "))
        assert bool(flags & DOUBLE_SPACE) == ("  " in text)


def test_a_slice_is_read_from_its_own_start():
    values = pa.array(["  ", "a", "中"]).slice(1)
    assert [int(f) for f in kinds(values)] == [LOWER, HAN]
