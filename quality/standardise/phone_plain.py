"""Plain numbers that `phone.sweep` passes over, read a column at a time: with an extension, or not assigned.

What is told here is what `phone.standardise` says of each text; it is asked about the rest, one by one.
"""

from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise.phone import PLAIN, plan, sweep

_EXTENDED = r"^(\+.*[0-9]) {0,2}(?:[xX]|[eE]xt\.?|转|分机) ?([0-9]{1,6}) ?$"
_LEAST = 7  # digits before an extension


def extended(texts: pa.Array, region: str) -> pa.Array:
    """Return E.164 with `;ext=` for plain, assigned numbers with + and an extension, null for all others.

    >>> extended(pa.array(["+1-803-555-0178 x5079", "+1-803-555-0178"]), "US").to_pylist()
    ['+18035550178;ext=5079', None]
    """
    numbers, ends = _parted(texts)
    return pc.binary_join_element_wise(sweep(numbers, region), ends, "")


def unassigned(texts: pa.Array, region: str) -> pa.Array:
    """Return the form of E.164 (and the extension) of numbers of a region that can be dialled and are not assigned.

    Told are those with the country's code before them, of a length that its numbers have; null for all others, and
    for those of China, which have no form where they are not assigned.

    >>> unassigned(pa.array(["+1-729-555-0146 x62", "+1 729 555 0146", "729 555 0146"]), "US").to_pylist()
    ['+17295550146;ext=62', '+17295550146', None]
    """
    known, nothing = plan(region) if region not in {"CN", ""} else None, pa.nulls(len(texts), pa.string())
    if known is None or not len(texts):
        return nothing
    code, _, assigned = known
    possible = _possible(code)
    if possible is None:
        return nothing
    numbers, ends = _parted(texts)
    numbers, ends = pc.coalesce(numbers, texts), pc.fill_null(ends, "")
    digits = pc.replace_substring_regex(numbers, "[^0-9+]", "")
    national = pc.replace_substring_regex(digits, rf"^\+{code}", "")
    fits = pc.and_(pc.match_substring_regex(numbers, PLAIN), pc.match_substring_regex(digits, rf"^\+{code}"))
    fits = pc.and_(fits, pc.match_substring_regex(national, possible))
    fits = pc.and_not(fits, pc.match_substring_regex(national, f"^(?:{assigned})$"))
    written = pc.binary_join_element_wise(f"+{code}", national, ends, "")
    return pc.if_else(fits, written, pa.scalar(None, pa.string()))


def _parted(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the number and `;ext=` of each text with an extension, nulls for the others."""
    found = pc.match_substring_regex(texts, _EXTENDED)
    none = pa.scalar(None, pa.string())
    numbers = pc.replace_substring_regex(texts, _EXTENDED, r"\1")
    ends = pc.replace_substring_regex(texts, _EXTENDED, r";ext=\2")
    digits = pc.utf8_length(pc.replace_substring_regex(numbers, "[^0-9]", ""))
    found = pc.and_(found, pc.greater_equal(digits, _LEAST))
    return pc.if_else(found, numbers, none), pc.if_else(found, ends, none)


@cache
def _possible(code: str) -> str | None:
    """Return a pattern of national numbers of a possible length, none that begins with what is dialled before them.

    None where what is dialled before them is more than digits.
    """
    from phonenumbers import PhoneMetadata, region_code_for_country_code

    metadata = PhoneMetadata.metadata_for_region(region_code_for_country_code(int(code)))
    before = metadata.national_prefix_for_parsing or ""
    if before and not before.isdigit():
        return None
    lengths = "|".join(f"[0-9]{{{n - 1}}}" for n in metadata.general_desc.possible_length)
    return f"^[^0{before[:1]}](?:{lengths})$"
