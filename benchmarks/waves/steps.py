"""Our own steps, each as a function that can run in a process of its own."""

from collections.abc import Mapping
from pathlib import Path

import migration
from benchmarks.waves.data import WAVES
from migration import promotion


def plan(url: str, files: Mapping[str, Path], settings: migration.Settings) -> None:
    """Plan both waves."""
    migration.plan(WAVES, files, url, settings)


def package(url: str, files: Mapping[str, Path], settings: migration.Settings, folder: Path) -> None:
    """Plan both waves once and seal their packages."""
    made = migration.plan(WAVES, files, url, settings)
    for wave in WAVES:
        migration.package(made, wave.name, folder / wave.name)


def promote(url: str, settings: migration.Settings, folder: Path) -> None:
    """Both waves, ledger and before-images as well."""
    with migration.connect(url) as database:
        for wave in WAVES:
            sealed = migration.open_package(folder / wave.name)
            promotion.run(sealed, database, "bench", promotion.Options(settings, rehearsal=True))


def verify(url: str, folder: Path) -> None:
    """Full verification of both waves; it has to pass."""
    with migration.connect(url) as database:
        for wave in WAVES:
            certificate = migration.verify(migration.open_package(folder / wave.name), database)
            if not certificate.passed:
                raise SystemExit(f"verification failed: {certificate.failures}")


def rollback(url: str) -> None:
    """Both waves, the later one first."""
    with migration.connect(url) as database:
        for wave in reversed(WAVES):
            migration.rollback(wave.name, database, by="bench")
