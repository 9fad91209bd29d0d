"""Waves as ratios in one run: raw bulk load, our promotion, `to_sql`, executemany, verify, roll back, memory.

`python -m benchmarks.waves --customers 1000000 --orders 5000000` (or `make wave-speed`). Every way loads the same
rows into the same tables, with primary keys, an index and a foreign key on. The slow ways load the last twentieth
into tables that hold the rest; the raw load of that same twentieth stands beside them, since no loader can pass it.
Ratios are of rows a second, and beside them of processor seconds, which other work on the machine disturbs less.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

import migration
from benchmarks.waves import data, steps, ways
from benchmarks.waves.measure import Spent, measured
from tests.servers import Server, start_mariadb, start_postgres

GOAL = 10  # times to_sql
TELLING = 20_000  # rows of a twentieth below which the set-up of a load outweighs it


class Place:
    """Databases to load into: of a server, or SQLite files."""

    def __init__(self, product: str, folder: Path) -> None:
        """Start the server of a product; raises LookupError where the machine has none."""
        self.product, self.folder, self.count = product, folder, 0
        starts = {"postgres": start_postgres, "mariadb": start_mariadb}
        self.server: Server | None = starts[product]() if product in starts else None
        self.process = self.server.process.pid if self.server else None

    def empty(self, rules: str | None = data.RULES[-1]) -> str:
        """A fresh database with the tables and their `rules` (see `data.ddl`); None: without tables."""
        self.count += 1
        url = self.server.fresh() if self.server else f"sqlite:///{self.folder}/{self.count}.db"
        if rules is None:
            return url
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in data.ddl(self.product, rules):
                connection.exec_driver_sql(statement)
        return url

    def copy(self, url: str) -> str:
        """A copy with its rows."""
        name = sa.make_url(url).database
        self.count += 1
        if self.product == "sqlite":
            shutil.copyfile(name, f"{self.folder}/{self.count}.db")
            return f"sqlite:///{self.folder}/{self.count}.db"
        copy = f"copy_{self.count}"
        if self.product == "postgres":
            self.server.execute(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")
        else:
            with migration.connect(url) as database:
                database.copy_to(copy)
        return self.server.url(copy)

    def forget(self, url: str) -> None:
        """Make room."""
        name = sa.make_url(url).database
        if self.server:
            self.server.execute(f"DROP DATABASE {name}")
        else:
            Path(name).unlink()

    def stop(self) -> None:
        """Stop the server."""
        if self.server:
            self.server.stop()


def others(place: Place, files: Mapping[str, Path], rules: str) -> dict[str, Spent]:
    """Raw load of all rows, and of the last twentieth beside the slow ways."""
    url = place.empty(rules)
    spent = {"raw, most": measured(place.process, ways.raw, url, files, (0.0, data.LAST))}
    for name in ("raw", "to_sql", "executemany"):
        copy = place.copy(url)
        spent[f"{name}, last"] = measured(place.process, getattr(ways, name), copy, files, (data.LAST, 1.0))
        place.forget(copy)
    place.forget(url)
    return spent | {"raw": spent["raw, most"] + spent["raw, last"]}


def ours(
    place: Place, files: Mapping[str, Path], settings: migration.Settings, rules: str | None = data.RULES[-1]
) -> dict[str, Spent]:
    """Every step of our own, in its own process. `rules` None: the waves make their tables themselves."""
    url, folder = place.empty(rules), Path(tempfile.mkdtemp(dir=place.folder))
    server = place.process
    spent = {
        "plan": measured(server, steps.plan, url, files, settings),
        "plan + package": measured(server, steps.package, url, files, settings, folder),
        "promote": measured(server, steps.promote, url, settings, folder),
        "verify": measured(server, steps.verify, url, folder),
        "rollback": measured(server, steps.rollback, url),
    }
    place.forget(url)
    shutil.rmtree(folder)
    return spent


def ratios(spent: Mapping[str, Spent], field: str) -> dict[str, float]:
    """What the goals speak of; `field` is `seconds` or `cpu`."""
    took = {name: getattr(value, field) for name, value in spent.items()}
    share = 1 - data.LAST
    return {
        "promotion : raw (rows a second, goal >= 0.5)": round(took["raw"] / took["promote"], 2),
        "promotion : to_sql (goal >= 10)": round(took["to_sql, last"] / share / took["promote"], 1),
        "promotion : executemany": round(took["executemany, last"] / share / took["promote"], 1),
        "raw : to_sql, the same rows": round(took["to_sql, last"] / took["raw, last"], 1),
        "verification : promotion (time, goal <= 0.3)": round(took["verify"] / took["promote"], 2),
        "rollback : promotion (time, goal <= 1)": round(took["rollback"] / took["promote"], 2),
    }


def within_reach(whole: Mapping[str, Spent], bare: Mapping[str, Spent]) -> str:
    """Whether ten times `to_sql` can be had at all, by what the raw load of the same rows was measured at."""
    full, none = (round(spent["to_sql, last"].cpu / spent["raw, last"].cpu, 1) for spent in (whole, bare))
    verdict = "in reach" if full >= GOAL else "out of reach of any loader that leaves the rules on"
    return (
        f"{verdict}: the raw load itself takes 1/{full} of the processor time of to_sql into tables with key, index "
        f"and foreign key, and 1/{none} into tables with their keys alone; the rest is the server's check of each row "
        "and its index"
    )


def told(spent: Mapping[str, Spent]) -> dict[str, object]:
    """A run for the JSON."""
    return {
        "seconds": {name: round(value.seconds, 1) for name, value in spent.items()},
        "processor seconds": {name: round(value.cpu, 1) for name, value in spent.items()},
        "ratios": ratios(spent, "seconds"),
        "ratios of processor time": ratios(spent, "cpu"),
    }


def run(place: Place, sizes: tuple[int, int], settings: migration.Settings, smaller: list[float]) -> dict[str, object]:
    """One product: into tables with the foreign key, into none, without the key; and memory at smaller sizes."""
    folder = Path(tempfile.mkdtemp(dir=place.folder))
    files = data.write(folder, *sizes)
    result: dict[str, object] = {"product": place.product, "customers": sizes[0], "orders": sizes[1]}
    keys, index, everything = data.RULES
    whole = others(place, files, everything) | ours(place, files, settings)
    print(json.dumps(told(whole), indent=1), file=sys.stderr, flush=True)
    result["with the foreign key"] = told(whole)
    made = ours(place, files, settings, None)
    result["tables made by the wave, the same rules in the end"] = told({**whole, **made})
    result["without the foreign key"] = told(others(place, files, index) | ours(place, files, settings, index))
    bare = others(place, files, keys) | ours(place, files, settings, keys)
    result["without the foreign key and the index"] = told(bare)
    enough = sum(sizes) * (1 - data.LAST) >= TELLING
    result["10 x to_sql"] = within_reach(whole, bare) if enough else "too few rows to tell"
    peaks = {sum(sizes): {n: v.peak_mb for n, v in whole.items() if "," not in n}}
    for share in smaller:
        part = tuple(max(10, int(size * share)) for size in sizes)
        spent = ours(place, data.write(folder, *part), settings)
        peaks[sum(part)] = {n: v.peak_mb for n, v in spent.items()}
    result["highest memory, MB, by rows"] = dict(sorted(peaks.items()))
    shutil.rmtree(folder)
    return result


def main() -> int:
    """Print one JSON object for each product."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=500_000)
    parser.add_argument("--chunk", type=int, default=migration.Settings().chunk_rows)
    parser.add_argument("--memory", type=float, nargs="*", default=[0.05, 1 / 6], help="shares to measure memory at")
    parser.add_argument("--on", nargs="*", default=["postgres"], choices=["postgres", "mariadb", "sqlite"])
    asked = parser.parse_args()
    settings = migration.Settings(chunk_rows=asked.chunk)
    for product in asked.on:
        with tempfile.TemporaryDirectory() as folder:
            try:
                place = Place(product, Path(folder))
            except LookupError as missing:
                print(f"{product}: skipped, {missing}", file=sys.stderr)
                continue
            try:
                print(json.dumps(run(place, (asked.customers, asked.orders), settings, asked.memory), indent=1))
            finally:
                place.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
