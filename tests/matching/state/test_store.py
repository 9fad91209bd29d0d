"""The state gives back what it was given, writes only what differs, and notices meddling."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.decide import Judgement
from matching.identity import identify
from matching.state import open_state
from matching.state.open import NewerState
from matching.state.rows import difference
from matching.state.schema import AUDIT, METADATA
from matching.state.store import StaleState


@pytest.fixture
def state(tmp_path):
    with open_state(tmp_path / "home" / "state.db") as opened:
        yield opened


def clusters(labels, previous=None):
    ids = [f"crm:{i}" for i in range(len(labels))]
    table = pa.table({"record_id": ids, "source": ["crm"] * len(ids), "name": [f"n{i}" for i in range(len(ids))]})
    _, events, identity = identify(table, np.array(labels), np.full(len(ids), -1), previous)
    return SimpleNamespace(identity=identity, events=events, report={"records": len(ids)})


def as_sets(identity):
    return [set(map(str, t.to_pylist())) for t in (identity.records, identity.ids, identity.former)]


def test_identities_come_back_run_after_run(state, tmp_path):
    assert state.identity() is None
    previous = None
    for labels in ([0, 0, 1, 2], [0, 0, 1, 1], [0, 1, 1], [0, 1, 1, 2]):
        deduped = clusters(labels, previous)
        state.remember(deduped)
        with open_state(f"sqlite:///{tmp_path}/home/state.db") as other:
            previous = other.identity()
        assert as_sets(previous) == as_sets(deduped.identity)
        assert previous.run == deduped.identity.run
    assert len(state.events()) > 4
    assert state.trail()["action"].to_pylist() == ["dedupe"] * 4


@pytest.mark.postgres
def test_a_team_keeps_its_state_in_postgresql(postgres_url):
    with open_state(postgres_url) as state:
        first = clusters([0, 0, 1, 2])
        state.remember(first)
        state.remember(clusters([0, 0, 1, 1], first.identity))
        state.judge([Judgement("b", "a", "same", "steward", "kim", "t", left_print=2**64 - 1)])
        assert state.decisions()["right_print"].to_pylist() == [2**64 - 1]
        assert state.tampered() == []
        with open_state(postgres_url) as other:
            assert other.identity().run == 2
            assert as_sets(other.identity()) == as_sets(state._known)
        assert len(state.events()) == 4


def test_a_run_that_started_too_early_is_refused(state):
    first = clusters([0, 1])
    state.remember(first)
    state.remember(clusters([0, 0], first.identity))
    with pytest.raises(StaleState, match="run it again"):
        state.remember(clusters([0, 0], first.identity))


def test_the_last_word_of_a_steward_holds_and_all_words_are_kept(state):
    for n, word in enumerate(("same", "different")):
        state.judge([Judgement("b", "a", word, "steward", "kim", f"2026-01-0{n + 1}", left_print=2**64 - 1)])
    state.judge([Judgement("a", "b", "same", "model", "em", "2026-01-03")])
    assert len(state.judgements()) == 3
    held = state.decisions().to_pylist()
    assert [(h["left"], h["right"], h["judgement"], h["right_print"]) for h in held] == [
        ("a", "b", "different", 2**64 - 1)
    ]


def test_the_trail_shows_meddling(state):
    for n in range(4):
        state.note("kim", "look", f"C-{n}")
    assert state.tampered() == []
    with state.engine.begin() as connection:
        connection.execute(AUDIT.update().where(AUDIT.c.seq == 2).values(who="eve"))
    assert state.tampered() == [2]


def test_migrations_make_the_schema_that_the_code_reads(state):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with state.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "matching_version"})
        assert compare_metadata(context, METADATA) == []


def test_a_newer_state_is_left_alone(tmp_path):
    with open_state(tmp_path / "s.db") as state, state.engine.begin() as connection:
        connection.execute(sa.text("UPDATE matching_version SET version_num = '9999'"))
    with pytest.raises(NewerState, match="9999"):
        open_state(tmp_path / "s.db")


rows = st.dictionaries(st.sampled_from("abcde"), st.sampled_from([None, "x", "y"]))


@settings(max_examples=40, deadline=None)
@given(rows, rows)
def test_a_difference_turns_the_old_into_the_new(old, new):
    schema = pa.schema([("k", pa.string()), ("v", pa.string())])
    tables = [pa.table([list(d), list(d.values())], schema=schema) for d in (old, new)]
    gone, fresh = difference(*tables, ("k",))
    result = {k: v for k, v in old.items() if k not in gone["k"].to_pylist()}
    added = dict(zip(*(c.to_pylist() for c in fresh.columns), strict=True))
    assert not set(result) & set(added)
    assert result | added == new
    assert all(old.get(k, "-") != v or k not in old for k, v in added.items())
