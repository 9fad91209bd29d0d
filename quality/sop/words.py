"""Words of the SOP. (English, 简体中文)"""

MACHINE = (
    "rule",
    "title",
    "source",
    "record_id",
    "field",
    "owner",
    "value",
    "proposal",
    "correction",
    "decision",
    "by",
)
DECISIONS = (("correct", "更正"), ("accept", "接受现状"), ("later", "以后处理"))
WORDS = {
    "rule": ("rule", "规则"),
    "title": ("What is wrong", "问题"),
    "source": ("System", "系统"),
    "record_id": ("Record", "记录"),
    "field": ("Column", "列"),
    "owner": ("Owner", "负责人"),
    "value": ("Value found", "原值"),
    "proposal": ("Proposal", "建议"),
    "correction": ("Correction", "更正为"),
    "decision": ("Decision", "处理"),
    "by": ("By", "处理人"),
    "heading": ("Cleaning SOP", "数据清洗作业指引"),
    "order": ("In this order: what costs most comes first.", "请按顺序处理：代价最大的在前。"),
    "rows": ("rows", "行"),
    "hours": ("hours", "小时"),
    "steps": ("What to do", "处理步骤"),
    "more": ("and {count:,} more rows in the workbook", "另有 {count:,} 行见工作簿"),
    "safe": ("cleaning mends it: check a few rows", "清洗可自动修复，抽查几行即可"),
    "by_hand": ("a person decides", "需人工确认"),
    "why": ("What it costs", "影响"),
    "colon": (": ", "："),
    "total": ("{hours} hours by hand in all.", "全部手工处理约需 {hours} 小时。"),
    "fill_in": (
        "In the workbook write the right value under Correction, choose a decision, and send the file back; "
        "what is written there is checked and taken over.",
        "在工作簿的“更正为”列填写正确的值，选择处理方式，然后交回；系统核对后导入。",
    ),
}
