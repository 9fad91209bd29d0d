"""The short form of `make crash`: a few points of each scenario, and the negative control."""

import os
import signal

import pytest

import migration
from migration import promotion
from tests.migration.crash import harms, places, series, shops

pytestmark = pytest.mark.timeout(300)
PRODUCTS = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("crash")),
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
    pytest.param("mariadb", marks=[pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]),
]
KILLS = ("promote, resume", "promote, roll back", "roll back, resume")
OTHERS = [s.name for s in series.SCENARIOS if s.harm is not harms.KILL and s.steps[0] not in {"close", "verify"}]


@pytest.fixture(scope="module", params=PRODUCTS)
def arena(request, tmp_path_factory):
    """A product, its snapshots, and how many points of a killing the suite affords."""
    folder = tmp_path_factory.mktemp("crash")
    if request.param == "sqlite":
        place = places.Place(folder)
    else:
        place = places.ServerPlace(request.getfixturevalue(f"{request.param}_server"), folder)
    return place, shops.build(place, folder), {"sqlite": 4, "postgres": 2, "mariadb": 1}[request.param]


@pytest.mark.parametrize("name", KILLS)
def test_killed_anywhere_the_end_state_is_exact(arena, name):
    place, bases, points = arena
    if place.name == "mariadb" and name != KILLS[0]:
        pytest.skip("MariaDB's other scenarios run in make crash")
    tally = series.run(place, bases, series.BY_NAME[name], points)
    assert tally.wrong == []
    assert tally.kills


@pytest.mark.parametrize("name", OTHERS)
def test_disturbed_otherwise_the_end_state_is_exact(arena, name):
    place, bases, _ = arena
    scenario = series.BY_NAME[name]
    if scenario.harm is harms.SERVER_KILL and place.server is None:
        pytest.skip("SQLite has no server")
    tally = series.run(place, bases, scenario, 1)
    assert tally.wrong == []
    assert tally.kills


def test_the_harness_can_fail(arena, monkeypatch):
    place, bases, _ = arena
    with shops.wrong_order():
        names = harms.events(place.copy(bases.verified), shops.promote(bases.package))
        after_ledger = [n + 1 for n, name in enumerate(names, 1) if name == "statement COMMIT"][:1]
        monkeypatch.setattr(harms, "spread", lambda *_: after_ledger)
        tally = series.run(place, bases, series.BY_NAME[KILLS[0]], 1)
    assert len(tally.wrong) == 1
    assert tally.kills


@pytest.mark.parametrize(
    ("steps", "base", "ends"),
    [
        (("promote", "promote"), "verified", ("after", "after")),
        (("rollback", "rollback"), "edited", ("undone", "undone")),
        (("promote", "rollback"), "verified", ("before", "after")),
        (("close", "rollback"), "promoted", ("after", "before")),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_two_workers_at_once(arena, steps, base, ends):
    """Either is done, or told why not; what is left half-way the first step finishes."""
    place, bases, _ = arena
    trial = place.copy(getattr(bases, base))
    known = {"promote": shops.promote(bases.package), "rollback": shops.rollback, "close": shops.close}
    for worker in [harms.forked(trial, known[step], -1) for step in steps]:
        harms.ended_well(worker)
    with migration.connect(trial, 3.0) as database:
        [wave] = migration.status(database)
        if wave["state"] in {"promoting", "rolling_back", "closing"}:
            known[{"promoting": "promote", "rolling_back": "rollback", "closing": "close"}[wave["state"]]](database)
        [wave] = migration.status(database)
    assert wave["state"] in {"promoted", "rolled_back", "closed"}
    undone = {"promoted": False, "closed": False, "rolled_back": True}[wave["state"]]
    wanted = {False: {"after"}, True: {"before", "undone"}}[undone] & set(ends)
    assert shops.contents(trial) in [getattr(bases, name) for name in wanted]


def test_a_rollback_that_was_paused_does_not_prune_the_next_attempt(arena):
    place, bases, _ = arena
    trial = place.copy(bases.promoted)
    seen = harms.events(place.copy(bases.promoted), shops.rollback)
    pruning = next(n for n, name in enumerate(seen) if name.startswith("statement DROP TABLE mergepoint_image"))
    taken_back = max(n for n, name in enumerate(seen[:pruning], 1) if name == "after commit")
    zombie = harms.forked(trial, shops.rollback, taken_back, signal.SIGSTOP)
    os.waitpid(zombie, os.WUNTRACED)
    with migration.connect(trial, 3.0) as database:
        shops.rollback(database)
        promotion.run(bases.package, database, "li", promotion.Options(shops.SETTINGS, rehearsal=True))
        os.kill(zombie, signal.SIGCONT)
        harms.ended_well(zombie)
        assert shops.contents(trial) == bases.after
        shops.rollback(database)
    assert shops.contents(trial) == bases.before
