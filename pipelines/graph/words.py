"""What the graph says to people, in English and Chinese."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "export": (
        "The {entity} rows of {name} as found: every column as text, each row with its file and row number. "
        "Damaged rows are put aside with the reason.",
        "{name} 的原样导出（{entity}）：所有列均为文本，保留文件名和行号；损坏的行单独隔离并注明原因。",
    ),
    "rows_add_up": (
        "Rows read = rows kept + rows put aside. Nothing is lost on the way in.",
        "读取行数 = 保留行数 + 隔离行数，读入过程不丢任何一行。",
    ),
    "audit": (
        "Health of {name}: every rule measured once, its failing rows listed. Each rule is a check of this asset.",
        "{name} 的健康检查：每条规则测量一次并列出问题行；每条规则是本资产的一个检查。",
    ),
    "health": (
        "Health of all exports together: score, findings by severity, and the report to open.",
        "全部导出的健康状况：评分、按严重程度统计的问题，以及可打开的报告。",
    ),
    "clean": (
        "{name} in normal form: phones E.164, ids compacted and checked, dates ISO. Every change is written down.",
        "{name} 的规范数据：电话 E.164、税号去空格并校验、日期 ISO；每处修改都有记录。",
    ),
    "pairs": (
        "Pairs of records that may be one customer, each with its evidence and probability; the uncertain ones wait "
        "for a steward.",
        "可能是同一客户的记录对，附证据与概率；不确定的等待数据管理员判断。",
    ),
    "customers": (
        "Every record and the customer it belongs to. A customer keeps its id from run to run.",
        "每条记录归属的客户；客户编号在多次运行之间保持不变。",
    ),
    "golden": (
        "One golden record a customer, each cell with the record it came from and what it beat.",
        "每位客户一条黄金记录，每个单元格都注明来源记录及被淘汰的值。",
    ),
    "load_tables": (
        "What the new system will hold: golden customers, and every order and ticket pointed at its customer. Rows "
        "that cannot be pointed are listed, not dropped.",
        "将写入新系统的数据：黄金客户，以及指向客户的订单与工单；无法指向的行列出而不丢弃。",
    ),
    "plan": ("Which rows go in which wave, and in what order.", "各批次装载哪些行，按什么顺序。"),
    "package": (
        "What wave {name} will write: sealed files with counts, control totals and checksums.",
        "批次 {name} 将写入的内容：封存文件，附行数、控制总额与校验和。",
    ),
    "rehearsal": ("Wave {name} loaded into a sandbox of the target.", "批次 {name} 在目标库沙箱中的预演。"),
    "certificate": (
        "The proof of wave {name}: counts, checksums and control totals of the sandbox against the package.",
        "批次 {name} 的核验证明：沙箱与封存包的行数、校验和、控制总额对比。",
    ),
    "promotion": (
        "Wave {name} in the target. It waits for a person: start the job 'promote' with who and why, or run "
        "mergepoint wave promote {name}. It can be rolled back until it is closed.",
        "批次 {name} 写入目标系统。需要人工批准：启动作业 promote 并填写审批人与原因，"
        "或运行 mergepoint wave promote {name}。关闭之前可以回滚。",
    ),
    "verified": (
        "The ledger holds a certificate for exactly this package.",
        "账本中有与此封存包完全一致的核验证明。",
    ),
    "approved": ("A person has approved this wave; the ledger says so.", "已有人批准此批次，以账本为准。"),
    "ledger_says": ("The ledger says: {state}.", "账本中的状态：{state}。"),
    "waiting": (
        "waits for a person: start the job 'promote' with wave {wave}, who and why",
        "等待人工批准：请启动作业 promote，填写批次 {wave}、审批人与原因",
    ),
    "wave_waits": ("wave {wave} waits for approval", "批次 {wave} 等待批准"),
    "wave_waits_next": ("Start the job 'promote'.", "请启动作业 promote。"),
    "window_closes": (
        "the rollback window of wave {wave} closes within six hours",
        "批次 {wave} 的回滚窗口将在六小时内关闭",
    ),
    "window_closes_next": ("Roll back now, or close it.", "请立即回滚，或关闭该批次。"),
    "totals_equal": (
        "Control totals of the wave are equal to the cent between package, sandbox and ledger.",
        "批次的控制总额在封存包、沙箱与总账之间分毫不差。",
    ),
    "inbox": (
        "Looks into {folder}: complete new exports become a batch and start the job 'migrate'; promotions wait.",
        "监视 {folder}：完整的新导出成为一个批次并启动 migrate 作业；上线仍需人工批准。",
    ),
    "still_arriving": ("{count} files are still arriving", "{count} 个文件仍在传入"),
    "no_new_file": ("no new file", "没有新文件"),
    "unknown_files": (
        "{count} files belong to no source of the workspace",
        "{count} 个文件不属于工作区的任何来源",
    ),
    "gates_told": ("{count} gates told", "已通知 {count} 个关口"),
    "no_gate_changed": ("no gate has changed", "没有关口发生变化"),
    "run_failed": ("{name}: {job} failed at {where}", "{name}：作业 {job} 在 {where} 处失败"),
    "run_failed_next": (
        "{job} stopped at {where}. Nothing after it was started; see the run in the Dagster UI.",
        "{job} 停在 {where}，其后的步骤均未启动；请在 Dagster 界面查看该次运行。",
    ),
    "before_first_step": ("its first step, which never began", "第一步之前"),
    "alert_failures": ("Tells the team when a run fails; no personal data.", "运行失败时通知团队，不含个人信息。"),
    "alert_gates": (
        "Tells the team when a wave waits for approval or its rollback window is about to close.",
        "批次等待批准或回滚窗口即将关闭时通知团队。",
    ),
    "offline": (
        "Writes the encrypted emergency customer table anew; its password is MERGEPOINT_OFFLINE_PASSWORD.",
        "重新写出加密的应急客户表，密码取自 MERGEPOINT_OFFLINE_PASSWORD。",
    ),
    "re_audit": ("Audits the newest exports again.", "定时重新审计最新导出。"),
    "tidy": (
        "Removes finished runs and delivered files older than watch.keep. Off until switched on.",
        "清理超过 watch.keep 期限的运行记录与已收文件；默认关闭。",
    ),
}


def say(key: str, language: str, **values: object) -> str:
    """Return a text in `en` or `zh`, its `{…}` filled in."""
    return WORDS[key][language == "zh"].format(**values)
