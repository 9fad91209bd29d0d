"""What checks say beside a value, in the reader's language: not every proposal is a value to put in its place."""

import re

import pyarrow as pa
import pyarrow.compute as pc

# rules whose proposal says something of the value, instead of a better one
SAYING = frozenset(
    {"duplicate_row", "duplicate_customer", "duplicate_contact", "parent_loop", "shared_phone", "conflicting_tax_id",
     "placeholder_phone", "placeholder_email", "birth_date_id_mismatch", "gender_id_mismatch", "dormant_customer"}
)  # fmt: skip
_CHINESE = (
    (r"^same as (.+)$", r"与 \1 相同"),
    (r"^copy of row (\d+)$", r"与第 \1 行相同"),
    (r"^circle through (.*)$", r"环中的上一个：\1"),
    (r"^on (\d+) customers$", r"出现在 \1 个客户上"),
    (r"^id says male$", "身份证号显示为男"),
    (r"^id says female$", "身份证号显示为女"),
    (r"^id says (\d.*)$", r"身份证号显示为 \1"),
    (r"^last activity (\d.*)$", r"最近往来 \1"),
    (r"^no activity since created (\d.*)$", r"\1 建档后无往来"),
)


def worded(proposal: str, language: str) -> str:
    """Return one proposal of a rule of `SAYING` in `zh`; in any other language as it is."""
    for pattern, chinese in _CHINESE if language == "zh" else ():
        proposal = re.sub(pattern, chinese, proposal)
    return proposal


def in_language(findings: pa.Table, language: str) -> pa.Table:
    """Return the findings with what the checks say worded in `zh`; in any other language as they are.

    >>> table = pa.table({"rule": ["shared_phone", "name_case"], "proposal": ["on 4 customers", "on 4 customers"]})
    >>> in_language(table, "zh")["proposal"].to_pylist()
    ['出现在 4 个客户上', 'on 4 customers']
    """
    if language != "zh" or not findings.num_rows:
        return findings
    said = findings["proposal"].combine_chunks()
    saying = pc.is_in(findings["rule"].combine_chunks(), value_set=pa.array(sorted(SAYING)))
    worded = said.filter(saying)
    for pattern, chinese in _CHINESE:
        worded = pc.replace_substring_regex(worded, pattern, chinese)
    place = findings.column_names.index("proposal")
    return findings.set_column(place, findings.schema.field(place), pc.replace_with_mask(said, saying, worded))
