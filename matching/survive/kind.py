"""What kind of party a golden record is."""

import numpy as np
import pyarrow as pa

_PERSON = ("contact", "person_name", "given_name", "surname")


def customer_kind(golden: pa.Table, table: pa.Table) -> pa.Table:
    """Add `kind`: a named person at an organisation is a `contact`; else `organisation` or `person`."""
    count = len(golden)
    org = golden["org_id"].is_valid().to_numpy()
    if "org_name" in table.column_names:
        org = org | golden["org_name"].is_valid().to_numpy()
    named = np.zeros(count, bool)
    for name in _PERSON:
        if name in golden.column_names:
            named |= golden[name].is_valid().to_numpy()
    kind = np.where(org, np.where(named, 0, 1), 2)
    names = pa.array(["contact", "organisation", "person"]).take(pa.array(kind))
    return golden.add_column(2, "kind", names)
