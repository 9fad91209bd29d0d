"""Verify a loaded package: counts, control totals to the cent, references, uniqueness, every row, acceptance."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import journal, ledger, predicate, totals
from migration.certificate import Certificate, Check
from migration.comparison import NAMED, Compared, compare
from migration.databases import Database, connect
from migration.errors import Refused
from migration.packaging import LoadPackage, open_package
from migration.values import EntitySpec, choose

How = Literal["auto", "rows", "ranges"]
HOW = ("auto", "rows", "ranges")
FAR_S = 0.02
Measures = Mapping[str, Decimal | float | int]


def verify(  # noqa: PLR0913  (each says a thing of its own)
    package: LoadPackage,
    database: str | Database,
    *,
    ledger_totals: pa.Table | None = None,
    measures: Measures | None = None,
    target: str | Database | None = None,
    by: str = "",
    how: How = "auto",
) -> Certificate:
    """Compare what `database` now holds with the package, and sign what was found.

    `ledger_totals` (from the ERP): columns among `customer, month` (YYYY-MM), `currency` (string), and
    `amount` (decimal128), and where wanted `orders` (int64) and `entity` (string); it speaks of this wave's
    customers. `measures` are further figures for the wave's acceptance conditions. With `target`, the outcome
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
    given: tuple[pa.Table | None, dict[str, float]],
    asked: tuple[str, How],
) -> Certificate:
    wave = package.wave
    by, how = asked
    ledger_totals, measures = given
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
                compare((place, connection), package, image, ledger_totals is not None, by_ranges)
                if package.about(spec.name)["rows"]
                else Compared()
            )
            found[spec.name] = result
            checks += _entity_checks(package, image, result)
            checks += [*_references(connection, package, image), *_unique(connection, image)]
            sums[spec.name] = totals.grand(result.total("groups")) if result.groups else {}
        if ledger_totals is not None:
            checks += _against_ledger(package, found, ledger_totals, _elsewhere(place, connection, package))
        checks += _acceptance(package, found, measures)
        at = connection.scalar(sa.select(place.now()))
    return Certificate(wave.name, package.digest, row.fingerprint, place.label, at, by, tuple(checks), sums)


def _entity_checks(package: LoadPackage, image: journal.Image, result: Compared) -> list[Check]:
    name = image.spec.name
    rows = package.about(name)["rows"]
    allowed_empty = f"rows:{name}" in package.wave.accept
    checks = [
        Check(f"not empty:{name}", rows > 0 or allowed_empty, "at least one row", f"{rows}"),
        Check(f"rows:{name}", result.found == rows, f"{rows}", f"{result.found}", tuple(result.missing)),
        Check(
            f"values:{name}",
            result.wrong_rows == 0,
            "every value as packaged",
            f"{result.wrong_rows} rows differ",
            tuple(result.missing + result.differing),
        ),
    ]
    if result.groups and image.spec.amount:
        off = different_groups(result.total("expected"), result.total("mine"), name)
        checks.append(Check(f"control totals:{name}", not off, "equal to the cent", f"{len(off)} differ", off[:NAMED]))
    return checks


def different_groups(expected: pa.Table, found: pa.Table, name: str) -> tuple[str, ...]:
    """Groups whose sums or counts are not the same, named `order C-17 2024-05 CNY sum:amount: 10.00, found …`."""
    keys = [n for n in totals.GROUP if n in expected.column_names and n in found.column_names]
    sums = [n for n in expected.column_names if n not in keys and n in found.column_names]
    joined = expected.select([*keys, *sums]).join(
        found.select([*keys, *sums]), keys, join_type="full outer", right_suffix=" found"
    )
    off: list[str] = []
    for column in sums:
        left, right = joined[column], joined[f"{column} found"]
        wide = pa.decimal128(38, max(_scale(left.type), _scale(right.type)))
        left, right = pc.fill_null(left.cast(wide), Decimal(0)), pc.fill_null(right.cast(wide), Decimal(0))
        bad = joined.select(keys).append_column("expected", left).append_column("found", right)
        bad = bad.filter(pc.not_equal(left, right)).sort_by([(k, "ascending") for k in keys])
        off += [
            f"{name} {' '.join(str(r[k]) for k in keys)} {column}: expected {r['expected']}, found {r['found']}"
            for r in bad.to_pylist()
        ]
    return tuple(off)


def _scale(kind: pa.DataType) -> int:
    return kind.scale if pa.types.is_decimal(kind) else 0


def _references(connection: sa.Connection, package: LoadPackage, image: journal.Image) -> list[Check]:
    """Rows of the package whose reference points nowhere."""
    specs = {s.name: s for s in journal.entities_of(ledger.every(connection))}
    specs |= {s.name: s for s in package.entities}
    checks = []
    for column, parent in image.spec.references.items():
        spec = specs.get(parent)
        if spec is None or column not in image.written:
            continue
        log, child = image.clause, image.target.clause("c")
        other = sa.table(spec.table, sa.column(spec.key[0])).alias("p")
        key = other.c[spec.key[0]]
        query = (
            sa.select(*[child.c[k] for k in image.spec.key])
            .select_from(sa.join(log, child, image.same_row(log, child)).outerjoin(other, key == child.c[column]))
            .where(child.c[column].is_not(None), key.is_(None))
            .limit(NAMED)
        )
        lost = tuple(f"{image.spec.name} {', '.join(map(str, r))}, column {column}" for r in connection.execute(query))
        checks.append(
            Check(
                f"references:{image.spec.name}.{column}", not lost, f"a row of {parent}", f"{len(lost)} orphans", lost
            )
        )
    return checks


def _unique(connection: sa.Connection, image: journal.Image) -> list[Check]:
    """The key, and the further unique columns (the customer key), over the whole table."""
    checks = []
    table = image.target.clause()
    for group in filter(None, (image.spec.key, image.spec.unique)):
        columns = [table.c[n] for n in group]
        query = (
            sa.select(*columns, sa.func.count())
            .where(*[c.is_not(None) for c in columns])
            .group_by(*columns)
            .having(sa.func.count() > 1)
            .limit(NAMED)
        )
        declared = any(set(u) <= set(group) for u in image.target.unique)
        rows = [] if declared else connection.execute(query).fetchall()
        named = tuple(f"{image.spec.name}: {r[-1]} rows share one {', '.join(group)}" for r in rows)
        if group == image.spec.key:
            named = tuple(f"{image.spec.name} {', '.join(map(str, r[:-1]))}: {r[-1]} rows" for r in rows)
        told = "held by the database" if declared else f"{len(rows)} repeated"
        checks.append(Check(f"unique:{image.spec.name}.{'+'.join(group)}", not rows, "each once", told, named))
    return checks


def _elsewhere(place: Database, connection: sa.Connection, package: LoadPackage) -> dict[str, pa.Table]:
    """Totals of the whole table, for entities that other waves of this database carried as well."""
    others = {
        spec.name: spec
        for row in ledger.every(connection)
        if row.name != package.wave.name and row.state in ledger.DONE
        for spec in journal.entities_of([row])
    }
    whole = {}
    for spec in package.entities:
        if spec.name in others and spec.amount and spec.customer:
            names = [n for n in (spec.customer, spec.date, spec.currency, spec.amount[0]) if n]
            schema = pa.schema([package.schema(spec.name).field(n) for n in dict.fromkeys(names)])
            table = sa.table(spec.table, *map(sa.column, schema.names))
            rows = place.read(connection, sa.select(*[table.c[n] for n in schema.names]), schema)
            one = dataclasses.replace(spec, amount=spec.amount[:1])
            whole[spec.name] = totals.by_group(rows, one, package.about(spec.name)["minor_units"])
    return whole


def _in_scope(package: LoadPackage, spec: EntitySpec, groups: pa.Table | None, part: pa.Table) -> pa.Table:
    """A segment answers for its own customers only: those it carries, or has rows of."""
    if not package.wave.where or "customer" not in part.column_names:
        return part
    own = [groups["customer"]] if groups is not None else []
    parent = next((e for e in package.entities if e.name == spec.references.get(spec.customer or "")), None)
    if parent is not None:
        own += [chunk[parent.key[0]].cast(pa.string()) for chunk in package.chunks(parent.name)]
    known = pa.chunked_array([c for column in own for c in column.chunks], pa.string())
    return part.filter(pc.is_in(part["customer"].cast(pa.string()), known.combine_chunks()))


def _against_ledger(
    package: LoadPackage, found: dict[str, Compared], given: pa.Table, elsewhere: dict[str, pa.Table]
) -> list[Check]:
    """Totals as the database has them, against those of the ERP."""
    checks = []
    for spec in package.entities:
        part = given
        if "entity" in given.column_names:
            part = given.filter(pc.equal(given["entity"], spec.name)).drop_columns("entity")
        elif not spec.amount or spec.customer is None:
            continue
        if not spec.amount or (not part.num_rows and "entity" in given.column_names):
            continue
        result = found.get(spec.name)
        keys = [k for k in totals.GROUP if k in part.column_names]
        groups = result.total("groups") if result and result.groups else None
        part = _in_scope(package, spec, groups, part)
        if spec.name in elsewhere and "customer" in keys:
            groups = elsewhere[spec.name]
            groups = groups.filter(pc.is_in(groups["customer"], part["customer"].combine_chunks()))
        have = _regroup(groups, keys, spec.amount[0])
        want = _regroup(part.rename_columns({"amount": f"sum:{spec.amount[0]}"}), keys, spec.amount[0])
        if "orders" not in part.column_names:
            have = have.drop_columns("orders")
        off = different_groups(want, have, spec.name)
        checks.append(
            Check(f"ledger:{spec.name}", not off, "the ERP ledger, to the cent", f"{len(off)} differ", off[:NAMED])
        )
    return checks


def _regroup(groups: pa.Table | None, keys: list[str], amount: str) -> pa.Table:
    total = f"sum:{amount}"
    if groups is None:
        kinds = [*[(k, pa.string()) for k in keys], ("orders", pa.int64()), (total, pa.decimal128(38, 2))]
        return pa.schema(kinds).empty_table()
    columns = {k: pc.fill_null(groups[k].cast(pa.string()), "") for k in keys}
    columns[total] = totals.exact(groups[total])
    if "orders" in groups.column_names:
        columns["orders"] = groups["orders"].cast(pa.int64())
    sums = [n for n in columns if n not in keys]
    added = pa.table(columns).group_by(keys).aggregate([(n, "sum") for n in sums])
    return added.rename_columns([n.removesuffix("_sum") for n in added.column_names])


def _acceptance(package: LoadPackage, found: dict[str, Compared], measures: dict[str, float]) -> list[Check]:
    """The wave's own conditions: ours by name, then those the caller measured."""
    rows = {spec.name: package.about(spec.name)["rows"] for spec in package.entities}
    rejected = sum(package.about(name)["rejected"] for name in rows)
    moved = sum(rows.values())
    known: dict[str, float] = {
        "rows": moved,
        "rejected": rejected,
        "rejected_rate": rejected / max(1, moved + rejected),
        "kept": sum(r.kept for r in found.values()),
        **{f"rows:{name}": count for name, count in rows.items()},
        **measures,
    }
    checks = []
    for name, condition in package.wave.accept.items():
        value = known.get(name)
        passed = value is not None and predicate.holds(condition, value)
        checks.append(Check(f"accept:{name}", passed, condition, "not measured" if value is None else f"{value}"))
    return checks


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
