"""What kind of party each record speaks of."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matching.features.build import Parts

FEW = 0.02  # part of the records that must show a kind before the table is taken to hold it


@dataclass(frozen=True)
class Kinds:
    """`business`: the record names an organisation; `named`: it names a person; `private`: a person and no business.

    `known`: the rows, from the first, that statistics speak of. `levels`: whether the table holds contacts at
    organisations, so that both levels are judged.
    """

    business: np.ndarray
    named: np.ndarray
    private: np.ndarray
    known: int | None = None
    table: pa.Table | None = None

    @property
    def levels(self) -> bool:
        """Whether a share of the records name a person at an organisation."""
        if not len(self.business):
            return False
        business, named, private = (rows[: self.known] for rows in (self.business, self.named, self.private))
        return bool((business & named).mean() >= FEW or (business.mean() >= FEW and private.mean() >= FEW))


def kinds(parts: Parts, table: pa.Table) -> Kinds:
    """Kinds of the rows. A record that names nobody but was written into a contact column stays open to either kind."""
    none = np.zeros(parts.rows, dtype=bool)
    org = parts["org"].flat >= 0 if "org" in parts else none
    tax = none
    if "tax_id" in parts and org[: parts.known].sum() >= FEW * max(parts.known, 1) and org[: parts.known].any():
        tax = np.array([len(v) >= 15 for v in parts["tax_id"].values] + [False])[parts["tax_id"].flat]
    named = none.copy()
    for part in ("given", "surname"):
        if part in parts:
            named |= parts[part].flat >= 0
    contact = table["contact"].is_valid().to_numpy(zero_copy_only=False) if "contact" in table.column_names else none
    business = org | tax
    return Kinds(business, named, named & ~business & ~contact, parts.known, table)
