"""The checks of a certificate that look at one entity, and the wave's own conditions."""

import sqlalchemy as sa

from migration import journal, ledger, predicate
from migration.certificate import Check
from migration.comparison import NAMED, Compared
from migration.packaging import LoadPackage
from migration.reconciling import different_groups


def entity_checks(package: LoadPackage, image: journal.Image, result: Compared) -> list[Check]:
    """Rows, values and control totals of an entity, as comparing them found."""
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
    if result.expected and image.spec.amount:
        off = different_groups(result.total("expected"), result.total("mine"), name)
        checks.append(Check(f"control totals:{name}", not off, "equal to the cent", f"{len(off)} differ", off[:NAMED]))
    return checks


def references_hold(connection: sa.Connection, package: LoadPackage, image: journal.Image) -> list[Check]:
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


def unique_holds(connection: sa.Connection, image: journal.Image) -> list[Check]:
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


def accepted(package: LoadPackage, found: dict[str, Compared], measures: dict[str, float]) -> list[Check]:
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
