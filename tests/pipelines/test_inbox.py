"""The inbox: complete files only, checksummed, the same content twice does nothing, nothing lost on the way."""

from dataclasses import replace

import pytest

from pipelines.batches import sha256_of
from pipelines.inbox import look, take
from pipelines.stages.context import Context
from pipelines.store import Store
from pipelines.workspace import load_workspace
from tests.pipelines.graph.fakes import WORKSPACE

FILES = {"crm.csv", "销售.csv", "orders.csv"}


@pytest.fixture
def context(tmp_path):
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    for name in FILES:
        (tmp_path / name).write_text(f"id\n{name}\n", encoding="utf-8")
    return Context(load_workspace(tmp_path / "workspace.yaml"), Store(tmp_path / "home"))


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_a_file_waits_until_two_looks_find_it_the_same(inbox):
    (inbox / "crm.csv").write_text("id\n1\n")
    first = look(inbox, FILES, {})
    (inbox / "crm.csv").write_text("id\n1\n2\n")
    second = look(inbox, FILES, first.seen)
    third = look(inbox, FILES, second.seen)
    assert [first.complete, second.complete, third.complete] == [(), (), ("crm.csv",)]


@pytest.mark.parametrize("name", ["crm.csv.part", "crm.csv.filepart", "orders.tmp"])
def test_unfinished_names_wait_for_ever(inbox, name):
    (inbox / name).write_text("id\n1\n")
    assert look(inbox, FILES, look(inbox, FILES, {}).seen).waiting == (name,)


def test_hidden_empty_and_foreign_files_are_not_taken(inbox):
    for name, text in ((".crm.csv", "x"), ("~$crm.csv", "x"), ("orders.csv", ""), ("holiday.jpg", "x")):
        (inbox / name).write_text(text)
    found = look(inbox, FILES, look(inbox, FILES, {}).seen)
    assert (found.complete, found.waiting, found.unknown) == ((), ("orders.csv",), ("holiday.jpg",))


def test_a_checksum_beside_the_file_must_agree(inbox):
    path = inbox / "crm.csv"
    path.write_text("id\n1\n")
    seen = look(inbox, FILES, {}).seen
    (inbox / "crm.csv.sha256").write_text("0" * 64)
    assert look(inbox, FILES, seen).waiting == ("crm.csv",)
    (inbox / "crm.csv.sha256").write_text(f"{sha256_of(path)}  crm.csv\n")
    assert look(inbox, FILES, seen).complete == ("crm.csv",)


def test_a_batch_holds_the_new_file_and_the_others_as_they_were(context, inbox):
    (inbox / "crm.csv").write_text("id\nnew\n")
    batch, is_new = take(context, inbox, ("crm.csv",))
    files = context.store.home / "batches" / batch / "files"
    assert is_new
    assert (files / "crm.csv").read_text() == "id\nnew\n"
    assert (files / "orders.csv").read_text() == "id\norders.csv\n"
    assert not (inbox / "crm.csv").exists()
    (inbox / "orders.csv").write_text("id\nlater\n")
    later = context.store.home / "batches" / take(context, inbox, ("orders.csv",))[0] / "files"
    assert (later / "crm.csv").read_text() == "id\nnew\n"


def test_the_same_content_twice_is_the_same_batch_and_does_nothing(context, inbox):
    (inbox / "crm.csv").write_text("id\nnew\n")
    first = take(context, inbox, ("crm.csv",))
    (inbox / "crm.csv").write_text("id\nnew\n")
    assert take(context, inbox, ("crm.csv",)) == (first[0], False)


def test_a_crash_while_copying_leaves_the_file_in_the_inbox(context, inbox, monkeypatch):
    (inbox / "crm.csv").write_text("id\nnew\n")
    full = replace(context, store=context.store)
    monkeypatch.setattr("pipelines.inbox.digest_of", lambda _: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(OSError, match="No space"):
        take(full, inbox, ("crm.csv",))
    assert (inbox / "crm.csv").read_text() == "id\nnew\n"
    monkeypatch.undo()
    assert take(context, inbox, ("crm.csv",))[1]
