"""Words of the generated world, chosen for this generator: names, company parts, products, phrases."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "慕容", "令狐")

GIVEN_MALE = "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢建国志文海东晓峰云天一鸣博远思源泽"
GIVEN_FEMALE = "芳娜敏静秀丽艳娟霞燕玲桂英红梅琳雪婷慧莹倩颖洁萍晶欣怡佳梦瑶雨珊嘉诗晨菲兰月蓉薇丹萌"

BRAND_HEADS = "华中鼎金恒宏盛泰瑞德信诚天正昌兴安博创新科远博凯嘉佳东方联合众利丰隆祥永大通达广顺康健鸿富"
BRAND_TAILS = "盛达通源泰丰隆祥和信诚安康宁瑞美佳华兴业科创联辰宇航海洋川江峰岳林森茂荣昌旺吉利鑫磊"

INDUSTRIES = (
    ("电子科技", "电子"), ("机械设备", "机械"), ("精密机械", "机械"), ("信息技术", "信息"), ("软件技术", "软件"),
    ("网络科技", "网络"), ("医疗器械", "医疗"), ("生物科技", "生物"), ("食品", "食品"), ("餐饮管理", "餐饮"),
    ("物流", "物流"), ("国际货运代理", "货代"), ("供应链管理", "供应链"), ("建筑工程", "建筑"), ("装饰工程", "装饰"),
    ("化工", "化工"), ("新材料", "新材料"), ("塑料制品", "塑料"), ("纺织", "纺织"), ("服饰", "服饰"),
    ("汽车零部件", "汽配"), ("汽车销售", "汽车"), ("印刷包装", "包装"), ("环保科技", "环保"), ("新能源", "新能源"),
    ("家具", "家具"), ("五金制品", "五金"), ("贸易", "贸易"), ("进出口贸易", "贸易"), ("广告传媒", "传媒"),
    ("教育咨询", "教育"), ("农业开发", "农业"), ("光电", "光电"), ("自动化设备", "自动化"), ("仪器仪表", "仪器"),
)  # fmt: skip

FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
OTHER_ORGANISATIONS = ("人民医院", "实验中学", "职业技术学院", "商会", "便利店", "经营部", "科学研究所")
INDUSTRY_CLASSES = ("制造业", "批发零售", "信息技术", "建筑业", "交通运输", "住宿餐饮", "教育", "卫生", "农业", "其他")

LATIN_MALE = (
    "James John Robert Michael William David Thomas Daniel Paul Mark Peter George Lukas Jonas Felix Hans "
    "Pierre Louis Julien Marc Carlos Javier Miguel Antonio"
).split()
LATIN_FEMALE = (
    "Mary Linda Susan Karen Emma Alice Helen Laura Sarah Julia Anna Clara Lena Sophie Marie Camille Chloé "
    "Claire Lucía Carmen Elena Marta Irene Nora"
).split()
LATIN_SURNAMES = (
    "Smith Johnson Brown Taylor Wilson Walker Clark Baker Turner Cooper Müller Schmidt Schneider Fischer Weber Becker "
    "Hoffmann Martin Bernard Dubois Moreau Laurent Lefèvre García Martínez López Sánchez Romero Navarro Torres "
    "O'Neil MacDonald van Dijk de Vries Tan Lim Wong"
).replace("van Dijk", "van_Dijk").replace("de Vries", "de_Vries").split()  # fmt: skip
NICKNAMES = {
    "James": "Jim", "John": "Jack", "Robert": "Bob", "Michael": "Mike", "William": "Bill", "David": "Dave",
    "Thomas": "Tom", "Daniel": "Dan", "Susan": "Sue", "Helen": "Nell", "Carlos": "Charlie", "Mary": "Polly",
}  # fmt: skip

LOOKALIKES = {
    "未": "末", "己": "已", "侯": "候", "戴": "载", "晴": "睛", "兰": "蓝", "于": "干", "付": "傅", "余": "佘",
    "汪": "王", "阎": "闫", "邱": "丘", "萍": "苹", "琳": "林", "颖": "颍", "瑶": "谣", "辉": "晖", "磊": "蕾",
    "洋": "样", "源": "原", "鑫": "金", "宏": "洪", "鸿": "鸣", "泰": "秦", "达": "大", "辰": "晨", "科": "料",
}  # fmt: skip

PROVIDERS = ("qq.com", "163.com", "126.com", "sina.com", "139.com", "gmail.com", "outlook.com", "hotmail.com")
OWNERS = ("赵雅", "钱进", "孙立群", "李可", "周航", "吴桐", "郑晓", "王越", "冯远", "陈思", "褚明", "卫东升")
AGENTS = ("客服01", "客服02", "客服03", "客服05", "技术支持A", "技术支持B")

PRODUCTS = (
    ("P-1001", "标准版年费", 298000), ("P-1002", "专业版年费", 698000), ("P-1003", "企业版年费", 1980000),
    ("P-2001", "温控模块", 45600), ("P-2002", "压力传感器", 18950), ("P-2003", "控制主板", 86000),
    ("P-2004", "连接线缆", 1250), ("P-2005", "备用电源", 32900), ("P-3001", "上门安装", 50000),
    ("P-3002", "年度维保", 120000), ("P-3003", "培训一天", 200000), ("P-4001", "A4 标签纸", 2990),
    ("P-4002", "热敏打印机", 59900), ("P-4003", "扫码枪", 26800), ("P-4004", "手持终端", 189900),
)  # fmt: skip

ISSUES = (
    "设备无法开机", "打印模糊", "登录失败，提示密码错误", "发票抬头需要修改", "订单未收到", "申请退货", "安装预约",
    "网络连接中断", "咨询续费价格", "温度读数异常", "账号合并申请", "更换联系人", "物流破损", "软件升级后报错",
)  # fmt: skip
TALKS = (
    "电话拜访，客户有意续约", "上门拜访，了解需求", "发送报价单", "客户反馈价格偏高", "催收尾款", "节日问候",
    "约下周演示", "已寄样品", "客户更换采购负责人", "确认合同条款", "未接通", "回访满意",
)  # fmt: skip
REMARKS = ("老客户", "展会认识", "朋友介绍", "重点跟进", "价格敏感", "已签年框", "每月对账", "货到付款")
