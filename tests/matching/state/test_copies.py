"""Identities read from the copy are those of the database; a copy that is of another run is not believed."""

import shutil
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from matching.identity import identify
from matching.state import copies, open_state


def run(labels, previous=None):
    ids = [f"crm:{i}" for i in range(len(labels))][::-1]
    table = pa.table({"record_id": ids, "source": ["crm"] * len(ids), "name": [f"n{i}" for i in range(len(ids))]})
    _, events, identity = identify(table, np.array(labels), np.full(len(ids), -1), previous)
    return SimpleNamespace(identity=identity, events=events, report={})


def known(place):
    with open_state(place) as state:
        return state.identity()


def same(one, other):
    return one.run == other.run and all(getattr(one, n).equals(getattr(other, n)) for n in ("records", "ids", "former"))


def test_a_copy_says_what_the_database_says_and_only_of_its_own_run(tmp_path, monkeypatch):
    place, previous = tmp_path / "state.db", None
    folder = tmp_path / "state-identities"
    for labels in ([0, 0, 1, 2], [0, 1, 1], [0, 1, 1, 2]):
        with open_state(place) as state:
            state.remember(run(labels, previous))
        copied = known(place)
        with monkeypatch.context() as without:
            without.setattr("matching.state.store.read_copy", lambda *_: None)
            told = known(place)
        assert same(copied, told)
        previous = told
    shutil.copytree(folder, tmp_path / "old")
    with open_state(place) as state:
        state.remember(run([0, 0, 0], previous))
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    assert known(place).run == 4
    (folder / "ids.arrow").unlink()
    assert known(place).run == 4


def test_a_state_in_memory_has_no_copy():
    with open_state("sqlite:///:memory:") as state:
        assert copies.read_copy(state.engine, (1, ""), {}) == {}
        copies.keep_copy(state.engine, (1, ""), {"ids": pa.table({"id": ["C-1"]})})
