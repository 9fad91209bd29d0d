"""Commands speak the language of their workspace: what they show, what they refuse."""

import string

import click
import pytest

from pipelines.cli.chinese import TEXTS
from pipelines.cli.chinese_errors import MESSAGES
from pipelines.cli.chinese_refusals import REFUSALS
from pipelines.cli.chinese_waves import WAVES
from pipelines.cli.speech import language, say, speak, translated


@pytest.fixture
def chinese():
    with click.Context(click.Command("any")):
        speak("zh")
        yield


def gaps(text):
    return {(name, form) for _, name, form, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", [TEXTS, MESSAGES, WAVES, REFUSALS])
def test_a_translation_has_the_gaps_of_its_text(table):
    loose = {"there is no {what} between '{left}' and '{right}'; list them with: mergepoint links list"}
    assert [text for text, words in table.items() if text not in loose and gaps(text) != gaps(words)] == []


@pytest.mark.usefixtures("chinese")
def test_a_text_is_looked_up_and_filled():
    assert say("{n:,} of its records are with {id} now", n=1200, id="C-1") == "其中 1,200 条记录现属 C-1"
    assert say("nobody translated {this}", this=1) == "nobody translated 1"


@pytest.mark.usefixtures("chinese")
def test_a_refusal_is_told_whole():
    told = "refused by the gate 'order': wave orders comes after customers, which is rehearsed; promote that first"
    assert translated(told) == "关卡“次序”不放行：批次 orders 在 customers 之后，而后者已预演；请先上线 customers"


def test_no_text_has_two_translations():
    assert not TEXTS.keys() & WAVES.keys()
    assert not MESSAGES.keys() & REFUSALS.keys()


@pytest.mark.usefixtures("chinese")
def test_a_message_is_known_by_its_shape_its_gaps_too():
    assert translated("Customers not found: /tmp/a.b. Run: mergepoint dedupe") == (
        "找不到客户：/tmp/a.b。请执行：mergepoint dedupe"
    )
    assert translated("an error of which nobody thought") == "an error of which nobody thought"
    told = (
        "r.xlsx: nothing was imported; mend these cells and import again\n  cell B2 (column 'x'): found 'y', expected z"
    )
    assert translated(told).splitlines()[1] == "  单元格 B2（列“x”）：现为“y”，应为z"


def test_without_a_workspace_a_command_speaks_english():
    assert language() == "en"
    assert say("Merged") == "Merged"
    assert translated("Run: mergepoint dedupe") == "Run: mergepoint dedupe"
