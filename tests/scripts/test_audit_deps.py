"""The dependency audit believes only a service that knows something, and says by name when it checked nothing."""

import pytest

from scripts import audit_deps
from scripts.audit_deps import Unanswered, audit

BAD = [{"name": "django", "version": "2.2.0", "vulns": [{"id": "PYSEC-2019-1", "fix_versions": ["2.2.2"]}]}]
CLEAN = [{"name": "click", "version": "8.5.0", "vulns": []}, {"name": "own", "skip_reason": "not found"}]


def service(locked, known_bad=BAD):
    return lambda paths: known_bad if paths[0].name == "known-bad.txt" else locked


def test_clean_versions_pass_and_unknown_ones_are_named():
    verdict = audit(service(CLEAN))
    assert (verdict.checked, verdict.advisories, verdict.unknown) == (1, (), ("own",))


def test_an_advisory_is_named_with_the_version_that_mends_it(monkeypatch, capsys):
    monkeypatch.setattr(audit_deps, "pip_audit", None)
    monkeypatch.setattr(audit_deps, "audit", lambda: audit(service(BAD)))
    assert audit_deps.main() == 1
    assert "VULNERABLE django 2.2.0: PYSEC-2019-1, mended in 2.2.2" in capsys.readouterr().err


def test_a_service_that_knows_nothing_is_not_believed():
    with pytest.raises(Unanswered, match="knows no advisory"):
        audit(service(CLEAN, known_bad=[{"name": "django", "skip_reason": "not found"}]))


def test_an_audit_that_could_not_be_made_says_so(monkeypatch, capsys):
    def silent():
        raise Unanswered("no route to host")

    monkeypatch.setattr(audit_deps, "audit", silent)
    assert audit_deps.main() == 0
    assert "SKIPPED dependency audit, nothing was checked: no route" in capsys.readouterr().err


def test_every_lock_that_is_installed_is_audited(repository):
    assert {path.name for path in repository.glob("*.lock")} == set(audit_deps.LOCKS)
