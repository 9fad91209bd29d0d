"""The short form of `make crash`: a few points of each scenario, and the negative control."""

import os
import signal
import time

import pytest

import migration
from migration import errors
from tests.migration import crash, shop

pytestmark = pytest.mark.timeout(300)


PRODUCTS = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("crash")),
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
    pytest.param("mariadb", marks=[pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]),
]


@pytest.fixture(scope="module", params=PRODUCTS)
def arena(request, tmp_path_factory):
    """A product, its snapshots, and how many points of a scenario the suite affords."""
    folder = tmp_path_factory.mktemp("crash")
    if request.param == "sqlite":
        place = crash.Place(folder)
    else:
        place = crash.ServerPlace(request.getfixturevalue(f"{request.param}_server"), folder)
    return place, crash.build(place, folder), {"sqlite": 4, "postgres": 2, "mariadb": 1}[request.param]


@pytest.mark.parametrize("name", crash.SCENARIOS[:3])
def test_killed_anywhere_the_end_state_is_exact(arena, name):
    place, bases, points = arena
    if place.name == "mariadb" and name != crash.SCENARIOS[0]:
        pytest.skip("MariaDB's other scenarios run in make crash")
    tally = crash.scenario(place, bases, name, points)
    assert tally.wrong == []
    assert tally.kills


def test_the_harness_can_fail(arena, monkeypatch):
    place, bases, _ = arena
    load = crash.promote(bases.package)
    with crash.wrong_order():
        trial = place.copy(bases.verified)
        names = crash.events(trial, load)
        after_ledger = [n + 1 for n, name in enumerate(names, 1) if name == "statement COMMIT"][:1]
        monkeypatch.setattr(crash, "chosen", lambda *_: after_ledger)
        tally = crash.series(place, bases.verified, (load, load), bases.after, 1)
    assert len(tally.wrong) == 1
    assert tally.kills


def test_a_worker_that_was_paused_finds_itself_fenced(arena):
    place, bases, _ = arena
    trial = place.copy(bases.verified)
    load = crash.promote(bases.package)
    names = crash.events(place.copy(bases.verified), load)
    first_done = [n for n, name in enumerate(names, 1) if name == "after commit"][9]
    zombie = crash.forked(trial, load, first_done, signal.SIGSTOP)
    os.waitpid(zombie, os.WUNTRACED)
    with migration.connect(trial, 3.0) as database:
        load(database)
    os.kill(zombie, signal.SIGCONT)
    _, state = os.waitpid(zombie, 0)
    assert os.waitstatus_to_exitcode(state) in {0, 2}  # fenced, or told that the wave is promoted
    assert crash.contents(trial) == bases.after


def test_two_workers_at_once(arena):
    place, bases, _ = arena
    trial = place.copy(bases.verified)
    load = crash.promote(bases.package)
    workers = [crash.forked(trial, load, -1) for _ in range(2)]
    for worker in workers:
        _, state = os.waitpid(worker, 0)
        assert os.waitstatus_to_exitcode(state) in {0, 2}
    with migration.connect(trial, 3.0) as database:
        load(database)
    assert crash.contents(trial) == bases.after


def test_a_held_row_is_a_typed_error_and_resumes(arena):
    place, bases, _ = arena
    if place.name == "sqlite":
        pytest.skip("SQLite has no row locks")
    trial = place.copy(bases.verified)
    import sqlalchemy as sa

    settings = migration.Settings(lock_timeout_s=1, retries=0)
    engine = sa.create_engine(trial, poolclass=sa.NullPool)
    with engine.begin() as held:
        held.execute(sa.text("UPDATE customers SET note = 'mine' WHERE customer_id = 'C-003'"))
        with pytest.raises(errors.LockTimeout, match="resume"):
            migration.promote(bases.package, trial, by="wang", settings=settings)
    migration.promote(bases.package, trial, by="wang", settings=settings)
    assert shop.run(trial, "SELECT note FROM customers WHERE customer_id = 'C-003'") == [("mine",)]


def test_the_server_is_killed(arena):
    place, bases, _ = arena
    if place.name == "sqlite":
        pytest.skip("SQLite has no server")
    trial = place.copy(bases.verified)
    left = 60

    def probe(_event):
        nonlocal left
        left -= 1
        if left == 0:
            place.server.kill()

    with (
        pytest.raises(errors.Unreachable, match="run the command again"),
        migration.connect(trial, 3.0, probe) as database,
    ):
        crash.promote(bases.package)(database)
    time.sleep(0.2)
    place.server.start()
    with migration.connect(trial, 3.0) as database:
        crash.promote(bases.package)(database)
    assert crash.contents(trial) == bases.after
