"""Cells that hold two things: a contact and his number in the column of phones."""

import numpy as np
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.masks import mask
from quality.findings.view import View
from quality.standardise.contact_phone import names_in


def check_combined(view: View, book: Rulebook) -> list[Failure]:
    """Report phones with a name beside them; the name is proposed where the row has no contact of its own."""
    failures = []
    known = view.first("contact", "person_name")
    for column in view.of("phone"):
        names = names_in(column.values)
        rows = column.rows(mask(names.is_valid()))
        if not len(rows):
            continue
        hints = names.take(np.asarray(column.codes[rows]))
        if known is not None:
            hints = pc.if_else(np.asarray(known.present[rows]), None, hints)
        rule = book.rule("contact_in_phone", view.name, "phone", column.name)
        failures.append(failing(rule, (view, column), rows, column.filled, hints))
    return failures
