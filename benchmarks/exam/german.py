"""A German ERP's tables: pipes, technical headers, days as YYYYMMDD, keys with leading zeros."""

from datetime import date
from pathlib import Path
from random import Random

from benchmarks.exam import values as v
from benchmarks.exam.planting import Table, one_character_wrong, write


def make(folder: Path, seed: int = 2, size: int = 1200) -> set[tuple[str, str, str]]:
    """Write the folder; return what was planted."""
    r = Random(seed)
    customers = Table("KNA1", "KUNNR", [_customer(r, n) for n in range(size)])
    orders = Table("VBAK", "VBELN", [_order(r, n, size) for n in range(2 * size)])
    _damage(r, customers)
    orders.plant(r, "orphan", "KUNNR", lambda text: "0000888" + text[7:])
    orders.plant(r, "currency unknown", "WAERK", ["EUU", "??"])
    write(customers, folder / "KNA1.txt", encoding="utf-8", delimiter="|")
    write(orders, folder / "VBAK.txt", encoding="utf-8", delimiter="|")
    return customers.truth() | orders.truth()


def _customer(r: Random, number: int) -> dict[str, str]:
    city, postcode, area = r.choice(v.CITIES)
    return {
        "MANDT": "100",
        "KUNNR": f"{100_000 + number:010d}",
        "LAND1": "DE",
        "NAME1": v.german_company(r),
        "ORT01": city,
        "PSTLZ": postcode,
        "STRAS": f"{r.choice(v.STREETS)} {r.randint(1, 190)}",
        "TELF1": f"+49 {area[1:]} {r.randint(20, 98)}{r.randint(10_000, 99_999)}",
        "SMTP_ADDR": f"info{number}@firma-{r.randrange(999)}.de",
        "STCEG": v.german_vat(r),
        "ERDAT": v.day(r, date(2012, 1, 1), date(2025, 12, 31)).strftime("%Y%m%d"),
    }


def _order(r: Random, number: int, customers: int) -> dict[str, str]:
    return {
        "VBELN": f"{500_000 + number:010d}",
        "AUDAT": v.day(r, date(2024, 1, 1), date(2026, 5, 25)).strftime("%Y%m%d"),
        "KUNNR": f"{100_000 + r.randrange(customers):010d}",
        "NETWR": f"{r.randrange(1000, 900_000) / 100:.2f}",
        "WAERK": "EUR",
    }


def _damage(r: Random, table: Table) -> None:
    table.plant(r, "phone missing", "TELF1", [""])
    table.plant(r, "phone placeholder", "TELF1", ["0000000000", "1234567890", "-"])
    table.plant(r, "phone invalid", "TELF1", lambda text: text[:8])
    table.plant(r, "tax id missing", "STCEG", [""])
    table.plant(r, "tax id placeholder", "STCEG", ["DE000000000", "n/a", "DE999999999"])
    table.plant(r, "tax id invalid", "STCEG", one_character_wrong(r), 20)
    table.plant(r, "name missing", "NAME1", [""])
    table.plant(r, "name is junk", "NAME1", ["TEST", "Test GmbH", "dummy", "xxx"])
    table.plant(r, "garbled", "NAME1", _garbled)
    table.plant(r, "email invalid", "SMTP_ADDR", lambda text: text.replace("@", r.choice(["", "@@"])))
    table.plant(r, "email placeholder", "SMTP_ADDR", ["test@test.de", "noemail@example.com"])
    table.plant(r, "postcode without its zero", "PSTLZ", lambda text: text[1:] if text[0] == "0" else None)
    table.plant(r, "day in the future", "ERDAT", lambda text: "2088" + text[4:])
    table.plant(r, "day not in calendar", "ERDAT", lambda text: text[:4] + "0231")
    table.plant(r, "day placeholder", "ERDAT", ["00000000"])


def _garbled(text: str) -> str | None:
    return text.encode().decode("cp1252", "ignore") if any(c in text for c in "äöüß") else None
