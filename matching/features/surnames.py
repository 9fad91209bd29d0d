"""Chinese surnames of one character: those that tell a person's name from a brand.

The most frequent first, then the rarer ones of the Hundred Family Surnames (百家姓). Rare surnames that are everyday
words of brands (和, 通, 利, 达, 国, 强) are left out: as the head of a two-character name they are a shop's more often.
"""

BY_FREQUENCY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
    "水云奚花廉乐傅皮元萧湛禹狄伏谈茅季危昝裘干宣郁杭洪诸钮嵇羊於惠封芮储井富巴弓郗班伊厉戎祖束郜薄印蒲邰索赖蔺屠阴"
    "胥闻贡劳郦雍寿扈燕冀浦阎慕茹习容戈居匡阙隆晁勾阚那鞠丰相荆竺权盖代楼南鄢朴官楚栗谌漆仝丘辜冼邸区亓粟况揭雒檀矫"
)
SURNAMES = frozenset(BY_FREQUENCY)
USUAL = 150  # the most frequent, by which nine Chinese in ten are called
