"""Refusals of the gates and errors of databases in Chinese, by the shape of the English message."""

REFUSALS = {
    "refused by the gate '{gate}': {why}": "关卡“{gate}”不放行：{why}",
    "package": "打包",
    "order": "次序",
    "person": "操作人",
    "approvals": "批准",
    "window": "回滚期限",
    "state": "状态",
    "known": "登记",
    "loaded": "加载",
    "live-edits": "用户的修改",
    "proof": "证明",
    "constraint": "约束",
    "table": "表",
    "sandbox": "沙箱",
    "epoch": "接管",
    "breaker": "断路器",
    "planned": "已计划",
    "promoting": "上线中",
    "promoted": "已上线",
    "rolling_back": "回滚中",
    "rolled_back": "已回滚",
    "closing": "关闭中",
    "closed": "已关闭",
    "not in the ledger": "未登记",
    "wave {wave}: the ledger has {held}…, this package is {here}…": "批次 {wave}：账上为 {held}…，此包为 {here}…",
    "wave {wave} is {state}; rehearse and verify its package first": "批次 {wave} {state}；请先预演并核验",
    "wave {wave} comes after {earlier}, which is {state}; promote that first": (
        "批次 {wave} 在 {earlier} 之后，而后者{state}；请先上线 {earlier}"
    ),
    "name who does this (--by NAME)": "请写明操作人（--by 姓名）",
    "wave {wave} needs {needed} persons, {yes} said yes: {who}": "批次 {wave} 需 {needed} 人批准，已有 {yes} 人：{who}",
    "wave {wave}: the source changed since it was packaged; package it again": (
        "批次 {wave}：打包后源数据有变化；请重新打包"
    ),
    "wave {later} came after {wave} and is {state}; roll it back first": "批次 {later} 在 {wave} 之后且{state}；请先回滚它",
    "the rollback window of wave {wave} has closed; close the wave": "批次 {wave} 的回滚期限已过；请关闭批次",
    "wave {wave} is {state} in this sandbox; finish that first": "批次 {wave} 在沙箱中{state}；请先完成",
    "wave {wave} is {state}; only a wave that is promoting can be paused": "批次 {wave} {state}；只有上线中的批次可以暂停",
    "the target's ledger has no wave '{wave}'; rehearse and verify it first": (
        "新系统账上没有批次“{wave}”；请先预演并核验"
    ),
    "wave {wave} is {state}; roll it back before loading another package": "批次 {wave} {state}；加载别的包之前请先回滚",
    "{n} rows of {table} were edited since": "{table} 有 {n} 行此后被用户修改",
    "rows of {table} cannot get back what they had: it breaks a rule of the table by now; mend that and roll back again": (
        "{table} 的行无法恢复原值：现已违反该表的规则；请解决后再回滚"
    ),
    "{n} rows of {table} would not be as before (a trigger?); nothing undone here": (
        "{table} 有 {n} 行不能恢复原样（触发器？）；此处未作回滚"
    ),
    "wave {wave} with this package is not loaded there ({state})": "批次 {wave} 的这个包未在那里加载（{state}）",
    "wave {wave}: this certificate speaks of another package": "批次 {wave}：这份证书属于另一个包",
    "wave {wave} is {state}; rehearse its package first": "批次 {wave} {state}；请先预演",
    "wave {wave} is {state}; there is nothing to roll back": "批次 {wave} {state}；没有可回滚的内容",
    "the sandbox is the target itself; give a copy": "沙箱就是新系统本身；请给出副本",
    "wave {wave} was never promoted; it is no point to go back to": "批次 {wave} 从未上线；不能退回到它",
    "the before-images of {table} are gone; restore them from a backup": "{table} 的前像已丢失；请从备份恢复",
    "wave {wave} is {state}; only a promoted wave can be closed": "批次 {wave} {state}；只有已上线的批次可以关闭",
    "wave {wave} was taken over by another worker or its state moved; see its status": (
        "批次 {wave} 已被另一进程接管或状态已变；请查看状态"
    ),
    "{file}: {why}; package the wave again and verify the new package": "{file}：{why}；请重新打包并核验",
    "wave '{wave}' is {state}": "批次“{wave}”{state}",
    "changed since wave '{wave}' was packaged: {what}": "批次“{wave}”打包后有变化：{what}",
    "waits for {waves}": "等待 {waves}",
    "is {state}; nothing was done. Next: {command}": "{state}；未作任何操作。下一步：{command}",
    "All checks: {page}": "全部检查：{page}",
    # databases
    "{database}: The database cannot be reached. Next: {advice}.": "{database}：无法连接数据库。下一步：{advice}。",
    "{database}: The database has no room left. Next: {advice}.": "{database}：数据库空间已满。下一步：{advice}。",
    "{database}: The database cannot be written to. Next: {advice}.": "{database}：数据库不可写。下一步：{advice}。",
    "{database}: Another session holds rows that this step needs. Next: {advice}.": (
        "{database}：另一会话占用了本步骤所需的行。下一步：{advice}。"
    ),
    "check that it runs and that the URL, its user and password are right; nothing was half-written, "
    "run the command again": "请检查数据库是否运行，地址、用户和密码是否正确；没有写入一半的内容，可重新执行",
    "free some space; the open chunk was undone as a whole, run the command again to resume": (
        "请释放空间；未完成的一块已整体撤销，重新执行即可继续"
    ),
    "check file and role permissions, and that this is not a replica": "请检查文件和角色权限，并确认不是只读副本",
    "find and end the blocking session or wait for it, then run the command again to resume": (
        "请结束或等待占用的会话，然后重新执行即可继续"
    ),
    "correct or reject the row, package the wave again": "请更正或拒绝该行，重新打包",
}
