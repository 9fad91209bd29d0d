"""The generator: same seed, same bytes; what it plants and promises holds in its files."""

import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from stdnum.cn import uscc as stdnum_uscc

from examples.generator import Settings, generate
from examples.generator.identifiers import uscc

DEMO = Path(__file__).parents[2] / "examples" / "demo"


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    generate(Settings(), out)
    return out


def _content(path):
    """The bytes of a file; of a workbook its members, since compression differs between zlib builds."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return [(info.filename, info.date_time, book.read(info)) for info in book.infolist()]
    return path.read_bytes()


def test_the_shipped_demo_is_what_the_generator_makes(again):
    made = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert made == sorted(p.relative_to(DEMO) for f in ("exports", "truth") for p in (DEMO / f).iterdir())
    for path in made:
        assert _content(again / path) == _content(DEMO / path), path


def test_blocks_give_the_same_bytes_however_many_processes(tmp_path):
    for jobs in (1, 2):
        generate(Settings(customers=120, seed=3, block_size=60), tmp_path / str(jobs), jobs)
    for path in (tmp_path / "1").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "2" / path.relative_to(tmp_path / "1")).read_bytes()


def test_tax_ids_are_valid_and_distinct():
    made = [uscc("310101", n) for n in range(2000)]
    assert len(set(made)) == len(made)
    assert all(stdnum_uscc.is_valid(code) for code in made)


def test_totals_are_the_sums_of_the_lines_except_where_planted(again):
    read = lambda name: pd.read_csv(again / "exports" / name, dtype=str, keep_default_na=False)  # noqa: E731
    cents = lambda text: text.str.replace(".", "").astype(int)  # noqa: E731
    orders, lines = _undamaged(read("shop_orders.csv"), "order_id"), read("shop_order_lines.csv")
    sums = lines.assign(cents=cents(lines["line_total"])).groupby("order_id")["cents"].sum()
    off = set(orders["order_id"][cents(orders["total"]).to_numpy() != sums.reindex(orders["order_id"]).to_numpy()])
    defects = pd.read_csv(again / "truth" / "defects.csv", dtype=str)
    planted = defects[(defects.kind == "order_total_mismatch") & (defects.source == "shop_orders")].record_id
    assert off == set(planted.str.removeprefix("shop_orders:"))


def _undamaged(table, key):
    return table[~table[key].str.startswith("X")]


def test_truth_names_every_record_once(again):
    entities = pd.read_csv(again / "truth" / "entities.csv", dtype=str)
    forbidden = pd.read_csv(again / "truth" / "forbidden.csv", dtype=str)
    assert Counter(entities.record_id).most_common(1)[0][1] == 1
    whom = dict(zip(entities.record_id, entities.customer_entity, strict=True))
    assert all(whom[a] != whom[b] for a, b in zip(forbidden.left, forbidden.right, strict=True))
    golden = pd.read_csv(again / "truth" / "golden.csv", dtype=str)
    assert set(entities.customer_entity) == set(golden.customer_entity)
