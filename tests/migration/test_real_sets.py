"""Three real shops go to PostgreSQL with constraints on, are checked to the cent, and come back."""

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

import migration
from migration import promotion
from tests.migration import shop

ID, TEXT, MONEY, WHEN = "INTEGER", "VARCHAR(200)", "NUMERIC(24,8)", "TIMESTAMP"

# set → entity: file, columns with types (key first), references, amounts
SETS = {
    "chinook": {
        "employee": (
            "Employee",
            {"EmployeeId": ID, "LastName": "VARCHAR(20) NOT NULL", "ReportsTo": ID, "HireDate": WHEN},
        ),
        "customer": (
            "Customer",
            {"CustomerId": ID, "LastName": TEXT, "Email": TEXT, "Phone": TEXT, "SupportRepId": ID},
        ),
        "order": ("Invoice", {"InvoiceId": ID, "CustomerId": ID, "InvoiceDate": WHEN, "Total": "NUMERIC(10,2)"}),
        "line": ("InvoiceLine", {"InvoiceLineId": ID, "InvoiceId": ID, "UnitPrice": "NUMERIC(10,2)", "Quantity": ID}),
    },
    "northwind": {
        "employee": ("Employees", {"EmployeeID": ID, "LastName": TEXT, "BirthDate": "DATE", "ReportsTo": ID}),
        "customer": ("Customers", {"CustomerID": "CHAR(5)", "CompanyName": TEXT, "Phone": TEXT}),
        "order": ("Orders", {"OrderID": ID, "CustomerID": "CHAR(5)", "OrderDate": WHEN, "Freight": "NUMERIC(10,4)"}),
        "line": ("Order_Details", {"OrderID": ID, "ProductID": ID, "UnitPrice": MONEY, "Quantity": "SMALLINT"}),
    },
    "dolibarr_3_5": {
        "customer": ("societe", {"rowid": ID, "nom": TEXT, "parent": ID, "code_client": TEXT, "datec": WHEN}),
        "order": ("commande", {"rowid": ID, "fk_soc": ID, "date_commande": "DATE", "total_ttc": MONEY}),
        "line": ("commandedet", {"rowid": ID, "fk_commande": ID, "total_ht": MONEY, "qty": "DOUBLE PRECISION"}),
    },
}
REFERENCES = {
    "ReportsTo": "employee",
    "SupportRepId": "employee",
    "CustomerId": "customer",
    "CustomerID": "customer",
    "InvoiceId": "order",
    "OrderID": "order",
    "parent": "customer",
    "fk_soc": "customer",
    "fk_commande": "order",
}
AMOUNTS = {"Total", "Freight", "total_ttc", "UnitPrice", "total_ht"}
WHO = {"CustomerId", "CustomerID", "fk_soc"}
DATES = {"InvoiceDate", "OrderDate", "date_commande"}


def spec_of(entity, columns):
    names = list(columns)
    key = ("OrderID", "ProductID") if entity == "line" and "ProductID" in columns else (names[0],)
    references = {n: REFERENCES[n] for n in names if n in REFERENCES and (n,) != key}
    is_order = entity == "order"
    return migration.EntitySpec(
        entity,
        f"t_{entity}",
        key,
        references=references,
        amount=tuple(n for n in names if n in AMOUNTS),
        customer=next((n for n in names if n in WHO), None) if is_order else None,
        date=next((n for n in names if n in DATES), None) if is_order else None,
    )


def read(folder, file, columns):
    options = pa_csv.ConvertOptions(
        include_columns=list(columns),
        column_types=dict.fromkeys(columns, pa.string()),
        strings_can_be_null=True,
        null_values=["", "NULL"],
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    return pa_csv.read_csv(folder / f"{file}.csv", parse_options=parse, convert_options=options)


def create(spec, columns, keys):
    quoted = [f'"{n}" {kind}' for n, kind in columns.items()]
    quoted.append("PRIMARY KEY ({})".format(", ".join(f'"{k}"' for k in spec.key)))
    for column, parent in spec.references.items():
        quoted.append(f'FOREIGN KEY ("{column}") REFERENCES t_{parent} ("{keys[parent]}")')
    return f"CREATE TABLE {spec.table} ({', '.join(quoted)})"


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
@pytest.mark.parametrize("name", SETS)
def test_there_and_back(name, shared_data, postgres_url, tmp_path):
    entities = SETS[name]
    specs = {entity: spec_of(entity, columns) for entity, (_, columns) in entities.items()}
    data = {e: read(shared_data / "exports" / name, file, columns) for e, (file, columns) in entities.items()}
    keys = {e: s.key[0] for e, s in specs.items()}
    shop.run(postgres_url, *[create(specs[e], columns, keys) for e, (_, columns) in entities.items()])
    before = shop.contents(postgres_url)
    people = tuple(s for e, s in specs.items() if e in {"employee", "customer"})
    waves = [
        migration.WaveSpec("people", people),
        migration.WaveSpec("orders", (specs["order"], specs["line"]), after=("people",)),
    ]
    for wave in waves:
        plan = migration.plan(waves, data, postgres_url)
        for planned in plan.wave(wave.name).entities:
            assert planned.rows.num_rows + planned.rejected.num_rows == data[planned.spec.name].num_rows
        package = migration.package(plan, wave.name, tmp_path / wave.name)
        with migration.connect(postgres_url) as database:
            promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
        order = specs["order"]
        given = None
        if wave.name == "orders":
            given = sums(plan.wave("orders").entities, data["order"], order)
        certificate = migration.verify(package, postgres_url, ledger_totals=given)
        assert certificate.passed, certificate.failures
    migration.rollback("orders", postgres_url, by="wang")
    migration.rollback("people", postgres_url, by="wang")
    assert shop.contents(postgres_url) == before


def sums(entities, orders, spec):
    """What an ERP would say, added up in plain Python from the export itself."""
    taken = {str(k).strip() for e in entities if e.spec.name == "order" for k in e.rows[spec.key[0]].to_pylist()}
    total = defaultdict(Decimal)
    for row in orders.to_pylist():
        if row[spec.key[0]] in taken:
            total[row[spec.customer] or "", (row[spec.date] or "")[:7]] += Decimal(row[spec.amount[0]])
    return pa.table(
        {
            "entity": ["order"] * len(total),
            "customer": [who for who, _ in total],
            "month": [month for _, month in total],
            "amount": pa.array([v.quantize(Decimal("1e-8")) for v in total.values()], pa.decimal128(30, 8)),
        }
    )
