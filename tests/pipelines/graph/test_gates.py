"""What a gate says, in the workspace's language."""

from dataclasses import replace

import pytest

from pipelines.graph.gates import Gate
from pipelines.graph.sensors import _gate_news
from tests.pipelines.graph.fakes import FAKES, tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]
SAID = {
    "en": ("waits for a person: start the job 'promote' with wave orders", "waits for approval", "closes within six"),
    "zh": ("等待人工批准：请启动作业 promote，填写批次 orders", "等待批准", "回滚窗口将在六小时内关闭"),
}


def test_no_text_is_the_same_in_both_languages():
    from pipelines.graph.words import WORDS

    assert not [key for key, (english, chinese) in WORDS.items() if english == chinese or chinese.isascii()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_waiting_gate_and_its_notices_speak_the_workspaces_language(tmp_path, language):
    status = [{"wave": "orders", "state": "verified", "reminder": True}]
    scope = tiny_scope(tmp_path, replace(FAKES, wave_status=lambda _context: status))
    workspace = scope.context.workspace.model_copy(update={"language": language})
    scope = replace(scope, context=replace(scope.context, workspace=workspace))
    gate, waiting, closing = SAID[language]
    result = Gate.waiting(scope, "orders").result("approved")
    assert result.description.startswith(gate)
    assert not result.passed
    titles = [notice.title for _key, notice in _gate_news(scope)]
    assert waiting in titles[0]
    assert closing in titles[1]
