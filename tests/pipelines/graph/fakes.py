"""Small stages that write by the contracts, so that the graph can be run without the libraries."""

from pathlib import Path

import pyarrow as pa

from pipelines.errors import GateClosed
from pipelines.graph.scope import Scope
from pipelines.graph.stages import Stages
from pipelines.stages.context import Context
from pipelines.store import Store
from pipelines.workspace import load_workspace

WORKSPACE = """\
workspace: tiny
sources:
  crm: {read: crm.csv, entity: customer, id: id}
  销售客户: {read: 销售.csv, entity: customer, id: 编号}
  orders: {read: orders.csv, entity: order, id: id}
audit:
  rules:
    - {field: phone, must: be_valid, severity: warning, at_least: 90%}
waves:
  - {name: pilot-customers, load: [customer]}
  - {name: orders, load: [order], after: pilot-customers}
target: {url: "sqlite:///target.db"}
"""
CANARY_PHONE, CANARY_MAIL = "13987654321", "canary.person@example.com"


def read_exports(context):
    facts = {}
    for name, source in context.workspace.sources.items():
        rows = (context.workspace.exports_folder / source.read).read_text(encoding="utf-8").splitlines()[1:]
        ids = [f"{name}:{n}" for n in range(len(rows))]
        context.store.write(f"exports/{name}", pa.table({"record_id": ids, "raw": rows}))
        facts[name] = {"file": source.read, "rows_read": len(rows) + 1, "kept": len(rows), "quarantined": 1}
    return facts


def audit_exports(context):
    rows, found = [], []
    for name in context.workspace.sources:
        records = context.store.read(f"exports/{name}").to_pylist()
        bad = [r for r in records if "!" in r["raw"]]
        rows.append(
            {
                "rule": "phone_invalid",
                "dimension": "validity",
                "severity": "warning",
                "source": name,
                "field": "手机",
                "checked": len(records),
                "failed": len(bad),
                "rate": len(bad) / max(1, len(records)),
                "passed": not bad,
                "cost": 0.5,
                "mend": "Ask the owner.",
                "safe": False,
            }
        )
        found += [{**rows[-1], "record_id": r["record_id"], "value": r["raw"], "proposal": None} for r in bad]
    context.store.write("audit/summary", pa.Table.from_pylist(rows))
    columns = ("rule", "dimension", "severity", "source", "record_id", "field", "value", "proposal")
    schema = pa.schema([(column, pa.string()) for column in columns])
    context.store.write("audit/findings", pa.Table.from_pylist(found, schema=schema))
    context.store.write_json("audit/score", {"total": 91.5 - len(found)})
    return {"score": 91.5 - len(found), "findings": {"warning": len(found)}}


def clean_exports(context):
    for name in context.workspace.sources:
        context.store.write(f"clean/{name}", context.store.read(f"exports/{name}"))
    return {name: {"records": 2} for name in context.workspace.sources}


def match_customers(context):
    for name in ("crosswalk", "golden", "pairs", "provenance"):
        context.store.write(f"match/{name}", pa.table({"record_id": ["crm:0"], "customer_id": ["c1"]}))
    return {"records": 4, "customers": 3}


def build_load_tables(context):
    context.store.write("load/customer", pa.table({"customer_id": ["c1"]}))
    return {"ready": {"customer": 1}, "rejected": 0}


def _ledger(context):
    return context.store.read_json("ledger", {})


def _move(context, wave, state):
    context.store.write_json("ledger", _ledger(context) | {wave: state})
    return {"rows": 3}


def _stage(state, needs):
    def stage(context, wave, **_options):
        found = _ledger(context).get(wave, "planned")
        if found not in needs:
            raise GateClosed(wave, f"is {found}, not {needs}")
        return _move(context, wave, state)

    return stage


def rollback_wave(context, wave, said):
    assert said.by
    assert said.why
    return {"would restore": 3} if said.dry_run else _move(context, wave, "rolled_back")


def wave_status(context):
    known = _ledger(context)
    return [{"wave": wave.name, "state": known.get(wave.name, "planned")} for wave in context.workspace.waves]


def plan_waves(_context):
    return {"waves": 2}


FAKES = Stages(
    read_exports=read_exports,
    audit_exports=audit_exports,
    clean_exports=clean_exports,
    match_customers=match_customers,
    build_load_tables=build_load_tables,
    plan_waves=plan_waves,
    package_wave=_stage("packaged", ("planned", "packaged", "rehearsed", "verified", "rolled_back")),
    rehearse_wave=_stage("rehearsed", ("packaged",)),
    verify_wave=_stage("verified", ("rehearsed",)),
    approve_wave=lambda _context, wave, by: {"wave": wave, "approved_by": by},
    promote_wave=_stage("promoted", ("verified",)),
    rollback_wave=rollback_wave,
    close_wave=_stage("closed", ("promoted",)),
    wave_status=wave_status,
    write_offline=lambda _context, out, **said: out.write_text(str(said["by"])),
)


def tiny_scope(folder: Path, stages: Stages = FAKES) -> Scope:
    """Make a workspace with three small exports, one bad phone in it, and its scope."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    (folder / "crm.csv").write_text(f"id,phone,mail\n1,{CANARY_PHONE}!,{CANARY_MAIL}\n2,5551234,b\n", encoding="utf-8")
    (folder / "销售.csv").write_text("编号,手机\n1,13800138000\n", encoding="utf-8")
    (folder / "orders.csv").write_text("id,customer,amount\n1,1,10.00\n", encoding="utf-8")
    workspace = load_workspace(folder / "workspace.yaml")
    return Scope(Context(workspace, Store(folder / "home")), stages)
