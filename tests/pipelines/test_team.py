"""A team's set-up: runs in PostgreSQL by the shipped settings, backup and restore, rotated passwords, unit files."""

import base64
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from tests.pipelines.canaries import write_exports
from tests.pipelines.sinks import webhook
from tests.servers import _postgres_programs

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
USER, FIRST, SECOND = "keeper", "first-secret-8Zq", "second-secret-4Vx"
TEMPORARY = ("proxy", "fastcgi", "uwsgi", "scgi")
pytestmark = [pytest.mark.xdist_group("team")]


@pytest.fixture(scope="module")
def guarded(postgres_server):
    """A database server that asks one user for a password."""
    rules = postgres_server.home / "data" / "pg_hba.conf"
    rules.write_text(f"host all {USER} 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    postgres_server.execute("SELECT pg_reload_conf()")
    postgres_server.execute(f"CREATE ROLE {USER} LOGIN PASSWORD '{FIRST}'")
    return postgres_server


def fresh(server):
    name = server.fresh().rpartition("/")[2]
    server.execute(f"ALTER DATABASE {name} OWNER TO {USER}")
    return name


@pytest.fixture
def team(guarded, tmp_path):
    """The environment of a team's machine, its workspace in `tmp_path`, two empty databases."""
    write_exports(tmp_path, 'target: {url: "env:TARGET_URL"}\n')
    home = tmp_path / "dagster"
    home.mkdir()
    shutil.copy(DEPLOY / "dagster.yaml", home)
    guarded.execute(f"ALTER ROLE {USER} PASSWORD '{FIRST}'")
    target = fresh(guarded)
    programs = _postgres_programs()
    return os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "DAGSTER_HOME": str(home),
        "MERGEPOINT_HOME": str(tmp_path / "state"),
        "DAGSTER_PG_HOST": "127.0.0.1",
        "DAGSTER_PG_PORT": str(guarded.port),
        "DAGSTER_PG_USER": USER,
        "DAGSTER_PG_PASSWORD": FIRST,
        "DAGSTER_PG_DB": fresh(guarded),
        "TARGET_URL": f"postgresql+psycopg://{USER}:{FIRST}@127.0.0.1:{guarded.port}/{target}",
    }


def script(name, environment, *words):
    return subprocess.run([DEPLOY / name, *words], env=environment, capture_output=True, text=True, check=False)


def mergepoint(team, folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *words],
        cwd=folder,
        env=team,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert FIRST not in said
    assert SECOND not in said
    return done.returncode, said


def count(guarded, database, statement):
    engine = sa.create_engine(guarded.url(database), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.execute(sa.text(statement)).scalar()


@pytest.mark.postgres
@pytest.mark.dagster
def test_runs_are_kept_in_postgresql_backed_up_and_restored(team, guarded, tmp_path):
    code, said = mergepoint(team, tmp_path, "run", "--by", "lead")
    assert code == 0, said
    runs, golden = "SELECT count(*) FROM runs WHERE status = 'SUCCESS'", "SELECT count(*) FROM customer_crosswalk"
    target = team["TARGET_URL"].rpartition("/")[2]
    customers = count(guarded, target, golden)
    assert count(guarded, team["DAGSTER_PG_DB"], runs) == 1
    assert customers > 0
    done = script("backup.sh", team, tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    place = done.stdout.strip()
    restored = team | {
        "DAGSTER_PG_DB": fresh(guarded),
        "MERGEPOINT_HOME": str(tmp_path / "other"),
        "TARGET_URL": team["TARGET_URL"].replace(target, fresh(guarded)),
    }
    done = script("restore.sh", restored, place)
    assert done.returncode == 0, done.stderr
    assert count(guarded, restored["DAGSTER_PG_DB"], runs) == 1
    assert count(guarded, restored["TARGET_URL"].rpartition("/")[2], golden) == customers
    code, said = mergepoint(restored, tmp_path, "wave", "status")
    assert code == 0, said
    assert said.count("promoted") >= 2
    (Path(place) / "state.tgz").write_bytes(b"damaged")
    done = script("restore.sh", restored, place)
    assert done.returncode != 0, "a damaged backup is refused before anything is touched"
    assert count(guarded, restored["DAGSTER_PG_DB"], runs) == 1


@pytest.mark.postgres
@pytest.mark.dagster
def test_a_rotated_password_is_named_loses_nothing_and_the_new_one_goes_on(team, guarded, tmp_path):
    assert mergepoint(team, tmp_path, "run", "--wait")[0] == 0
    guarded.execute(f"ALTER ROLE {USER} PASSWORD '{SECOND}'")
    team["DAGSTER_PG_PASSWORD"] = SECOND
    code, said = mergepoint(team, tmp_path, "wave", "promote", "customers", "--by", "lead")
    assert code == 2, said
    assert "Traceback" not in said
    assert "password was refused" in said
    team["TARGET_URL"] = team["TARGET_URL"].replace(FIRST, SECOND)
    code, said = mergepoint(team, tmp_path, "wave", "promote", "customers", "--by", "lead")
    assert code == 0, said


def test_the_units_are_well_formed(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    for unit in DEPLOY.glob("*.service"):
        lines = [
            "ExecStart=/bin/true" if line.startswith("ExecStart=") else line
            for line in unit.read_text("utf-8").splitlines()
            if not line.startswith(("User=", "EnvironmentFile="))
        ]
        (tmp_path / unit.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for unit in DEPLOY.glob("*.timer"):
        shutil.copy(unit, tmp_path)
    for unit in sorted(tmp_path.iterdir()):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        told = [line for line in done.stderr.splitlines() if unit.name in line]
        assert not told, told


def test_the_proxy_asks_for_a_password_before_anything_is_shown(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    (tmp_path / "htpasswd").write_text("mo:{PLAIN}open-sesame\n", encoding="utf-8")
    with webhook() as (behind, _), webhook() as (free, _):
        port = int(free.split(":")[2].split("/")[0])
        site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
        site = site.replace("http://mergepoint:3000", behind.removesuffix("/hook"))
        site = site.replace("/etc/nginx/htpasswd", str(tmp_path / "htpasswd"))
    kept = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", *TEMPORARY))
    whole = f"events {{}}\nhttp {{\naccess_log off;\n{kept}{site}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    words = [nginx, "-e", "stderr", "-c", tmp_path / "nginx.conf", "-g"]
    still = f"pid {tmp_path}/pid; daemon off; master_process off;"
    with subprocess.Popen([*words, still], stderr=subprocess.PIPE) as proxy:
        try:
            answers = [eventually(lambda who=who: status_of(port, who)) for who in (None, "mo:wrong", "mo:open-sesame")]
        finally:
            proxy.terminate()
    assert answers == [401, 401, 502], "nothing is behind it in this test, so a person who may enter meets a 502"


def status_of(port, who):
    """The status that an address answers with, 0 where nobody listens yet."""
    head = {"Authorization": "Basic " + base64.b64encode(who.encode()).decode()} if who else {}
    try:
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", headers=head), timeout=5)
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError:
        return 0
    return 200


def eventually(ask, patience=20.0):
    deadline = time.monotonic() + patience
    while not (found := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_the_compose_file_is_well_formed():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = compose["services"]
    assert "ports" not in services["mergepoint"], "only the proxy has a door to the outside"
    assert "ports" not in services["postgres"]
    asked = set(re.findall(r"\{env: (\w+)\}", (DEPLOY / "dagster.yaml").read_text("utf-8")))
    assert asked <= set(services["mergepoint"]["environment"])
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = source in compose["volumes"] or source.startswith("${") or source.endswith("htpasswd")
            assert known or (DEPLOY / source).exists(), source
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker compose on this machine: read as YAML only")
    environment = os.environ | {"DAGSTER_PG_PASSWORD": "x", "TARGET_URL": "sqlite:///x.db"}
    words = [docker, "compose", "-f", DEPLOY / "compose.yaml", "config", "-q"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_shipped_settings_are_ones_dagster_takes(monkeypatch, tmp_path):
    from dagster._core.instance.config import dagster_instance_config

    for name in ("HOST", "PORT", "USER", "PASSWORD", "DB"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "5432")
    for number, file in enumerate((ROOT / "dagster.yaml", DEPLOY / "dagster.yaml")):
        place = tmp_path / str(number)
        place.mkdir()
        shutil.copy(file, place / "dagster.yaml")
        settings = dagster_instance_config(str(place))[0]
        assert settings["concurrency"]["runs"]["tag_concurrency_limits"][0]["limit"] == 1
        assert settings["run_monitoring"]["enabled"]
        assert settings["retention"]["sensor"]
