"""The Dagster instance of a workspace: where its runs, events and logs are kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipelines.errors import MissingInput
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
