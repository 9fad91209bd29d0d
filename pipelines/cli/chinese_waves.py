"""What the commands of waves say, in Chinese, by their English."""

WAVES = {
    "Plan (nothing was written)": "计划（未写入任何内容）",
    "Held back before the plan (load_rejected names each row)": "计划之前已扣留（逐行见 load_rejected）",
    "table": "表",
    "rows in": "输入行",
    "new": "新增",
    "merged": "合并",
    "frozen": "冻结",
    "rejected": "拒绝",
    "about": "约需",
    "reason": "原因",
    "deleted": "已删除",
    "restored": "已恢复",
    "edited": "用户已改",
    "retained": "保留",
    "changed": "有变化",
    "silent": "未记时间的变化",
    "left to waves": "留给批次",
    "vanished": "已消失",
    "window": "回滚期限",
    "step": "步骤",
    "History": "历史",
    "Already promoted: {waves}": "已上线：{waves}",
    "[yellow]Not in the new system's {entity}:[/yellow] {columns}": "[yellow]新系统的 {entity} 中没有：[/yellow] {columns}",
    "[yellow]Cells left empty, since their value does not fit:[/yellow] {told} (waves/emptied)": (
        "[yellow]值不符合要求而留空的单元格：[/yellow] {told}（waves/emptied）"
    ),
    "{rows:,} of {name}": "{name} {rows:,} 行",
    "[yellow]Refused rows:[/yellow] {told}": "[yellow]被拒绝的行：[/yellow] {told}",
    "  with reasons, to be corrected: {file}": "  附原因，待更正：{file}",
    "  then: {command}": "  然后：{command}",
    "  [yellow]left behind[/yellow]: {rows}": "  [yellow]未带走[/yellow]：{rows}",
    "  why, row by row: {file}": "  逐行原因：{file}",
    "  {checks} checks passed": "  {checks} 项检查通过",
    "  ERP ledger: {agreed:,} of {groups:,} customer-months, equal to the cent": (
        "  ERP 账：{groups:,} 个客户月中 {agreed:,} 个分文不差"
    ),
    "  {n:,} differed in the exports already: see the audit's findings": "  {n:,} 个在导出文件中已不一致：见体检结果",
    "  {n:,} are of customers with refused rows: compared once those are loaded": (
        "  {n:,} 个属于有被拒绝行的客户：加载后再比对"
    ),
    "  can be rolled back until {time}": "  可回滚至 {time}",
    "Since the packages were sealed": "自打包以来的变化",
    "No longer among what moves (gone from the legacy system, frozen or rejected), kept in the new one"
    ": {gone}. Keys: {home}/*_vanished": (
        "不再属于迁移范围（旧系统已删除、冻结或拒绝），新系统中保留：{gone}。主键：{home}/*_vanished"
    ),
    "[yellow]Silent:[/yellow] rows that differ but whose own time of change is older than --since": (
        "[yellow]未记时间的变化：[/yellow] 内容不同，但自身的修改时间早于 --since"
    ),
    "Rows that were refused before count as new here. No wave was made, this was a dry run.": (
        "此前被拒绝的行在此计为新增。这是演练，未生成批次。"
    ),
    "Next: {command}": "下一步：{command}",
    "No wave was made: nothing is left to move.": "未生成批次：没有待迁移的内容。",
    "[bold]Wave {wave}[/bold] was made: {rows}": "已生成[bold]批次 {wave}[/bold]：{rows}",
    "{cells:,} corrected cells were kept, with who and when": "已记录 {cells:,} 个更正的单元格，连同操作人和时间",
    "Still refused, with reasons: {file}": "仍被拒绝，附原因：{file}",
    "Rows that fit now go with: {waves}": "现已合格的行随以下批次迁移：{waves}",
    "No wave was made: no refused row fits now.": "未生成批次：没有合格的行。",
    "Wave {wave}: rows that would be taken back": "批次 {wave}：将会回滚的行",
    "Wave {wave}: rows that were taken back": "批次 {wave}：已回滚的行",
    "the row": "整行",
    "  live edit: {where}: {kind}": "  用户的修改：{where}：{kind}",
    "  the table {table} holds rows of others and stays": "  表 {table} 还有其他行，予以保留",
    "[yellow]{wave} stopped:[/yellow] {why}": "[yellow]{wave} 已停止：[/yellow] {why}",
    "[yellow]{wave} was asked to pause by {who}[/yellow]": "[yellow]{who} 要求暂停 {wave}[/yellow]",
    "[yellow]{wave}: the window closes in {hours:.1f} hours; then it can only be closed[/yellow]": (
        "[yellow]{wave}：回滚期限还有 {hours:.1f} 小时；之后只能关闭[/yellow]"
    ),
    "Next, when the legacy system moved on: {command}": "旧系统有变化时，下一步：{command}",
    "{state} by {who}, {time}": "{state}，{who}，{time}",
    "; approved by {names}": "；已批准：{names}",
    "; {yes} of {needed} approvals, --by NAME counts as one": "；需 {needed} 人批准，已有 {yes} 人，--by 本人计为一人",
    "{n:.0f} min": "{n:.0f} 分钟",
    "{n:.0f} s": "{n:.0f} 秒",
    "over; close the wave": "已过期；请关闭批次",
    "until {time} ({left:.0f} h left)": "至 {time}（剩 {left:.0f} 小时）",
    "Every wave is promoted.": "所有批次均已上线。",
    "No wave was promoted after {wave}.": "{wave} 之后没有已上线的批次。",
    "{blanked:,} before-images of {asked:,} rows were blanked, asked by {by}.": (
        "应 {by} 要求，已抹去 {asked:,} 行的 {blanked:,} 份前像。"
    ),
    "approved": "已批准",
    "asked to pause": "已要求暂停",
}
