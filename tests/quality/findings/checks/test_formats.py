"""Account numbers are checked in a column whatever it was, or was not, understood as."""

import pytest

from quality.findings import AuditSource, audit
from tests.quality.exports import records as exported

GOOD = ["DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606", "NL91ABNA0417164300"]


@pytest.mark.parametrize("fields", [{"id": "id"}, {"id": "id", "other": "konto"}])
def test_a_wrong_account_number_is_found_in_a_column_that_nobody_understood(fields):
    konto = [*GOOD * 3, "DE89370400440532013001"]
    records = exported(id=[str(k) for k in range(len(konto))], konto=konto)
    found = audit({"s": AuditSource(records, entity="customer", fields=fields)}).findings.to_pylist()
    assert [row["value"] for row in found if row["rule"] == "iban_invalid"] == ["DE89370400440532013001"]
