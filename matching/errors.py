"""Errors of the matcher: one hierarchy, each telling the user what to do next."""


class MatchingError(Exception):
    """Base of every error this package raises on purpose."""


class BadTable(MatchingError):
    """The table is not the contract's: a column is missing, null or repeated.

    Attributes: `column` (the offending column), `expected` (what the contract asks for).
    """

    def __init__(self, column: str, expected: str):
        """Tell which column and what it should be."""
        self.column = column
        self.expected = expected
        super().__init__(f"column {column!r}: {expected}")


class BadSetting(MatchingError):
    """A setting is out of its range. Attributes: `setting`, `value`, `expected`."""

    def __init__(self, setting: str, value: object, expected: str):
        """Tell which setting, what it is and what it should be."""
        self.setting = setting
        self.value = value
        self.expected = expected
        super().__init__(f"setting {setting!r} is {value!r}; expected {expected}")


class BadDecision(MatchingError):
    """A decision names an unknown judgement or pairs a record with itself. Attributes: `row`, `expected`."""

    def __init__(self, row: int, expected: str):
        """Tell which row of the decisions and what it should hold."""
        self.row = row
        self.expected = expected
        super().__init__(f"decision {row}: {expected}")
