"""What happens to a step: killed, paused, its server killed, the answer to a commit lost."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import migration
from migration import errors
from tests.migration.crash.places import Place
from tests.migration.crash.proxy import Line
from tests.migration.crash.shops import SETTINGS, Operation

Release = Callable[[], None]


@dataclass(frozen=True)
class Harm:
    """A way to disturb a step. `strike` says whether it hit, and what comes after somebody else finished the step."""

    name: str
    points: Callable[[Place, str, Operation], list[int]]
    strike: Callable[[Place, str, Operation, int], tuple[bool, Release]]


def events(url: str, operation: Operation) -> list[str]:
    """The names of all probe events of an operation that is left in peace."""
    seen: list[str] = []
    with migration.connect(url, SETTINGS.lock_timeout_s, seen.append) as database:
        operation(database)
    return seen


def _nothing() -> None:
    """No loose ends."""


# --- SIGKILL and SIGSTOP at an event -----------------------------------------------------------------------
def forked(url: str, operation: Operation, at: int, number: int = signal.SIGKILL) -> int:
    """Run in a child that sends itself a signal at event `at`; returns its process id at once."""
    child = os.fork()
    if child:
        return child
    seen = 0

    def probe(_event: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), number)

    code = 1
    try:
        database = migration.connect(url, SETTINGS.lock_timeout_s, probe)
        operation(database)
        code = 0
    except errors.MigrationError:
        code = 2
    finally:
        os._exit(code)


def killed(url: str, operation: Operation, at: int) -> bool:
    """Whether the child died of the signal (it may have ended before the event)."""
    _, state = os.waitpid(forked(url, operation, at), 0)
    return os.WIFSIGNALED(state)


def ended_well(child: int) -> None:
    """Wait for a child that was let go on: done, or told why not; anything else is a defect."""
    _, state = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(state) not in {0, 2}:
        raise AssertionError(f"a worker ended with {os.waitstatus_to_exitcode(state)}")


def _anywhere(_place: Place, url: str, operation: Operation) -> list[int]:
    return list(range(1, len(events(url, operation)) + 1))


def _kill(_place: Place, url: str, operation: Operation, at: int) -> tuple[bool, Release]:
    return killed(url, operation, at), _nothing


def _between(_place: Place, url: str, operation: Operation) -> list[int]:
    """After each commit but the ledger's own tables: there a worker holds no locks, and the wave is taken."""
    names = [n for n, name in enumerate(events(url, operation), 1) if name == "after commit"]
    return names[1:]


def _pause(_place: Place, url: str, operation: Operation, at: int) -> tuple[bool, Release]:
    zombie = forked(url, operation, at, signal.SIGSTOP)
    _, state = os.waitpid(zombie, os.WUNTRACED)

    def go_on() -> None:
        os.kill(zombie, signal.SIGCONT)
        ended_well(zombie)

    return os.WIFSTOPPED(state), go_on if os.WIFSTOPPED(state) else _nothing


# --- the answer to a commit is lost ------------------------------------------------------------------------
def _commits(place: Place, url: str, operation: Operation) -> list[int]:
    if place.server is None:
        return list(range(1, events(url, operation).count("after commit") + 1))
    with Line(url) as line:
        with migration.connect(line.url, SETTINGS.lock_timeout_s) as database:
            operation(database)
        return list(range(1, line.commits + 1))


def _lose(place: Place, url: str, operation: Operation, at: int) -> tuple[bool, Release]:
    lose = _lose_locally if place.server is None else _cut
    return lose(url, operation, at), _nothing


def _cut(url: str, operation: Operation, at: int) -> bool:
    with Line(url, at) as line:
        with contextlib.suppress(errors.Unreachable), migration.connect(line.url, SETTINGS.lock_timeout_s) as database:
            operation(database)
        return line.was_cut


def _lose_locally(url: str, operation: Operation, at: int) -> bool:
    """A file has no line to cut: the commit is done and the caller hears of an error."""
    seen = 0

    def probe(event: str) -> None:
        nonlocal seen
        seen += event == "after commit"
        if event == "after commit" and seen == at:
            raise errors.Unreachable("target", "The answer to COMMIT was lost.")

    try:
        with migration.connect(url, SETTINGS.lock_timeout_s, probe) as database:
            operation(database)
    except errors.Unreachable:
        return True
    return False


# --- the server is killed ----------------------------------------------------------------------------------
def _around_commits(_place: Place, url: str, operation: Operation) -> list[int]:
    """Both sides of each commit: each point costs a restart of the server."""
    names = events(url, operation)
    return [n for n, name in enumerate(names, 1) if name in {"before commit", "after commit"}]


def _server_kill(place: Place, url: str, operation: Operation, at: int) -> tuple[bool, Release]:
    seen = 0

    def probe(_event: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            place.server.kill()

    hit = False
    if place.name == "postgres":  # a copied database's sequences are not in the log before the next checkpoint
        place.server.execute("CHECKPOINT")
    try:
        with migration.connect(url, SETTINGS.lock_timeout_s, probe) as database:
            operation(database)
    except errors.Unreachable:
        hit = True
    time.sleep(0.2)
    place.server.start()
    return hit, _nothing


KILL = Harm("killed", _anywhere, _kill)
PAUSE = Harm("paused", _between, _pause)
LOST_ANSWER = Harm("answer lost", _commits, _lose)
SERVER_KILL = Harm("server killed", _around_commits, _server_kill)


def spread(points: list[int], limit: int | None) -> list[int]:
    """All points, or `limit` of them, evenly."""
    if limit is None or len(points) <= limit:
        return points
    step = len(points) / limit
    return [points[int((i + 0.5) * step)] for i in range(limit)]


@contextlib.contextmanager
def nothing_to_undo() -> Iterator[None]:
    """Disturbed before the promotion began, there is nothing to roll back: the end state still has to be right."""
    try:
        yield
    except errors.Refused as refused:
        if refused.gate != "state" or "verified" not in refused.why:
            raise
