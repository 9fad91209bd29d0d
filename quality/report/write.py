"""Write an audit to a folder: each file whole or not at all."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from quality.findings.values import Audit
from quality.report.export import write_csv, write_workbook
from quality.report.mask import OPEN_FIELDS, masked
from quality.report.page import render


def write_audit(audit: Audit, out: Path, *, language: str = "en", mask: bool = True) -> dict[str, Path]:
    """Write `report.html`, `findings.csv`, `findings.xlsx`, `profile.json` and `score.json` into `out`.

    The report and the profile show personal data masked unless `mask` is False; the findings hold raw
    values, with spreadsheet formulas neutralised. Returns the path of each file by its name.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Callable[[Path], object]] = {
        "report.html": lambda path: path.write_text(render(audit, language, mask), "utf-8"),
        "findings.csv": lambda path: write_csv(audit.findings, path, audit.names),
        "findings.xlsx": lambda path: write_workbook(audit, path, language),
        "profile.json": lambda path: _json(_profile(audit, mask), path),
        "score.json": lambda path: _json({**audit.score, "counts": audit.counts}, path),
    }
    for name, write in files.items():
        part = out / f".{name}.part"
        try:
            write(part)
            os.replace(part, out / name)
        finally:
            part.unlink(missing_ok=True)
    return {name: out / name for name in files}


def _json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")


def _profile(audit: Audit, mask: bool) -> dict:
    sources = {}
    for name, columns in audit.profile.items():
        sources[name] = {
            "rows": audit.counts[name],
            "columns": {column: _shown(profile, mask) for column, profile in columns.items()},
        }
    return {"as_of": audit.as_of.isoformat(), "sources": sources, "duplicates": audit.duplicates}


def _shown(profile: dict, mask: bool) -> dict:
    if not mask or (profile["field"] == "other" and profile["distinct"] <= 0.5 * max(1, profile["filled"])):
        return profile
    top = [{**entry, "value": masked(entry["value"], profile["field"])} for entry in profile["top"]]
    hidden = {} if profile["field"] in OPEN_FIELDS else {part: None for part in ("date", "number") if part in profile}
    return {**profile, "top": top, **hidden}
