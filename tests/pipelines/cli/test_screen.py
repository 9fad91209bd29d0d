"""Progress bars: on a terminal, for every step of every command."""

import os
import pty
import subprocess
import sys
import time

import pytest

from pipelines.cli import screen


@pytest.fixture
def customers(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("name,phone\n" + "".join(f"Ann Lee{k},+4420794600{k % 90:02}\n" for k in range(200)))
    return path


def on_a_terminal(arguments, patience):
    """Run the command line with a terminal for its standard error; return exit code and what the terminal showed."""
    ours, theirs = pty.openpty()
    code = (
        f"from pipelines.cli import screen; screen.PATIENCE = {patience}; from pipelines.cli.main import main; main()"
    )
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    return process.wait(), shown.decode()


def test_a_long_dedupe_shows_its_steps_on_a_terminal(customers, tmp_path):
    code, shown = on_a_terminal(["dedupe", str(customers), "--out", str(tmp_path / "out")], patience=0)
    assert code == 0
    assert "match" in shown
    assert "Traceback" not in shown


def test_a_short_one_shows_nothing(customers, tmp_path):
    code, shown = on_a_terminal(["dedupe", str(customers), "--out", str(tmp_path / "out")], patience=60)
    assert (code, shown) == (0, "")


def test_bars_show_although_no_step_reports(monkeypatch):
    class Display:
        started = stopped = False

        def start(self):
            self.started = True

        def stop(self):
            self.stopped = True

    monkeypatch.setattr(screen, "PATIENCE", 0.01)
    display = Display()
    bars = screen.Bars(display)
    deadline = time.monotonic() + 5
    while not display.started and time.monotonic() < deadline:
        time.sleep(0.005)
    assert display.started
    bars.close()
    assert display.stopped


def test_a_title_wider_than_its_table_stays_on_one_line(capsys):
    title = "Health score 94 of 100: a critical rule failed, do not migrate yet"
    screen.print_table(title, ("findings", "count"), [("critical", 3)])
    assert capsys.readouterr().out.splitlines()[0] == title
