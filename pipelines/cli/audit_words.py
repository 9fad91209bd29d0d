"""What the audit says in the terminal: in English, and in Chinese."""

from __future__ import annotations

_ENGLISH = {
    "rows": "Rows",
    "rows_heads": ("source", "read", "kept", "quarantined"),
    "score": "Health score {} of 100",
    "score_heads": ("findings", "count"),
    "verdict": ": a critical rule failed, do not migrate yet",
    "critical": "critical",
    "warning": "warning",
    "info": "info",
    "report": "Report: {}",
    "sop": "Cleaning SOP: {:,} departments in {}",
    "stale": "{:,} corrections were skipped: their cells hold another value since.",
}
_CHINESE = {
    "rows": "行数",
    "rows_heads": ("数据源", "读取", "保留", "隔离"),
    "score": "健康分 {}（满分 100）",
    "score_heads": ("问题", "数量"),
    "verdict": "：有严重规则未达标，暂不迁移",
    "critical": "严重",
    "warning": "警告",
    "info": "提示",
    "report": "报告：{}",
    "sop": "清洗 SOP：{:,} 个部门，见 {}",
    "stale": "{:,} 条更正未应用：其单元格的值此后已变化。",
}
WORDS = (_ENGLISH, _CHINESE)  # by whether the language is Chinese
