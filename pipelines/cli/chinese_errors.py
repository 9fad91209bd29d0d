"""Errors and refusals in Chinese, by the shape of the English message; `{…}` stands for what differs."""

MESSAGES = {
    # what is missing
    "{what} not found: {where}. {hint}": "找不到{what}：{where}。{hint}",
    "Workspace file": "工作区文件",
    "Folder of the exports": "导出文件夹",
    "Exports": "导出文件",
    "Exports that can be read": "可读取的导出文件",
    "Input": "输入",
    "Rows": "数据行",
    "Customers": "客户",
    "Field": "字段",
    "Source": "数据源",
    "{name} comes from one record with {other}: give the rule to {again}": (
        "{name} 与 {other} 取自同一条记录：请把规则写给 {again}"
    ),
    "--preview {given}: a trust is a number from 0 to 1": "--preview {given}：可信度为 0 到 1 的数",
    "Answers": "答卷",
    "Wave": "批次",
    "Load tables": "加载表",
    "Golden records": "主数据",
    "Entity": "实体",
    "Refused rows": "被拒绝的行",
    "Filled workbook": "填好的工作簿",
    "A promoted wave": "已上线的批次",
    "URL of the new system": "新系统的地址",
    "Schema of the new system": "新系统的结构文件",
    "Password of the workbook": "工作簿密码",
    "Result of an earlier step": "前一步的结果",
    "Make one with: mergepoint init EXPORTS_DIR, or name it with --workspace FILE.": (
        "用 mergepoint init 导出文件夹 生成，或用 --workspace 文件 指定。"
    ),
    "Make the sheet with: mergepoint review export --xlsx FILE": "先生成表格：mergepoint review export --xlsx 文件",
    "Make the sheet with: mergepoint links export --xlsx FILE": "先生成表格：mergepoint links export --xlsx 文件",
    "Make it with: mergepoint audit --sop DIR, and fill it in.": "用 mergepoint audit --sop 文件夹 生成并填写。",
    "Run: mergepoint dedupe": "请执行：mergepoint dedupe",
    "Run: mergepoint run": "请执行：mergepoint run",
    "Run: mergepoint run --wait": "请执行：mergepoint run --wait",
    "Run: mergepoint run, or the step it names.": "请执行 mergepoint run，或其中所说的步骤。",
    "Run: mergepoint wave rehearse {wave}": "请执行：mergepoint wave rehearse {wave}",
    "Name it with --exports DIR or exports: in the file.": "用 --exports 文件夹 或文件中的 exports: 指定。",
    "Check the name; a folder or a file is expected.": "请检查名称；应为文件夹或文件。",
    "In these files there is a header and nothing under it: export them again.": "文件只有表头没有数据：请重新导出。",
    "CSV, TXT, XLSX, Parquet, JSON Lines or SQLite files are read.": (
        "可读取 CSV、TXT、XLSX、Parquet、JSON Lines 或 SQLite 文件。"
    ),
    "They are listed by: mergepoint wave plan": "由 mergepoint wave plan 列出",
    "Did you mean '{near}'?": "是否指“{near}”？",
    "There are: {names}.": "现有：{names}。",
    "'{name}' in the records": "记录中的“{name}”",
    "'{name}' in {place}": "“{name}”（{place}）",
    # the steward's commands
    "there is no record '{record}'; {hint}": "没有记录“{record}”；{hint}",
    "record ids look like <source>:<native id>": "记录编号的形式是 <来源>:<编号>",
    "did you mean {near}?": "是否指 {near}？",
    "no run ever gave the id '{id}'; {hint}": "从未有过编号“{id}”；{hint}",
    "look it up in the crosswalk": "请查对照表（crosswalk）",
    "{id} was itself merged since; unmerge the customer it went into first": (
        "{id} 此后又被并入别的客户；请先拆开它并入的客户"
    ),
    "{id} cannot be parted: {why}": "{id} 无法拆分：{why}",
    "it has one record": "它只有一条记录",
    "none of its records is left": "其记录均已不存在",
    "the records are not those of one customer": "这些记录不属于同一客户",
    "these are all of its records; name those that leave": "这是它的全部记录；请只写要分出的记录",
    "its merge into {into} was taken back, or its records have left it": "并入 {into} 的合并已撤销，或其记录已离开",
    "its records went to {into} without a merge": "其记录未经合并转到 {into}",
    "Name a customer, or records with --record: one of the two.": "请写客户编号，或用 --record 写记录，二选一。",
    "there is no {what} between '{left}' and '{right}'; list them with: mergepoint links list": (
        "“{left}”与“{right}”之间没有关系；查看：mergepoint links list"
    ),
    "survivorship of '{field}': there is no rule '{rule}'; {hint}": "字段“{field}”的取值规则“{rule}”不存在；{hint}",
    "did you mean '{near}'?": "是否指“{near}”？",
    "use one of {rules}": "可用：{rules}",
    "--preview {given}: write FIELD=RULE, such as name=longest": "--preview {given}：请写 字段=规则，例如 name=longest",
    "--since speaks of the runs of a workspace: leave it out with FILES and with --preview": (
        "--since 只用于工作区的运行：与文件或 --preview 不能同用"
    ),
    "Name a folder for the results: mergepoint dedupe FILE… --out DIR": (
        "请指定结果文件夹：mergepoint dedupe 文件… --out 文件夹"
    ),
    "this run started from run {old}, but run {new} was saved since; run it again": (
        "本次运行以第 {old} 次为起点，但其间已保存第 {new} 次；请重新运行"
    ),
    "the state has schema {found}, this release knows up to {expected}; upgrade mergepoint": (
        "状态库版本为 {found}，本程序只支持到 {expected}；请升级 mergepoint"
    ),
    # answers of a sheet
    "{file}: nothing was imported; mend these cells and import again": (
        "{file}：未导入任何内容；请更正下列单元格后重新导入"
    ),
    "and {n} more": "另有 {n} 处",
    "cell {cell} (column '{column}'): found '{found}', expected {expected}": (
        "单元格 {cell}（列“{column}”）：现为“{found}”，应为{expected}"
    ),
    "row {row} (column '{column}'): found '{found}', expected {expected}": (
        "第 {row} 行（列“{column}”）：现为“{found}”，应为{expected}"
    ),
    "another value": "其他内容",
    "the record's own, as exported; correct data in the export or by `audit --sop`, not here": (
        "导出时的内容；数据请在导出文件或用 audit --sop 更正，不在此处"
    ),
    "a record that exists; export the review again": "现有的记录；请重新导出判定表",
    "another record than the first": "与前者不同的记录",
    "records unchanged since the export; export again": "导出后未变化的记录；请重新导出",
    "no other answers that make these two the same": "与其他“相同”答案不矛盾的答案",
    "a link that the last run suggests; export the links again": "上次运行给出的关系；请重新导出",
    "the review sheet as .xlsx, as `review export` wrote it": "review export 生成的 .xlsx 判定表",
    "the columns {columns}, as exported": "导出时的列 {columns}",
    "no workbook": "不是工作簿",
    "none": "无",
    # freeze, decisions, audit, init
    "Say what to freeze with --rule RULE, or see what is frozen with --list.": (
        "用 --rule 规则 指定要冻结的内容，或用 --list 查看已冻结的记录。"
    ),
    "There is no {what} '{name}'. {hint}": "没有{what}“{name}”。{hint}",
    "Nobody is named: --by NAME": "未指明操作人：--by 姓名",
    "No decision '{event}' holds. See them with: mergepoint audit --decisions": (
        "没有有效的决定“{event}”。查看：mergepoint audit --decisions"
    ),
    "{out} is there already. Choose another name with --out, or write over it with --force.": (
        "{out} 已存在。用 --out 换一个名称，或用 --force 覆盖。"
    ),
    "Name a folder for the report: mergepoint audit PATH… --out DIR": (
        "请指定报告文件夹：mergepoint audit 路径… --out 文件夹"
    ),
    # exports that cannot be read
    "{file}: {problem}; expected {expected}. {hint}": "{file}：{problem}；应为 {expected}。{hint}",
    "{file}: {problem}; expected {expected}": "{file}：{problem}；应为 {expected}",
    "{file}: {problem}. Export it again.": "{file}：{problem}。请重新导出。",
    "{file}: {problem}. Check the path.": "{file}：{problem}。请检查路径。",
    "{file}: {problem}. Open it and save it as .xlsx or CSV.": "{file}：{problem}。请打开后另存为 .xlsx 或 CSV。",
    "{file}: not text": "{file}：不是文本",
    "the file is empty": "文件是空的",
    "no column in it": "没有任何列",
    "no such file": "没有这个文件",
    "no such file or folder": "没有这个文件或文件夹",
    "a folder, not a file": "是文件夹，不是文件",
    "not text": "不是文本",
    "the workbook holds no cell": "工作簿没有内容",
    "the database holds no table with rows": "数据库没有含数据的表",
    "not a workbook ({why})": "不是工作簿（{why}）",
    "cannot be opened ({why})": "无法打开（{why}）",
    # gates
    "Gate '{gate}' is closed: {why}. {hint}": "关卡“{gate}”未通过：{why}。{hint}",
    "Gate '{gate}' is closed: {why}.": "关卡“{gate}”未通过：{why}。",
    "rehearsed": "已预演",
    "packaged": "已打包",
    "verified": "已核验",
    "drift": "源数据变化",
    "wave '{wave}' was not rehearsed": "批次“{wave}”尚未预演",
    "wave '{wave}' was not packaged": "批次“{wave}”尚未打包",
    "Name the wave to take back, or the wave to go back to with --to.": (
        "请写要回滚的批次，或用 --to 写要退回到的批次。"
    ),
    # the system
    "the disk is full{where}. Free some space and run the same command again: it resumes.": (
        "磁盘已满{where}。请释放空间后重新执行同一命令：将从中断处继续。"
    ),
    "no permission{where}. Name a folder you may write to: --out DIR, or MERGEPOINT_HOME for the state.": (
        "没有权限{where}。请指定可写的文件夹：--out 文件夹，或用 MERGEPOINT_HOME 指定状态目录。"
    ),
}
