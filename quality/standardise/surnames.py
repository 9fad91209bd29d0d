"""Chinese surnames: the common single ones and the compound ones (百家姓 and census lists)."""

from functools import cache

SINGLE = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景"
    "薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原"
    "官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺水云昌凤酆皮卡习肖闫付岳覃洛仝麻鹿逄车肇尚师岱支历厉占竹粟战戎郗鄂索阚母麦红晁"
)
COMPOUND = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 "  # noqa: E501
    "闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五 欧陽 司馬 诸葛 上官 纳兰 完颜 叶赫 爱新觉罗".split()  # noqa: E501
)


def split_chinese_name(name: str) -> tuple[str, str] | None:
    """Return (surname, given name) of a full Chinese name of 2–4 characters, None if it is none.

    >>> split_chinese_name("欧阳娜娜"), split_chinese_name("王芳")
    (('欧阳', '娜娜'), ('王', '芳'))
    """
    if not 2 <= len(name) <= 5 or not all("㐀" <= c <= "鿿" or c == "·" for c in name):
        return None
    for size in (2, 4):
        if name[:size] in COMPOUND and len(name) > size:
            return name[:size], name[size:]
    if name[0] in SINGLE and len(name) <= 4:
        return name[0], name[1:]
    return None


@cache
def pinyin_surnames() -> frozenset[str]:
    """Return the surnames in pinyin, lower case, without tones."""
    from pypinyin import lazy_pinyin

    return frozenset("".join(lazy_pinyin(name)) for name in (*SINGLE, *COMPOUND)) | {"shan", "zeng", "ou", "lyu", "lv"}
