"""Users write while a wave is promoted and rolled back: every acknowledged write is there afterwards."""

import json
import random
import threading
import time

import sqlalchemy as sa

import migration
from migration import promotion
from tests.migration import shop

ROWS = 30


class Writers:
    """Threads that update, insert and delete customers, and remember what the database acknowledged."""

    def __init__(self, target: str, seed: int) -> None:
        self.engine = sa.create_engine(target)
        self.random = random.Random(seed)  # noqa: S311
        self.last: dict[tuple[str, str], str] = {}
        self.mine: dict[str, str] = {}
        self.stop = threading.Event()
        self.failed: list[str] = []
        self.thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            try:
                with self.engine.begin() as connection:
                    done = self._write(connection, count)
            except (sa.exc.OperationalError, sa.exc.InternalError):
                continue  # not acknowledged: nothing is promised
            done()
            time.sleep(0.004)

    def _write(self, connection: sa.Connection, count: int):
        key = f"C-{self.random.randrange(ROWS):03}"
        value = f"live-{count}"
        if self.random.random() < 0.2:
            new = f"L-{count}"
            text = sa.text("INSERT INTO customers (customer_id, name) VALUES (:k, :v)")
            connection.execute(text, {"k": new, "v": value})
            return lambda: self.mine.__setitem__(new, value)
        column = self.random.choice(["region", "note"])
        text = sa.text(f"UPDATE customers SET {column} = :v WHERE customer_id = :k")
        if connection.execute(text, {"k": key, "v": value}).rowcount:
            return lambda: self.last.__setitem__((key, column), value)
        return lambda: None

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        self.engine.dispose()


def test_no_acknowledged_write_is_lost(target, tmp_path):
    shop.run(
        target,
        "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
        "region VARCHAR(20), note VARCHAR(60))",
        *[f"INSERT INTO customers VALUES ('C-{n:03}', 'old{n}', 'old', 'east', 'x')" for n in range(0, ROWS, 2)],
    )
    before = {r[0]: r for r in shop.run(target, "SELECT * FROM customers")}
    settings = migration.Settings(chunk_rows=3, lock_timeout_s=20, retries=8)
    package = shop.pack(target, tmp_path, "customers", shop.tables(ROWS, 5), settings=settings)
    with migration.connect(target, 20) as database, Writers(target, 7) as writers:
        promotion.run(package, database, "wang", promotion.Options(settings, rehearsal=True))
        time.sleep(0.3)
        report = migration.rollback("customers", database, by="wang", settings=settings)
    after = {r[0]: r for r in shop.run(target, "SELECT * FROM customers")}
    place = {"region": 3, "note": 4}
    reported = {(json.loads(e.key)[0], e.field) for e in report.edits}
    for (key, column), value in writers.last.items():
        assert key in after, f"{key} was edited live and is gone"
        assert after[key][place[column]] == value, (key, column)
    for key, value in writers.mine.items():
        assert after[key][2] == value
    for key, row in before.items():
        for column, at in place.items():
            if (key, column) not in writers.last:
                assert after[key][at] == row[at]
        assert after[key][1:3] == row[1:3]
    ours = {k for k in after if k.startswith("C-")} - set(before)
    assert ours <= {key for key, _ in reported}
    assert len(writers.last) > 5
