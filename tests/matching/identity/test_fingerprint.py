"""Fingerprints are made once for a table, and never altered."""

import pyarrow as pa
import pytest

from matching.identity import fingerprint

TABLE = pa.table({"record_id": ["s:1", "s:2"], "source": ["s", "s"], "name": ["Anna", "Lee"], "status": ["a", None]})


def test_a_table_is_fingerprinted_once_and_another_anew():
    found = fingerprint(TABLE)
    assert fingerprint(TABLE) is found
    other = TABLE.set_column(2, "name", pa.array(["Anna", "Li"]))
    assert fingerprint(other).content.tolist()[0] == found.content.tolist()[0]
    assert fingerprint(other).content.tolist()[1] != found.content.tolist()[1]
    assert fingerprint(TABLE).full.tolist() == found.full.tolist()


def test_what_others_share_cannot_be_altered():
    with pytest.raises(ValueError, match="read-only"):
        fingerprint(TABLE).full[0] = 0
