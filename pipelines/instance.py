"""The Dagster instance of a workspace: where its runs, events and logs are kept."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import MissingInput, PipelineError
from pipelines.store import Store

_HERE = Path(__file__).resolve().parent
_DEMO = _HERE.parent / "examples" / "demo" / "workspace.yaml"


def workspace_path() -> Path:
    """Find the workspace: MERGEPOINT_WORKSPACE, else `./workspace.yaml`, else the demo of a source checkout."""
    named = os.environ.get("MERGEPOINT_WORKSPACE")
    if named:
        return Path(named).expanduser().resolve()
    here = Path("workspace.yaml").resolve()
    return here if here.exists() or not _DEMO.exists() else _DEMO


def prepare_instance(store: Store) -> Path:
    """Set DAGSTER_HOME for this process and its children, unless it is set; return it.

    Ours lies in `<home>/dagster`; its `dagster.yaml` is renewed from the one we ship until
    somebody makes it theirs by removing its first line.
    """
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    if not os.environ.get("DAGSTER_HOME"):
        os.environ["DAGSTER_HOME"] = str(_own_home(store))
    return Path(os.environ["DAGSTER_HOME"])


def is_shared(store: Store) -> bool:
    """Tell whether DAGSTER_HOME names an instance that is not this workspace's own, so that others may be in it."""
    named = os.environ.get("DAGSTER_HOME")
    return bool(named) and Path(named).expanduser().resolve() != (store.home / "dagster").resolve()


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Wait until no other process of ours opens the storages of a DAGSTER_HOME.

    Dagster makes their tables at the first opening without a lock: two that do so at the same time
    stamp the version of a table twice, and from then on nobody can open it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "storages.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
        yield


def make_storages(home: Path) -> None:
    """Make the storages of runs, events and ticks where they are missing: before several processes open them.

    Raises
    ------
    PipelineError
        They do not open: their database does not answer or is damaged.
    """
    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef

    try:
        with alone_in(home), DagsterInstance.from_ref(InstanceRef.from_dir(str(home))):
            pass
    except Exception as error:
        problem = f"Dagster's storage of runs does not open ({type(error).__name__}). It is set in"
        raise PipelineError(f"{problem} {home / 'dagster.yaml'}; without a setting it is SQLite beside it.") from error


def shipped_config() -> Path:
    """Return the `dagster.yaml` that we ship: in the package when installed, else at the root of the sources.

    Raises
    ------
    MissingInput
        Neither is there.
    """
    for path in (_HERE / "dagster.yaml", _HERE.parent / "dagster.yaml"):
        if path.exists():
            return path
    raise MissingInput("dagster.yaml", str(_HERE), "Install mergepoint again.")


def _own_home(store: Store) -> Path:
    home, shipped = store.folder("dagster"), shipped_config()
    mine = home / "dagster.yaml"
    first_line = shipped.read_text(encoding="utf-8").partition("\n")[0]
    if not mine.exists() or mine.read_text(encoding="utf-8").startswith(first_line):
        shutil.copyfile(shipped, mine)
    return home
