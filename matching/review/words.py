"""Headings, answers and instructions of the review sheet, in Chinese and English."""

HEADINGS = {
    "rank": ("No.", "序号"),
    "answer": ("Answer", "判定"),
    "note": ("Note", "备注"),
    "probability": ("Probability", "概率"),
    "why": ("What the two say", "对比说明"),
    "asks": ("What an answer does", "判定结果"),
    "settles": ("Records settled", "涉及记录数"),
    "amount": ("Order money", "涉及订单金额"),
    "left": ("Record 1", "记录1"),
    "right": ("Record 2", "记录2"),
    "check": ("Check (leave as it is)", "校验码（请勿修改）"),
}
ANSWERS = {"same": ("same", "相同"), "different": ("different", "不同"), "unsure": ("unsure", "不确定")}
ASKS = {
    "merge": ("same: the two customers become one", "相同：合并为一个客户"),
    "part": ("now one customer; different: it is parted", "目前为同一客户；不同：拆分"),
}
SHEETS = {"review": ("review", "待判定"), "help": ("how to", "说明")}
HELP = (
    (
        "Choose an answer for as many rows as you like; leave the others empty.",
        "The dearest questions come first.",
        "Values that differ are shaded. Change nothing but Answer and Note: a row changed elsewhere is refused.",
        "Wrong data is mended in the export, or in a workbook of `mergepoint audit --sop`.",
        "“unsure” leaves the pair as it is; it is not asked again until you answer it anew.",
        "Then: mergepoint review import FILE",
    ),
    (
        "请在“判定”列选择答案，可只填部分行，其余留空。",
        "越靠前的问题价值越高。",
        "底色标出两条记录不一致的内容。请只修改“判定”和“备注”两列：改动了其他单元格的行会被退回。",
        "数据有误请在导出文件中更正，或用 mergepoint audit --sop 生成的工作簿更正。",
        "“不确定”保持现状，不再重复询问，除非重新作答。",
        "完成后执行：mergepoint review import 文件",
    ),
)
FIELDS_ZH = {
    "name": "名称",
    "org_name": "公司名称",
    "person_name": "姓名",
    "contact": "联系人",
    "surname": "姓",
    "given_name": "名",
    "middle_name": "中间名",
    "title": "称谓",
    "name_suffix": "姓名后缀",
    "phone": "电话",
    "fax": "传真",
    "email": "邮箱",
    "tax_id": "税号",
    "national_id": "证件号",
    "id_tail": "证件尾号",
    "phone_tail": "电话尾号",
    "birth_date": "出生日期",
    "age": "年龄",
    "gender": "性别",
    "address": "地址",
    "street_number": "门牌号",
    "street": "街道",
    "locality": "区县",
    "city": "城市",
    "state": "省份",
    "postcode": "邮编",
    "country": "国家",
    "latitude": "纬度",
    "longitude": "经度",
    "website": "网站",
    "owner": "所属销售",
    "department": "部门",
    "category": "类别",
    "status": "状态",
    "created": "创建日期",
    "updated": "更新日期",
    "last_seen": "最近跟进",
    "date": "日期",
    "order_date": "下单日期",
    "amount": "金额",
    "price": "单价",
    "quantity": "数量",
    "currency": "币种",
    "parent_ref": "上级客户",
    "customer_ref": "客户编号",
    "order_ref": "订单编号",
    "product_ref": "产品编码",
    "ref": "参考编号",
    "text": "说明文字",
    "source": "来源",
}


def heading(name: str, language: str) -> str:
    """Return a column's heading."""
    return HEADINGS[name][language == "zh"]


def field_heading(name: str, language: str) -> str:
    """Name a field; a column that means no field keeps the name it has in the export."""
    own = name.removeprefix("other:")
    if own != name:
        return own
    return FIELDS_ZH.get(name, name) if language == "zh" else name.replace("_", " ")


def column_of(text: object) -> str | None:
    """Return the column that a heading of either language names."""
    return next((name for name, words in HEADINGS.items() if str(text).strip() in words), None)


def answer_of(text: str) -> str | None:
    """Return the judgement that an answer of either language means."""
    plain = text.strip().casefold()
    return next((name for name, words in ANSWERS.items() if plain in words), None)
