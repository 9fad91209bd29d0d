"""Write a workspace as a commented YAML file that a steward can read and edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from pipelines.workspace.settings import Source, Wave, Workspace

_NOTES = {
    "en": {
        "head": "What mergepoint found in your exports. Edit anything; leave out what the data can answer.",
        "sources": "One entry per export: where it is, what its rows are, what its columns mean.",
        "columns": "columns with no known meaning, kept as they are",
        "key": "Two records with the same phone and tax ID are one customer.",
        "audit": "How the health check judges. Add rules: {field: phone, must: be_valid, at_least: 98%}",
        "merge": "Merge above this estimated precision without asking; pairs below wait for a steward.",
        "target": "The new system. A secret URL comes from the environment: env:TARGET_URL",
        "waves": "Loaded in this order; each is rehearsed in a sandbox and verified first.",
        "rollback": "How long each wave can be undone.",
    },
    "zh": {
        "head": "mergepoint 从导出文件中读出的内容。可任意修改；数据能回答的项可以删去。",
        "sources": "每个导出一项：文件在哪里、每行是什么、每列的含义。",
        "columns": "含义未知、原样保留的列",
        "key": "电话与税号都相同的记录是同一客户。",
        "audit": "体检规则。可添加：{field: phone, must: be_valid, at_least: 98%}",
        "merge": "估计精度高于此值时自动合并；低于此值的记录对等待数据专员确认。",
        "target": "新系统。含密码的地址从环境变量读取：env:TARGET_URL",
        "waves": "按此顺序装载；每一波先在沙箱演练并核对。",
        "rollback": "每一波可以回滚的时限。",
    },
}


def workspace_yaml(workspace: Workspace, unknown: Mapping[str, Iterable[str]] | None = None) -> str:
    """Return the text of a workspace file.

    `unknown` names, by source, the columns whose meaning is not known; they are listed
    in a comment so that the steward sees what was left.
    """
    notes = _NOTES[workspace.language]
    parts = [
        f"# {notes['head']}\n",
        _dump({"workspace": workspace.workspace, "language": workspace.language, "exports": workspace.exports}),
        f"\n# {notes['sources']}\nsources:\n",
    ]
    for name, source in workspace.sources.items():
        parts.append(_source(name, source, list((unknown or {}).get(name, ())), notes["columns"]))
    parts.append(f"\n# {notes['key']}\n{_line({'customer_key': list(workspace.customer_key)})}")
    parts.append(f"\n# {notes['audit']}\naudit:\n  dormant_after: 3 years\n")
    parts.append(f"\n# {notes['merge']}\nmerge:\n  review_budget: {workspace.merge.review_budget}\n")
    parts.append(f"  # auto_precision: 0.999\n\n# {notes['target']}\ntarget:\n")
    parts.append(f"  url: {workspace.target.url or 'sqlite:///new_system.db'}\n")
    if workspace.waves:
        parts.append(f"\n# {notes['waves']}\nwaves:\n" + "".join(map(_wave, workspace.waves)))
    parts.append(f"\n# {notes['rollback']}\nrollback: {{window: 72h, approvals: {workspace.rollback.approvals}}}\n")
    return "".join(parts)


def _source(name: str, source: Source, unknown: list[str], note: str) -> str:
    entry: dict[str, Any] = {"read": source.read}
    entry |= {key: getattr(source, key) for key in ("sheet", "encoding", "delimiter") if getattr(source, key)}
    entry |= {"entity": source.entity, "id": _short(source.id)} if source.id else {"entity": source.entity}
    lines = [f"  {_scalar(name)}:\n"] + [f"    {_line({key: value})}" for key, value in entry.items()]
    for key in ("fields", "refs"):
        if columns := {field: _short(value) for field, value in (getattr(source, key) or {}).items()}:
            lines.append(f"    {key}:\n" + "".join(f"      {_line({f: c})}" for f, c in columns.items()))
    if not source.fields:
        lines.append("    fields: {}\n")
    if unknown:
        lines.append(f"    # {note}: {', '.join(unknown)}\n")
    return "".join(lines)


def _wave(wave: Wave) -> str:
    entry: dict[str, Any] = {"name": wave.name, "load": list(wave.load)}
    if wave.after:
        entry["after"] = _short(wave.after)
    return "  - " + yaml.safe_dump(entry, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)


def _short(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _scalar(value: str) -> str:
    return yaml.safe_dump(value, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...").strip()


def _line(entry: Mapping[str, Any]) -> str:
    """One `key: value` line; lists stand in brackets."""
    ((key, value),) = entry.items()
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
    return f"{_scalar(key)}: {text.removesuffix(chr(10)).removesuffix(chr(10) + '...').strip()}\n"


def _dump(value: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=10_000)
