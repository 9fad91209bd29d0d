"""What a wave refers to is what some wave moves."""

import pyarrow as pa

from pipelines.stages.context import Context
from pipelines.stages.specs import map_to_target
from pipelines.store import Store
from pipelines.workspace import Target, Wave, Workspace

TABLES = {
    "customer": pa.table({"customer_id": ["C-1"], "org_id": ["O-1"]}),
    "organisation": pa.table({"org_id": ["O-1"]}),
}


def _files(folder):
    store = Store(folder)
    return {name: store.write(f"load/{name}", table) for name, table in TABLES.items()}


def specs_of(tmp_path, *load):
    target = Target(url=f"sqlite:///{tmp_path / 'new.db'}")
    workspace = Workspace(target=target, waves=(Wave(name="w", load=load),))
    return map_to_target(Context(workspace, Store(tmp_path)), _files(tmp_path)).specs


def test_a_reference_needs_its_entity_in_a_wave(tmp_path):
    assert specs_of(tmp_path, "customer")["customer"].references == {}
    assert specs_of(tmp_path, "organisation", "customer")["customer"].references == {"org_id": "organisation"}
