"""What commands say, in Chinese, by their English."""

TEXTS = {
    # dedupe, init
    "Merged": "合并结果",
    "what": "项目",
    "count": "数量",
    "records": "记录",
    "customers": "客户",
    "organisations": "单位",
    "review": "待人工判定",
    "conflicts": "冲突",
    "Note:": "提示：",
    "Error: ": "错误：",
    "Not read: ": "未能读取：",
    "Wrote clusters.csv, golden.csv, pairs.parquet and workspace.yaml to {out}": (
        "已写入 clusters.csv、golden.csv、pairs.parquet 和 workspace.yaml，位于 {out}"
    ),
    "Tables are in {folder}": "结果表位于 {folder}",
    "Would change": "将会改变",
    "field": "字段",
    "golden cells": "主数据单元格",
    "order money": "订单金额",
    "All changes are in {path}; nothing else was written.": "全部变化见 {path}；其余未作任何改动。",
    "What the exports hold": "导出文件的内容",
    "source": "数据源",
    "entity": "类型",
    "rows": "行数",
    "damaged": "损坏",
    "read as": "读取方式",
    "fields": "字段",
    "Wrote {out}. Edit it, then run: mergepoint run --workspace {out}": (
        "已写入 {out}。修改后执行：mergepoint run --workspace {out}"
    ),
    # review, unmerge, links, customer
    "Wrote {count:,} pairs to {path}. Answer them, then: mergepoint review import {path}": (
        "已将 {count:,} 对记录写入 {path}。作答后执行：mergepoint review import {path}"
    ),
    "{new:,} new answers by {by}, {left:,} questions left open. Run mergepoint dedupe to apply them.": (
        "{by} 的 {new:,} 条新判定已收入，{left:,} 题未作答。执行 mergepoint dedupe 生效。"
    ),
    "{records:,} records left {id}; {kept:,} later edits were kept.": (
        "{records:,} 条记录已从 {id} 分出；此后的 {kept:,} 处修改予以保留。"
    ),
    "Ties between customers": "客户之间的关系",
    "customer 1": "客户1",
    "customer 2": "客户2",
    "tie": "关系",
    "probability": "概率",
    "status": "状态",
    "by": "判定人",
    "what speaks for it": "依据",
    "{shown:,} of {rows:,}; more with --limit": "显示 {shown:,} 条，共 {rows:,} 条；用 --limit 显示更多",
    "Wrote {count:,} ties to {path}. Answer them, then: mergepoint links import {path} --by NAME": (
        "已将 {count:,} 条关系写入 {path}。作答后执行：mergepoint links import {path} --by 姓名"
    ),
    "{new:,} new answers by {by}.": "{by} 的 {new:,} 条新判定已收入。",
    "Golden record": "主数据",
    "value": "值",
    "from record": "来自记录",
    "by rule": "依据规则",
    "instead of": "而非",
    "Records": "记录",
    "record": "记录",
    "and {n:,} more: --json names them all": "另有 {n:,} 条：用 --json 全部列出",
    "History of {id}": "{id} 的历史",
    "at": "时间",
    "who": "操作人",
    "event": "事件",
    "person": "个人",
    "organisation": "单位",
    "contact": "单位联系人",
    "{id} is retired: none of its records is left.": "{id} 已停用：其记录均已不存在。",
    "{id} was merged into {now}.": "{id} 已并入 {now}。",
    "{id}: {kind} of {records:,} records, organisation {org}, key {key}": (
        "{id}：{kind}，{records:,} 条记录，所属单位 {org}，客户键 {key}"
    ),
    "{id}: organisation of {customers:,} customers, {records:,} records": (
        "{id}：单位，{customers:,} 个客户，{records:,} 条记录"
    ),
    "{n:,} of its records are with {id} now": "其中 {n:,} 条记录现属 {id}",
    "created": "建立",
    "merged into {other}": "并入 {other}",
    "took in {other} ({records:,} records)": "并入了 {other}（{records:,} 条记录）",
    "split: {records:,} records went to {other}": "拆分：{records:,} 条记录转到 {other}",
    "{records:,} records came from {other}": "{records:,} 条记录由 {other} 转来",
    "record {record} moved to {other}": "记录 {record} 转到 {other}",
    "record {record} came from {other}": "记录 {record} 由 {other} 转来",
    "retired: none of its records was left": "停用：已无记录",
    "returned: its records came back": "恢复：记录重新出现",
    # rules of survivorship
    "the only value": "唯一的值",
    "filled in from a record that agrees": "由相符的记录补全",
    "all values are kept": "全部保留",
    "most trusted source": "来源最可信",
    "most recent record": "最近的记录",
    "most complete record": "最完整的记录",
    "most frequent": "出现最多",
    "most agreed on": "最多记录一致",
    "best written": "写法最规范",
    "readable": "可读（非乱码）",
    "verified first": "已核验优先",
    "longest": "最长",
    "shortest": "最短",
    "earliest": "最早",
    "latest": "最晚",
    "listed first": "列在首位",
    "no rule decided: first by its text": "规则未分高下：按文字先后",
    # freeze, thaw
    "{rows:,} records are frozen": "已冻结 {rows:,} 条记录",
    "rule": "规则",
    "why": "原因",
    "{events:,} events written; {frozen:,} records are frozen now.": (
        "写入 {events:,} 个事件；现有 {frozen:,} 条记录被冻结。"
    ),
    "Ready to load: {ready}. Rejected: {rejected:,}. See it: mergepoint wave plan": (
        "可加载：{ready}。未通过：{rejected:,}。查看：mergepoint wave plan"
    ),
    # run
    "critical": "严重",
    "warning": "警告",
    "info": "提示",
    ", health score {score} of 100": "，健康分 {score}（满分 100）",
    "[bold]Findings[/bold] {found}{score}": "[bold]问题[/bold]  {found}{score}",
    "[bold]Read[/bold]     {read:,} rows = {kept:,} kept + {quarantined:,} quarantined": (
        "[bold]读取[/bold]  {read:,} 行 = 保留 {kept:,} + 隔离 {quarantined:,}"
    ),
    "[bold]Merged[/bold]   {records:,} records → {customers:,} customers; {review:,} pairs wait for a steward": (
        "[bold]合并[/bold]  {records:,} 条记录 → {customers:,} 个客户；{review:,} 对待人工判定"
    ),
    "[yellow]Wave {name} waits for approval:[/yellow] mergepoint wave promote {name} --by NAME": (
        "[yellow]批次 {name} 等待批准：[/yellow] mergepoint wave promote {name} --by 姓名"
    ),
    "Waves": "批次",
    "wave": "批次",
    "state": "状态",
    "control totals, equal to the cent": "控制总额（分文不差）",
    "Health report": "健康报告",
    "Dagster UI": "Dagster 界面",
    "Review pairs": "人工判定",
    "Roll back": "回滚",
    "planned": "已计划",
    "packaged": "已打包",
    "rehearsed": "已预演",
    "verified": "已核验",
    "promoting": "上线中",
    "promoted": "已上线",
    "rolling_back": "回滚中",
    "rolled_back": "已回滚",
    "closing": "关闭中",
    "closed": "已关闭",
}
