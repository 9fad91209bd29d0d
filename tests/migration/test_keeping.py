"""Rows that a target would not keep as they are: reported by the plan, before anything moves."""

import datetime as dt

import pyarrow as pa
import pytest
import sqlalchemy as sa

import migration
from migration import keeping
from tests.migration import shop

mariadb = [pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]
postgres = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
ON_MARIADB = pytest.param("mariadb", marks=mariadb)
SPEC = migration.EntitySpec("thing", "things", ("id",), on_conflict="update", unique=("mail",))


@pytest.fixture
def url(request):
    """A fresh database of the product that the test names."""
    return request.getfixturevalue(f"{request.param}_url")


def refused(target, columns, spec=SPEC):
    """Key → why it is not moved; the others would all fit, and do."""
    [wave] = migration.plan([migration.WaveSpec("w", (spec,))], {"thing": pa.table(columns)}, target).waves
    rows = wave.entities[0].rejected.to_pylist()
    return {row["id"]: row["_reason"] for row in rows}


def keys_of(ids, mails=None):
    return {"id": ids, "mail": mails or [f"{n}@x" for n in range(len(ids))]}


@pytest.mark.parametrize("url", [ON_MARIADB], indirect=True)
@pytest.mark.parametrize(
    ("collation", "alike"),
    [
        ("utf8mb4_general_ci", ["ABC", "abc ", "ábc"]),
        ("utf8mb4_unicode_ci", ["ABC", "ａｂｃ", "a\u0301bc"]),
        ("utf8mb4_bin", ["abc "]),
        ("utf8mb4_unicode_nopad_ci", ["ABC"]),
        ("latin1_swedish_ci", ["ABC", "àbc"]),
        ("utf8mb4_nopad_bin", []),
    ],
)
def test_keys_that_a_collation_takes_for_one_are_told_as_the_server_would(url, collation, alike):
    chars = collation.partition("_")[0]
    shop.run(
        url, f"CREATE TABLE things (id VARCHAR(20) CHARACTER SET {chars} COLLATE {collation} PRIMARY KEY, mail TEXT)"
    )
    shop.run(url, "INSERT INTO things VALUES ('theirs', 'm')")
    fine = ["abc", "theirs", "b", "b_c", "x'y", 'q"', "back\\slash"]
    found = refused(url, keys_of([*fine, *alike]))
    assert found == dict.fromkeys(alike, "unique: id")
    same = f"CONVERT(:a USING {chars}) = CONVERT(:b USING {chars})"
    for key in alike:
        assert shop.run(url, f"SELECT {same} COLLATE {collation}", a="abc", b=key) == [(1,)]
    assert refused(url, keys_of(["THEIRS"])) == ({} if collation.endswith("bin") else {"THEIRS": "unique: id"})


@pytest.mark.parametrize("url", [ON_MARIADB], indirect=True)
def test_a_further_unique_column_is_compared_as_the_server_does_but_with_the_row_itself(url):
    shop.run(url, "CREATE TABLE things (id VARCHAR(20) COLLATE utf8mb4_nopad_bin PRIMARY KEY, "
             "mail VARCHAR(40) COLLATE utf8mb4_general_ci UNIQUE)")  # fmt: skip
    shop.run(url, "INSERT INTO things VALUES ('a', 'one@x'), ('b', 'two@x')")
    found = refused(url, keys_of(["a", "c", "d", "e"], ["ONE@x", "TWO@x", "new@x", "New@x"]))
    assert found == {"c": "unique: mail", "e": "unique: mail"}


@pytest.mark.parametrize("declared", ["NOCASE", "RTRIM"])
def test_inexact_keys_of_sqlite(tmp_path, declared):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(target, f"CREATE TABLE things (id VARCHAR(20) COLLATE {declared} PRIMARY KEY, mail TEXT)")
    shop.run(target, "INSERT INTO things VALUES ('there', 'm')")
    again = {"NOCASE": ["ABC", "There"], "RTRIM": ["abc ", "there  "]}[declared]
    assert refused(target, keys_of(["abc", "é", "É", *again])) == dict.fromkeys(again, "unique: id")


@pytest.mark.parametrize("url", [ON_MARIADB], indirect=True)
@pytest.mark.parametrize(
    ("chars", "lacking"),
    [("utf8mb3", "𠮷田"), ("latin1", "上海"), ("gbk", "한국"), ("ascii", "é"), ("utf8mb4", None)],
)
def test_characters_that_a_column_lacks_are_refused_and_the_others_arrive(url, place_of, tmp_path, chars, lacking):
    shop.run(url, f"CREATE TABLE things (id VARCHAR(20) COLLATE utf8mb4_nopad_bin PRIMARY KEY, mail VARCHAR(40), "
             f"name VARCHAR(40) CHARACTER SET {chars})")  # fmt: skip
    kept = {"utf8mb3": "上海 é", "latin1": "é – €", "gbk": "上海", "ascii": "plain", "utf8mb4": "𠮷田 😀"}[chars]
    names = [kept, None, "", lacking or kept]
    assert refused(url, keys_of(list("abcd")) | {"name": names}) == ({"d": "characters: name"} if lacking else {})
    plan = migration.plan(
        [migration.WaveSpec("w", (SPEC,))], {"thing": pa.table(keys_of(list("abcd")) | {"name": names})}, url
    )
    shop.ready(url, place_of(url), migration.package(plan, "w", tmp_path / "w"))


@pytest.mark.parametrize("url", [ON_MARIADB], indirect=True)
def test_moments_that_a_timestamp_does_not_reach_are_refused(url, place_of, tmp_path):
    shop.run(url, "CREATE TABLE things (id VARCHAR(20) COLLATE utf8mb4_nopad_bin PRIMARY KEY, mail VARCHAR(40), "
             "at TIMESTAMP(6) NULL, day DATE)")  # fmt: skip
    last = dt.datetime.fromisoformat(keeping._LAST)
    at = [dt.datetime(1970, 1, 1, 0, 0, 1), last, None, dt.datetime(1969, 12, 31), dt.datetime(2200, 1, 1)]
    days = pa.array([None, dt.date(9999, 12, 31), dt.date(1, 1, 1), None, None])
    rows = keys_of(list("abcde")) | {"at": pa.array(at, pa.timestamp("us")), "day": days}
    assert refused(url, rows) == {"d": "range: at", "e": "range: at"}
    plan = migration.plan([migration.WaveSpec("w", (SPEC,))], {"thing": pa.table(rows)}, url)
    shop.ready(url, place_of(url), migration.package(plan, "w", tmp_path / "w"))


@pytest.mark.parametrize(
    ("url", "kind", "told"),
    [
        pytest.param("mariadb", "BIT(1)", "type BIT", marks=mariadb),
        pytest.param("postgres", "money", "type money", marks=postgres),
    ],
    indirect=["url"],
)
def test_types_that_take_no_value_exactly_are_refused_by_name(url, kind, told):
    shop.run(url, f"CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, mail VARCHAR(40), due {kind})")
    assert refused(url, keys_of(["a"])) == {}
    with pytest.raises(migration.SchemaMismatch, match=told):
        refused(url, keys_of(["a"]) | {"due": ["1"]})


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_database_in_another_encoding_takes_what_it_can_and_names_the_rest(postgres_server, place_of, tmp_path):
    name = sa.make_url(postgres_server.fresh()).database + "_l"
    postgres_server.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    url = postgres_server.url(name)
    shop.run(url, "CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, mail VARCHAR(40), name VARCHAR(40))")
    rows = keys_of(["a", "b", "c"]) | {"name": ["café Ñ", None, "上海"]}
    assert refused(url, rows) == {"c": "characters: name"}
    plan = migration.plan([migration.WaveSpec("w", (SPEC,))], {"thing": pa.table(rows)}, url)
    package = migration.package(plan, "w", tmp_path / "w")
    shop.ready(url, place_of(url), package)
    migration.promote(package, url, by="wang")
    assert migration.verify(package, url).passed
    octets = shop.run(url, "SELECT encode(convert_to(name, 'UTF8'), 'hex') FROM things WHERE id = 'a'")
    assert bytes.fromhex(octets[0][0]).decode() == "café Ñ"
