"""Waves as assets: package, rehearsal, certificate, promotion; a promotion waits for a person."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.graph.gates import STANDING, UNDER_WAY, Gate, approval_gate, certificate_gates, state_of
from pipelines.graph.lock import POOL, one_load_at_a_time
from pipelines.graph.merge import load_tables
from pipelines.graph.metadata import Metadata, of_facts, public_url
from pipelines.graph.scope import MIGRATION, Scope

STEPS = ("package", "rehearsal", "certificate", "promotion")


class Approval(dg.Config):
    """Who promotes a wave and why. Without a name the wave waits, and nothing after it starts."""

    by: str = ""
    why: str = ""


def wave_assets(scope: Scope) -> list[dg.AssetsDefinition]:
    """Make the plan, and four assets for each wave in a group of its own."""
    assets = [_plan(scope)] if scope.waves else []
    for wave in scope.waves:
        assets += [_package(scope, wave), _rehearsal(scope, wave), _certificate(scope, wave), _promotion(scope, wave)]
    return assets


def promotion_step(scope: Scope, wave: str) -> str:
    """Name the step of a wave's promotion, for run config."""
    return f"promote_{scope.waves[wave]}"


def promote(scope: Scope, wave: str, approval: Approval) -> Metadata:
    """Promote a wave with a person's word, unless the ledger has it standing already."""
    if state_of(scope, wave) not in STANDING:
        with one_load_at_a_time(scope.context.store):
            facts = scope.run(scope.stages.promote_wave, scope.context, wave, by=approval.by, why=approval.why)
    else:
        facts = {"note": "already in the target; nothing was written"}
    return of_facts(facts) | {"state": state_of(scope, wave), "by": approval.by, "why": approval.why}


def _plan(scope: Scope) -> dg.AssetsDefinition:
    spec = dg.AssetSpec(
        scope.asset("waves", "plan"),
        deps=[load_tables(scope)],
        description=scope.say("plan"),
        group_name="plan",
        owners=[MIGRATION],
        kinds={"json"},
    )

    @dg.multi_asset(name="plan_waves", specs=[spec])
    def plan_waves() -> dg.MaterializeResult:
        return dg.MaterializeResult(spec.key, of_facts(scope.run(scope.stages.plan_waves, scope.context)))

    return plan_waves


def _package(scope: Scope, wave: str) -> dg.AssetsDefinition:
    settings = next(w for w in scope.context.workspace.waves if w.name == wave)
    before = [scope.wave_key(earlier, "promotion") for earlier in settings.after]
    spec = _spec(scope, wave, "package", [scope.asset("waves", "plan"), *before])

    @dg.multi_asset(name=f"package_{scope.waves[wave]}", specs=[spec])
    def package() -> dg.MaterializeResult:
        return _step(scope, spec, wave, scope.stages.package_wave)

    return package


def _rehearsal(scope: Scope, wave: str) -> dg.AssetsDefinition:
    spec = _spec(scope, wave, "rehearsal", [scope.wave_key(wave, "package")])

    @dg.multi_asset(name=f"rehearse_{scope.waves[wave]}", specs=[spec], pool=POOL)
    def rehearse() -> dg.MaterializeResult:
        with one_load_at_a_time(scope.context.store):
            return _step(scope, spec, wave, scope.stages.rehearse_wave)

    return rehearse


def _certificate(scope: Scope, wave: str) -> dg.AssetsDefinition:
    spec = _spec(scope, wave, "certificate", [scope.wave_key(wave, "rehearsal")])
    gates = [
        dg.AssetCheckSpec(name, asset=spec.key, blocking=True, description=scope.say(name))
        for name in ("verified", "totals_equal")
    ]

    @dg.multi_asset(name=f"verify_{scope.waves[wave]}", specs=[spec], check_specs=gates)
    def verify() -> Iterator[Any]:
        try:
            result = _step(scope, spec, wave, scope.stages.verify_wave)
        except Exception as error:
            yield from certificate_gates(scope, wave, error)
            raise
        yield result
        yield from certificate_gates(scope, wave)

    return verify


def _promotion(scope: Scope, wave: str) -> dg.AssetsDefinition:
    spec = _spec(scope, wave, "promotion", [scope.wave_key(wave, "certificate")], skippable=True)
    gate = dg.AssetCheckSpec("approved", asset=spec.key, blocking=True, description=scope.say("approved"))

    @dg.multi_asset(name=promotion_step(scope, wave), specs=[spec], check_specs=[gate], pool=POOL)
    def promotion(config: Approval) -> Iterator[Any]:
        if not config.by and state_of(scope, wave) not in STANDING:
            yield Gate.waiting(scope, wave).result("approved")
            return
        try:
            metadata = promote(scope, wave, config)
        except Exception as error:
            yield approval_gate(scope, wave, error)
            raise
        yield dg.MaterializeResult(spec.key, metadata)
        yield approval_gate(scope, wave)

    return promotion


def _step(scope: Scope, spec: dg.AssetSpec, wave: str, stage: Any) -> dg.MaterializeResult:
    """Run one step of a wave, unless the wave stands in the target or is on its way there."""
    if state_of(scope, wave) in UNDER_WAY:
        facts: Metadata = {"note": "already in the target; nothing was done"}
    else:
        facts = of_facts(scope.run(stage, scope.context, wave))
    return dg.MaterializeResult(spec.key, facts | {"state": state_of(scope, wave)})


def _spec(scope: Scope, wave: str, step: str, deps: list[dg.AssetKey], *, skippable: bool = False) -> dg.AssetSpec:
    target = scope.context.workspace.target.url or ""
    in_target = step == "promotion" and target
    return dg.AssetSpec(
        scope.wave_key(wave, step),
        deps=deps,
        description=scope.say(step, name=wave),
        group_name=scope.wave_group(wave),
        owners=[MIGRATION],
        kinds={target.partition(":")[0].partition("+")[0]} if in_target and "://" in target else {"parquet"},
        skippable=skippable,
        tags={"mergepoint/wave": scope.waves[wave]},
        metadata={"wave": wave, "dagster/uri": public_url(target)} if in_target else {"wave": wave},
    )
