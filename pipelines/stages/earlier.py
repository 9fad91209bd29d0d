"""What a run with `--since` leaves for the next one, so that it need not make all golden records again."""

from __future__ import annotations

from typing import Any

import matching
from pipelines.batches import sha256_of
from pipelines.code import code_print
from pipelines.store import Store

_SAID, _NOTE = "match/said", "match/said-made"
_TABLES = ("match/golden", "match/provenance", _SAID)


def earlier(store: Store, policy: matching.SurvivorshipPolicy) -> matching.Outcome | None:
    """Return what the last run came to; None where a policy, the code or a table is not the one of that run."""
    if not all(store.has(name) for name in _TABLES) or store.read_json(_NOTE) != _made_of(store, policy):
        return None
    golden, provenance, said = (store.read(name) for name in _TABLES)
    return matching.Outcome(golden, provenance, said)


def leave(store: Store, deduped: matching.Deduped, policy: matching.SurvivorshipPolicy) -> None:
    """Keep what each customer's records said, and which tables it belongs to (written before)."""
    if deduped.said is None:
        store.write_json(_NOTE, None)
        return
    store.write(_SAID, deduped.said)
    store.write_json(_NOTE, _made_of(store, policy))


def _made_of(store: Store, policy: matching.SurvivorshipPolicy) -> dict[str, Any]:
    """What the tables are, and what they were made by."""
    digests = {name: sha256_of(store.path(f"{name}.parquet")) for name in _TABLES}
    return {**digests, "policy": repr(policy), "code": code_print("matching")}
