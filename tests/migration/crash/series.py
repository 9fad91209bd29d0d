"""Disturb a step at each point, let another finish it, and compare the end state with the clean one."""

from dataclasses import dataclass, field

import migration
from migration import errors
from tests.migration.crash import harms
from tests.migration.crash.harms import KILL, LOST_ANSWER, PAUSE, SERVER_KILL, Harm
from tests.migration.crash.places import Place
from tests.migration.crash.shops import (
    SETTINGS,
    Bases,
    Operation,
    close,
    contents,
    promote,
    rollback,
    verify,
    wrong_order,
)

CONTROL = 60  # points of the negative control: it has to be caught, not measured
FEWEST = 15  # about one in three of them is behind the ledger and before the rows


@dataclass
class Tally:
    """What a series of runs showed. `kills` are strikes that hit."""

    runs: int = 0
    kills: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Scenario:
    """A harm, the step that it meets, and the step that comes after."""

    name: str
    harm: Harm
    base: str
    steps: tuple[str, str]
    expected: str


SCENARIOS = (
    Scenario("promote, resume", KILL, "verified", ("promote", "promote"), "after"),
    Scenario("promote, roll back", KILL, "verified", ("promote", "rollback"), "before"),
    Scenario("roll back, resume", KILL, "edited", ("rollback", "rollback"), "undone"),
    Scenario("close, resume", KILL, "promoted", ("close", "close"), "after"),
    Scenario("verify, verify", KILL, "promoted", ("verify", "verify"), "after"),
    Scenario("promote, answer lost", LOST_ANSWER, "verified", ("promote", "promote"), "after"),
    Scenario("roll back, answer lost", LOST_ANSWER, "edited", ("rollback", "rollback"), "undone"),
    Scenario("close, answer lost", LOST_ANSWER, "promoted", ("close", "close"), "after"),
    Scenario("verify, answer lost", LOST_ANSWER, "promoted", ("verify", "verify"), "after"),
    Scenario("promote, paused, promote", PAUSE, "verified", ("promote", "promote"), "after"),
    Scenario("promote, paused, roll back", PAUSE, "verified", ("promote", "rollback"), "before"),
    Scenario("roll back, paused, roll back", PAUSE, "edited", ("rollback", "rollback"), "undone"),
    Scenario("close, paused, close", PAUSE, "promoted", ("close", "close"), "after"),
    Scenario("promote, server killed", SERVER_KILL, "verified", ("promote", "promote"), "after"),
    Scenario("close, server killed", SERVER_KILL, "promoted", ("close", "close"), "after"),
    Scenario("roll back, server killed", SERVER_KILL, "edited", ("rollback", "rollback"), "undone"),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def run(place: Place, bases: Bases, scenario: Scenario, limit: int | None) -> Tally:
    """One scenario at all its points, or at `limit` of them."""
    if scenario.harm is SERVER_KILL and place.server is None:
        return Tally()
    known: dict[str, Operation] = {
        "promote": promote(bases.package),
        "verify": verify(bases.package),
        "rollback": rollback,
        "close": close,
    }
    first, second = (known[step] for step in scenario.steps)
    base, expected = getattr(bases, scenario.base), getattr(bases, scenario.expected)
    asked = (scenario.harm.points, base, scenario.steps[0])
    if asked not in place.points:
        trial = place.copy(base)
        place.points[asked] = scenario.harm.points(place, trial, first)
        place.forget(trial)
    points = place.points[asked]
    tally = Tally()
    for at in harms.spread(points, limit):
        tally.runs += 1
        trial = place.copy(base)
        hits, found = _one(place, trial, scenario.harm, (first, second), at)
        tally.kills += hits
        if found != expected:
            tally.wrong.append(f"{place.name}, {scenario.name}, point {at}: {found}")
        place.forget(trial)
    return tally


def _one(place: Place, trial: str, harm: Harm, steps: tuple[Operation, Operation], at: int) -> tuple[int, object]:
    """Strikes that hit, and the end state, or what was said instead."""
    hit, release = harm.strike(place, trial, steps[0], at)
    hits = int(hit)
    try:
        if harm is KILL and at % 3 == 0:  # and killed again on the way back
            hits += harms.killed(trial, steps[1], at // 2 + 1)
        with migration.connect(trial, SETTINGS.lock_timeout_s) as database, harms.nothing_to_undo():
            steps[1](database)
    except errors.MigrationError as error:
        return hits, str(error)
    finally:
        release()
    return hits, contents(trial)


def control(place: Place, bases: Bases, limit: int | None) -> Tally:
    """The negative control; its wrong end states must not be none."""
    with wrong_order():
        return run(place, bases, BY_NAME["promote, resume"], CONTROL if limit is None else max(limit, FEWEST))
