"""A batch under `--since` gives what judging everything under the kept model gives, table for table."""

import csv
import shutil
from dataclasses import replace
from random import Random

import numpy as np
import pytest

import matching
from pipelines.errors import PipelineError
from pipelines.stages.context import Context
from pipelines.stages.match import TABLES
from pipelines.stages.merge import merge_exports
from pipelines.workspace import load_workspace

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "志强 淑芬 国栋 雅琴 俊峰 晓彤 永康 美玲 子轩 佳怡 建华 丽娟".split()
BRANDS = "华信 金桥 东方 恒通 瑞丰 天宇 中科 博雅 新力 宏达".split()
COLUMNS = ("code", "company", "person", "mobile", "mail", "address", "changed")
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: code, fields: {org_name: company, contact: person, phone: mobile,
        email: mail, address: address, updated: changed}}
  shop: {read: shop.csv, entity: customer, id: code, fields: {org_name: company, contact: person, phone: mobile,
         email: mail, address: address, updated: changed}}
"""


def party(dice):
    brand, person = dice.choice(BRANDS), dice.choice(FAMILY) + dice.choice(GIVEN)
    firm = f"{dice.choice(['北京', '上海', ''])}{brand}{dice.choice(['科技', '贸易'])}有限公司"
    return {
        "company": firm if dice.random() < 0.6 else "",
        "person": person,
        "mobile": f"13{dice.randint(10**8, 10**9 - 1)}",
        "mail": f"m{dice.randint(1, 10**6)}@hengda.cn" if dice.random() < 0.6 else "",
        "address": f"上海市浦东新区世纪大道{dice.randint(1, 300)}号",
    }


def world(dice, parties):
    """Rows by source and number: parties known once, or twice and a little otherwise."""
    rows = {}
    for k in range(parties):
        who = party(dice)
        for source in dice.choice((["crm"], ["shop"], ["crm", "shop"], ["crm", "crm"])):
            told = {n: "" if n != "person" and dice.random() < 0.1 else v for n, v in who.items()}
            rows[source, f"{k}-{len(rows)}"] = told | {"changed": f"2025-0{dice.randint(1, 9)}-11"}
    return rows


def write(folder, rows, dice):
    """Write both exports, their rows in any order."""
    for source in ("crm", "shop"):
        mine = [{"code": no, **told} for (of, no), told in rows.items() if of == source]
        dice.shuffle(mine)
        with (folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(mine)


def batch(rows, dice, number):
    """Rows after a batch: some gone, some changed, some new, a few of them more of a known party."""
    rows = dict(rows)
    for key in dice.sample(sorted(rows), 3):
        del rows[key]
    for key in dice.sample(sorted(rows), 3):
        rows[key] = rows[key] | {dice.choice(("mobile", "address", "person")): party(dice)["person"]}
    for k in range(2):
        rows["crm", f"n{number}-{k}"] = party(dice) | {"changed": "2026-02-01"}
        rows["shop", f"m{number}-{k}"] = rows[dice.choice(sorted(rows))] | {"mail": ""}
    return rows


def context_of(folder):
    return Context.of(load_workspace(folder / "workspace.yaml"))


@pytest.fixture
def start(tmp_path, monkeypatch):
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    return folder


def forget(folder):
    """Take away all that spares work: what is left is the model, the ids and the answers."""
    home = folder / ".mergepoint"
    shutil.rmtree(home / "memory")
    for note in ("exports/made", "clean/made", "match/said-made"):
        (home / f"{note}.json").unlink()
    model = next((home / "match").glob("kept-*"))
    kept = matching.load_model(model)
    matching.save_model(replace(kept, live=np.zeros(len(kept.live), dtype=bool)), model)


@pytest.mark.parametrize("seed", [1, 2])
def test_batches_give_what_judging_everything_under_the_kept_model_gives(start, tmp_path, seed):
    dice = Random(seed)  # noqa: S311 - made up
    rows = world(dice, 120)
    write(start, rows, dice)
    merge_exports(context_of(start), "last")
    for number in range(2):
        whole = tmp_path / f"whole{number}"
        shutil.copytree(start, whole)
        forget(whole)
        rows = batch(rows, dice, number)
        write(start, rows, dice)
        write(whole, rows, dice)
        assert merge_exports(context_of(start), "last") == merge_exports(context_of(whole), "last")
        ours, theirs = context_of(start).store, context_of(whole).store
        report = ours.read_json("match/report")
        assert "rerun" not in report
        assert 0 < report["judged_anew"] < theirs.read_json("match/report")["judged_anew"] == len(rows)
        for name in TABLES:
            told, expected = (sorted(map(str, s.read(f"match/{name}").to_pylist())) for s in (ours, theirs))
            assert told == expected, name
        assert ours.read("match/golden").equals(theirs.read("match/golden"))


def test_a_file_that_did_not_change_is_not_read_again(start, monkeypatch):
    dice = Random(3)  # noqa: S311 - made up
    rows = world(dice, 60)
    write(start, rows, dice)
    merge_exports(context_of(start), "last")
    before = context_of(start).store.read("match/crosswalk")
    read = []
    ask = matching_exports().read_source
    monkeypatch.setattr(matching_exports(), "read_source", lambda w, name, s: read.append(name) or ask(w, name, s))
    merge_exports(context_of(start), "last")
    assert read == []
    assert context_of(start).store.read("match/crosswalk").equals(before)
    text = (start / "shop.csv").read_text("utf-8")
    (start / "shop.csv").write_text(text + "x1,,王建华,13912345678,,,2026-01-01\n", "utf-8")
    merge_exports(context_of(start), "last")
    assert read == ["shop"]
    assert len(context_of(start).store.read("match/crosswalk")) == len(before) + 1


def matching_exports():
    from pipelines.stages import exports

    return exports


def test_since_a_date_known_records_dated_earlier_keep_what_they_said(start):
    dice = Random(4)  # noqa: S311 - made up
    rows = world(dice, 60)
    write(start, rows, dice)
    merge_exports(context_of(start), "last")
    old, new = sorted(rows)[:2]
    rows[old] = rows[old] | {"address": "北京市海淀区中关村大街1号", "changed": "2025-01-01"}
    rows[new] = rows[new] | {"address": "北京市海淀区中关村大街2号", "changed": "2026-03-01"}
    write(start, rows, dice)
    counts = merge_exports(context_of(start), "2026-01-01")
    assert counts["silent"] == 1
    assert context_of(start).store.read_json("match/report")["judged_anew"] == 1
    assert "silent" not in merge_exports(context_of(start), "last")
    assert 1 <= context_of(start).store.read_json("match/report")["judged_anew"] <= 5  # the silent one, and its firm's


def test_since_a_run_and_what_cannot_be_asked_for(start):
    dice = Random(5)  # noqa: S311 - made up
    rows = world(dice, 40)
    write(start, rows, dice)
    with pytest.raises(PipelineError, match="no run has kept a model"):
        merge_exports(context_of(start), "1")
    merge_exports(context_of(start))
    merge_exports(context_of(start), "last")
    merge_exports(context_of(start), "2")
    for asked, told in (
        ("1", "made in run 2, after run 1"),
        ("9", "under the kept model was 3"),
        ("yesterday", "write last, the number of a run"),
        ("2999-01-01", "lies ahead"),
    ):
        with pytest.raises(PipelineError, match=told):
            merge_exports(context_of(start), asked)
    text = (start / "workspace.yaml").read_text("utf-8").replace(", updated: changed", "")
    (start / "workspace.yaml").write_text(text, "utf-8")
    with pytest.raises(PipelineError, match="map updated or last_seen or created"):
        merge_exports(context_of(start), "2026-01-01")
