"""What docs/matching.md says is what the code does: its tables, constants, links and commands."""

import importlib.util
import re
import shlex

import pytest
from click.testing import CliRunner

from matching import MatchSettings
from matching.compare.organisations import ORG_LABELS
from matching.compare.words import WORD_LABELS
from matching.explain.words import VETOES
from matching.key import shared
from matching.links.find import _STRONGEST
from pipelines.cli import main
from tests.test_guides import LINK, anchors
from tests.test_readme import commands

NUMBERS = {"two": 2, "five": 5, "eight": 8, "twenty": 20}


@pytest.fixture(scope="module")
def page(repository):
    return (repository / "docs" / "matching.md").read_text("utf-8")


def test_links_lead_somewhere_and_both_readmes_lead_here(repository, page):
    for place, anchor in LINK.findall(page):
        target = repository / "docs" / place
        assert target.exists(), place
        assert not anchor or anchor in anchors(target.read_text("utf-8")), anchor
    for name in ("README.md", "README.zh.md"):
        assert "docs/matching.md" in (repository / name).read_text("utf-8")


def test_every_veto_is_told_in_its_own_words(page):
    told = dict(re.findall(r"(?m)^\| `(\w+)` \| (.+?)(?: \(`unique.*)? \|$", page))
    assert told == {kind: words[0] for kind, words in VETOES.items()}


def test_levels_links_and_numbers_are_those_of_the_code(page):
    assert ", ".join(ORG_LABELS) in page
    named = re.search(r"names of persons \| (.*) \|", page)[1]
    assert re.sub(r" \(.*?\)", "", named).split(", ") == list(WORD_LABELS)
    kinds = re.search(r"evidence: (`branch_of`.*?)\. They", page)[1]
    assert sorted(re.findall(r"`(\w+)`", kinds)) == sorted(_STRONGEST)
    said = re.search(r"where (\w+) records or more have it under (\w+) names or more", page)
    assert tuple(NUMBERS[w] for w in said.groups()) == (shared.FEWEST_RECORDS, shared.FEWEST_NAMES)
    most, least = re.search(r"falls from (\d+) pairs a record in small files to (\d+)", page).groups()
    assert (MatchSettings().budget(100), MatchSettings().budget(10**6)) == (int(most), int(least))


def test_every_folder_module_and_chore_named_is_there(repository, page):
    for folder in re.findall(r"`(matching/\w+)`", page):
        assert (repository / folder).is_dir(), folder
    for module in re.findall(r"`python -m ([\w.]+)", page):
        assert importlib.util.find_spec(module), module
    makefile = (repository / "Makefile").read_text("utf-8")
    for chore in re.findall(r"`make ([\w-]+)`", page):
        assert re.search(rf"(?m)^{chore}:", makefile), chore


def test_its_commands_are_those_of_the_readme_which_run_there_or_ask_for_help(repository, page):
    known = commands((repository / "README.md").read_text("utf-8"))
    for line in commands(page):
        words = shlex.split(line)
        assert line in known or (words[-1] == "--help" and CliRunner().invoke(main, words[1:]).exit_code == 0), line
