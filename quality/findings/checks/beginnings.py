"""What the addresses of a column begin with: few of many are distinct, so the divisions are read once for each."""

import numpy as np

from quality.findings.encode import encode_text
from quality.findings.view import Column, View
from quality.spool import slices
from quality.standardise import address
from quality.standardise.chinese_address import ChineseAddress, heads


def beginnings(view: View, column: Column) -> tuple[list[ChineseAddress], np.ndarray]:
    """Return what addresses begin with taken apart, each beginning once, and its place for each distinct address.

    An address that begins with no division has the place -1.
    """
    key = ("", f"beginnings of {column.name}")
    if key not in view.memo:
        begins = view.spool.join(heads(part) for part, _ in slices(column.values))
        found, place = encode_text(begins, view.spool)
        view.memo[key] = [address.parse(head) for head in found.to_pylist()], place
    return view.memo[key]
