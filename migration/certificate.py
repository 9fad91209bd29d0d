"""What verification found, in a form that can be filed: JSON for programs, HTML for people."""

import dataclasses
import html
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Check:
    """One check. `rows` names the first offending rows (entity, key, column), never a personal value."""

    name: str
    passed: bool
    expected: str
    found: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """All checks of one package in one database. `at`: seconds since 1970 by that database's clock."""

    wave: str
    digest: str
    fingerprint: str
    place: str
    at: float
    by: str
    checks: tuple[Check, ...]
    totals: dict[str, dict[str, str]]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**dataclasses.asdict(self), "passed": self.passed}

    def to_json(self) -> str:
        """The certificate as JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1, sort_keys=True)

    def to_html(self) -> str:
        """The certificate as one self-contained page."""
        rows = "\n".join(map(_row, self.checks))
        verdict = "PASSED 通过" if self.passed else "FAILED 未通过"
        tint = "#1a7f37" if self.passed else "#b42318"
        totals = "".join(
            f"<tr><td>{_e(entity)}</td><td>{_e(name)}</td><td class=n>{_e(value)}</td></tr>"
            for entity, group in self.totals.items()
            for name, value in group.items()
        )
        return _PAGE.format(
            wave=_e(self.wave),
            verdict=verdict,
            tint=tint,
            digest=_e(self.digest),
            place=_e(self.place),
            fingerprint=_e(self.fingerprint or "-"),
            by=_e(self.by or "-"),
            rows=rows,
            totals=totals,
        )

    def write(self, folder: str | os.PathLike[str]) -> tuple[Path, Path]:
        """Write `<wave>.certificate.json` and `.html` into `folder`."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        as_json = folder / f"{self.wave}.certificate.json"
        as_html = folder / f"{self.wave}.certificate.html"
        as_json.write_text(self.to_json(), encoding="utf-8")
        as_html.write_text(self.to_html(), encoding="utf-8")
        return as_json, as_html


def _e(text: str) -> str:
    return html.escape(str(text))


def _row(check: Check) -> str:
    mark = "✓" if check.passed else "✗"
    named = "<br>".join(map(_e, check.rows))
    return (
        f"<tr class={'ok' if check.passed else 'bad'}><td>{mark}</td><td>{_e(check.name)}</td>"
        f"<td>{_e(check.expected)}</td><td>{_e(check.found)}</td><td>{named}</td></tr>"
    )


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{wave}</title>
<style>body{{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1f2328}}
table{{border-collapse:collapse;width:100%;margin:1rem 0}}td,th{{border-bottom:1px solid #d0d7de;padding:.4rem;
text-align:left;vertical-align:top}}tr.bad td{{background:#fff1f0}}.n{{font-variant-numeric:tabular-nums}}
dt{{color:#59636e}}dd{{margin:0 0 .4rem;overflow-wrap:anywhere}}h1 b{{color:{tint}}}</style>
<h1>{wave}: <b>{verdict}</b></h1><dl><dt>Package 装载包</dt><dd>{digest}</dd><dt>Fingerprint 指纹</dt>
<dd>{fingerprint}</dd><dt>Database 数据库</dt><dd>{place}</dd><dt>By 验收人</dt><dd>{by}</dd></dl>
<table><tr><th></th><th>Check 检查</th><th>Expected 应为</th><th>Found 实为</th><th>Rows 行</th></tr>
{rows}</table><h2>Control totals 控制总额</h2><table>{totals}</table></html>
"""
