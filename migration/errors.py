"""Errors of `migration`, one hierarchy; every message says what to do next and holds no personal value."""


class MigrationError(Exception):
    """Base of all errors of this package."""


class Refused(MigrationError):
    """A gate is closed. `gate` names it, `why` says what would open it."""

    def __init__(self, gate: str, why: str) -> None:
        """`gate` is a short name, `why` a sentence."""
        super().__init__(f"refused by the gate '{gate}': {why}")
        self.gate = gate
        self.why = why


class SettingError(MigrationError):
    """A setting, spec or predicate is not valid. `name` is the offending part, `expected` what fits."""

    def __init__(self, name: str, expected: str) -> None:
        """`name` is the setting, `expected` what to write instead."""
        super().__init__(f"{name}: {expected}")
        self.name = name
        self.expected = expected


class SchemaMismatch(MigrationError):
    """Load table and target table do not fit. Fields: `table`, `column`, `expected`."""

    def __init__(self, table: str, column: str, expected: str) -> None:
        """`expected` says what the column should be."""
        super().__init__(f"table {table}, column {column}: {expected}")
        self.table = table
        self.column = column
        self.expected = expected


class PackageAltered(Refused):
    """A sealed package is not what it was. `file` names the part that changed."""

    def __init__(self, file: str, why: str) -> None:
        """`file` is relative to the package."""
        super().__init__("package", f"{file}: {why}; package the wave again and verify the new package")
        self.file = file


class DatabaseError(MigrationError):
    """Base of what a database reports. `database` is the masked URL."""

    advice = "see the database's log"

    def __init__(self, database: str, detail: str = "") -> None:
        """`database` is the masked URL; `detail` replaces the first line of the docstring."""
        super().__init__(f"{database}: {detail or self.__doc__.splitlines()[0]} Next: {self.advice}.")
        self.database = database
        self.detail = detail


class Unreachable(DatabaseError):
    """The database cannot be reached."""

    advice = (
        "check that it runs and that the URL, its user and password are right; nothing was half-written, "
        "run the command again"
    )


class DiskFull(DatabaseError):
    """The database has no room left."""

    advice = "free some space; the open chunk was undone as a whole, run the command again to resume"


class ReadOnly(DatabaseError):
    """The database cannot be written to."""

    advice = "check file and role permissions, and that this is not a replica"


class LockTimeout(DatabaseError):
    """Another session holds rows that this step needs."""

    advice = "find and end the blocking session or wait for it, then run the command again to resume"


class CannotClone(DatabaseError):
    """The database cannot be cloned as a whole."""

    advice = "its tables are copied instead"


class ConstraintFailure(DatabaseError):
    """A row breaks a rule of the target. Fields: `constraint`, `table`, `key` (where known)."""

    advice = "correct or reject the row, package the wave again"

    def __init__(self, database: str, constraint: str, table: str = "", key: str = "") -> None:
        """`constraint` is the broken rule's name in the target."""
        named = f"table {table}, key {key}: " if key else ""
        super().__init__(database, f"{named}a row breaks {constraint}.")
        self.constraint = constraint
        self.table = table
        self.key = key


class Fenced(Refused):
    """Another worker has taken this wave over, or its state moved on."""

    def __init__(self, wave: str) -> None:
        """`wave` is the wave's name."""
        super().__init__("epoch", f"wave {wave} was taken over by another worker or its state moved; see its status")
        self.wave = wave


class Stopped(Refused):
    """The circuit breaker opened, or somebody paused the wave. What was committed stays and can be resumed."""
