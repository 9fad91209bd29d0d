"""Verify a loaded package: counts, control totals to the cent, references, uniqueness, every row, acceptance."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa

from migration import journal, ledger
from migration.certificate import Certificate, Check
from migration.checks import accepted, entity_checks, references_hold, unique_holds
from migration.comparison import Compared, compare
from migration.databases import Database, connect
from migration.errors import Refused
from migration.packaging import LoadPackage, open_package
from migration.reconciling import Ledger, against_ledger, elsewhere
from migration.sources import Given, LoadRows
from migration.spool import Spool
from migration.values import Settings, choose

How = Literal["auto", "rows", "ranges"]
HOW = ("auto", "rows", "ranges")
FAR_S = 0.02
Measures = Mapping[str, Decimal | float | int]


def verify(  # noqa: PLR0913  (each says a thing of its own)
    package: LoadPackage,
    database: str | Database,
    *,
    ledger_totals: Given | None = None,
    measures: Measures | None = None,
    target: str | Database | None = None,
    by: str = "",
    how: How = "auto",
) -> Certificate:
    """Compare what `database` now holds with the package, and sign what was found.

    `ledger_totals` (from the ERP; a table, or a Parquet file): columns among `customer, month` (YYYY-MM), `currency`
    (string), and `amount` (decimal128), and where wanted `orders` (int64) and `entity` (string); it speaks of this
    wave's customers. `measures` are further figures for the wave's acceptance conditions. With `target`, the outcome
    is written into its ledger; only then can the wave be promoted there. `how` every row is compared: `rows`
    fetches them all, `ranges` only those of key ranges whose digest differs, `auto` the latter where the database
    is more than FAR_S seconds away.
    """
    choose("how", how, HOW)
    package = open_package(package.path)
    place = connect(database)
    try:
        certificate = _examine(package, place, (ledger_totals, dict(measures or {})), (by, how))
        with place.begin() as connection:
            held = ledger.need(connection, package.wave.name)
            if held.state in ledger.DONE:
                _note(place, connection, held, certificate)
    finally:
        if place is not database:
            place.close()
    if target is not None:
        sign(certificate, target, by)
    return certificate


def _examine(
    package: LoadPackage,
    place: Database,
    given: tuple[Given | None, dict[str, float]],
    asked: tuple[str, How],
) -> Certificate:
    wave = package.wave
    by, how = asked
    (totals_given, measures), most = given, Settings().plan_rows
    erp = None if totals_given is None else LoadRows.of(totals_given)
    rows = max((package.about(spec.name)["rows"] for spec in package.entities), default=0)
    spool = None if erp is None else Spool(max(rows, erp.num_rows), most)
    checks: list[Check] = []
    sums: dict[str, dict[str, str]] = {}
    found: dict[str, Compared] = {}
    with place.begin(write=False) as connection:
        row = ledger.need(connection, wave.name)
        if row.state != "promoted" or row.digest != package.digest:
            raise Refused("loaded", f"wave {wave.name} with this package is not loaded there ({row.state})")
        by_ranges = how == "ranges" or (how == "auto" and place.delay(connection) > FAR_S)
        for spec in package.entities:
            image = journal.open_image(connection, wave.name, spec)
            if image is None:
                checks.append(Check(f"table:{spec.name}", False, spec.table, "no such table"))
                continue
            result = (
                compare((place, connection), package, image, spool, by_ranges)
                if package.about(spec.name)["rows"]
                else Compared()
            )
            found[spec.name] = result
            checks += entity_checks(package, image, result)
            checks += [*references_hold(connection, package, image), *unique_holds(connection, image)]
            sums[spec.name] = result.groups.grand() if result.groups else {}
        if erp is not None:
            others = elsewhere(place, connection, package, spool)
            checks += against_ledger(package, found, Ledger(erp, spool), others)
        checks += accepted(package, found, measures)
        at = connection.scalar(sa.select(place.now()))
    return Certificate(wave.name, package.digest, row.fingerprint, place.label, at, by, tuple(checks), sums)


def _note(database: Database, connection: sa.Connection, row: ledger.WaveRow, certificate: Certificate) -> None:
    step = "verified" if certificate.passed else "verification failed"
    failed = [check.name for check in certificate.failures]
    detail = {"place": certificate.place, "checks": len(certificate.checks), "failed": failed}
    ledger.note(database, connection, row, f"{step} here"[:40], (certificate.by, "", detail))


def sign(certificate: Certificate, target: str | Database, by: str) -> None:
    """Write a certificate into the target's ledger: passed, the wave is verified; failed, it no longer is.

    Raises Refused when the wave was not rehearsed with this very package.
    """
    database = connect(target)
    try:
        with database.begin() as connection:
            row = ledger.need(connection, certificate.wave)
            if row.digest != certificate.digest:
                raise Refused("package", f"wave {row.name}: this certificate speaks of another package")
            if row.state not in {"rehearsed", "verified"}:
                if row.state in ledger.DONE:
                    return
                raise Refused("rehearsed", f"wave {row.name} is {row.state}; rehearse its package first")
            to = "verified" if certificate.passed else "rehearsed"
            failed = [check.name for check in certificate.failures]
            why = f"{len(failed)} checks failed" if failed else f"{len(certificate.checks)} checks passed"
            detail = {"place": certificate.place, "failed": failed}
            ledger.move(database, connection, row, to, (by, why, detail))
    finally:
        if database is not target:
            database.close()
