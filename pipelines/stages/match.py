"""Customers from clean records: matched, merged, each golden cell with its source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa

import matching
from pipelines.errors import WorkspaceError
from pipelines.stages.clean import clean_records
from pipelines.stages.context import Context, Progress
from pipelines.stages.earlier import earlier, leave
from pipelines.stages.money import order_money
from pipelines.store import Store
from pipelines.workspace import Workspace, nearest

HOLDINGS = ("crosswalk", "golden", "provenance", "links")
TABLES = ("crosswalk", "golden", "pairs", "provenance", "links", "conflicts", "events", "review")


def match_customers(context: Context, since_last: bool = False) -> dict[str, Any]:
    """Match and merge the clean records; write `match/<table>`; return the counts.

    Identity is kept: what the last run called a customer keeps its `customer_id`. `since_last`: judge only what is new
    or changed since the last such run, under the model it kept (decision 23); the first one makes the model.
    """
    deduped = ranked_by_money(context, dedupe_records(context, clean_records(context), since_last))
    for name in TABLES:
        context.store.write(f"match/{name}", getattr(deduped, name))
    leave(context.store, deduped, policy_of(context.workspace))
    context.store.write_json("match/report", deduped.report | {"run": deduped.identity.run})
    counts = counts_of(deduped)
    if since_last:
        _note_run(context, deduped)
    context.store.write_json("match/counts", counts)
    return counts


def dedupe_records(context: Context, records: pa.Table, since_last: bool = False) -> matching.Deduped:
    """Run the matcher with the workspace's settings, the stewards' answers and the known identities."""
    workspace, kept = context.workspace, context.store.path(_model_place(context.workspace))
    with matching.open_state(context.store.path("state.db")) as state:
        deduped = matching.dedupe(
            records,
            settings=settings_of(workspace),
            policy=policy_of(workspace),
            previous=state.identity(),
            decisions=state.decisions(),
            progress=steps_of(context.progress),
            keep=since_last,
            under=matching.load_model(kept) if since_last else None,
            before=earlier(context.store, policy_of(workspace)) if since_last else None,
        )
        state.remember(deduped, merges=_images(context.store, deduped))
    if deduped.kept is not None:
        matching.save_model(deduped.kept, kept)
    return deduped


def runs_of(context: Context) -> dict[str, int]:
    """Return the numbers of the run that `made` the model that is kept and of the `last` under it; empty without."""
    return context.store.read_json(f"{_model_place(context.workspace)}/runs", {})


def _note_run(context: Context, deduped: matching.Deduped) -> None:
    run, known = deduped.identity.run, runs_of(context)
    made = known.get("made", run) if "judged_anew" in deduped.report else run
    context.store.write_json(f"{_model_place(context.workspace)}/runs", {"made": made, "last": run})


def _model_place(workspace: Workspace) -> str:
    return f"match/kept-{settings_print(workspace)}"


def settings_print(workspace: Workspace) -> str:
    """Name the matcher's settings: another model is kept for others."""
    return hashlib.sha256(repr(settings_of(workspace)).encode()).hexdigest()[:8]


def steps_of(progress: Progress) -> Callable[[str, float], None]:
    """Show the matcher's steps (name and part of the whole, 0 to 1) as one bar of 100."""
    return lambda _step, part: progress("match", round(100 * part), 100)


def ranked_by_money(context: Context, deduped: matching.Deduped) -> matching.Deduped:
    """Rank the review queue anew by the order money that each question is about, where there are orders."""
    money = order_money(context, deduped.crosswalk)
    if not money.num_rows:
        return deduped
    with matching.open_state(context.store.path("state.db")) as state:
        answered = state.decisions()
    return replace(deduped, review=matching.queue(deduped.pairs, deduped.crosswalk, money, answered))


def holdings_of(store: Store) -> matching.Holdings:
    """The tables that a merge changes, as the last run left them."""
    return matching.Holdings(**{name: store.read(f"match/{name}") for name in HOLDINGS})


def _images(store: Store, deduped: matching.Deduped) -> pa.Table | None:
    """What the customers that this run merged were before, so that each merge can be taken back."""
    if not all(store.has(f"match/{name}") for name in HOLDINGS):
        return None
    after = matching.Holdings(**{name: getattr(deduped, name) for name in HOLDINGS})
    return matching.images_of(holdings_of(store), after, deduped.events)


def settings_of(workspace: Workspace) -> matching.MatchSettings:
    """The matcher's settings, as far as the workspace says anything."""
    return matching.MatchSettings(
        customer_key=workspace.customer_key,
        auto_precision=workspace.merge.auto_precision,
        duplicate_free=tuple(name for name, source in workspace.sources.items() if source.unique),
    )


def policy_of(workspace: Workspace) -> matching.SurvivorshipPolicy:
    """The survivorship policy: rules by field, the field's usual rules behind them, and the trust of each source.

    Raises
    ------
    matching.MatchingError
        A rule does not exist.
    WorkspaceError
        A rule `from <source>` names a source that the workspace does not have.
    """
    rules = {name: _with_usual(name, given) for name, given in workspace.merge.survivorship.items()}
    for name, given in rules.items():
        for rule in given:
            source = rule.removeprefix("from ").strip()
            if rule.startswith("from ") and source not in workspace.sources:
                problem = f"merge: survivorship: {name}: there is no source '{source}'"
                near = nearest(source, workspace.sources) or ""
                raise WorkspaceError(workspace.path, None, problem, ", ".join(workspace.sources), near)
    return matching.SurvivorshipPolicy(
        rules=rules,
        trust={name: source.trust for name, source in workspace.sources.items()},
    )


def _with_usual(name: str, given: tuple[str, ...]) -> tuple[str, ...]:
    usual = matching.SurvivorshipPolicy().rules_of(name)
    return (*given, *(rule for rule in usual if rule not in (*given, "union")))


def counts_of(deduped: matching.Deduped) -> dict[str, Any]:
    """Records, customers, organisations, pairs waiting for a steward, conflicts."""
    crosswalk = deduped.crosswalk
    return {
        "records": crosswalk.num_rows,
        "customers": deduped.golden.num_rows,
        "organisations": len(crosswalk["org_id"].drop_null().unique()),
        "review": deduped.review.num_rows,
        "conflicts": deduped.conflicts.num_rows,
    }
