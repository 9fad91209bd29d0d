"""Places of the generated world: cities with their area codes, districts and division codes.

Facts as published (GB/T 2260 division codes, the national telephone numbering plan); the choice is ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city: `name` without 市, `province` in full, dialling code, digits of a local number, districts."""

    name: str
    province: str
    area_code: str
    local_digits: int
    districts: tuple[tuple[str, str], ...]

    @property
    def municipal(self) -> bool:
        """Whether the city is a province of its own (直辖市)."""
        return self.province == f"{self.name}市"


_TABLE = """
北京|北京市|010|8|110101东城区 110102西城区 110105朝阳区 110106丰台区 110107石景山区
上海|上海市|021|8|310101黄浦区 310104徐汇区 310105长宁区 310106静安区 310107普陀区
天津|天津市|022|8|120101和平区 120102河东区 120103河西区 120104南开区
重庆|重庆市|023|8|500103渝中区 500104大渡口区 500105江北区
广州|广东省|020|8|440103荔湾区 440104越秀区 440105海珠区 440106天河区
深圳|广东省|0755|8|440303罗湖区 440304福田区 440305南山区 440306宝安区
东莞|广东省|0769|8|441900东莞市
佛山|广东省|0757|8|440604禅城区 440605南海区 440606顺德区
珠海|广东省|0756|7|440402香洲区 440403斗门区
南京|江苏省|025|8|320102玄武区 320104秦淮区 320105建邺区 320106鼓楼区
苏州|江苏省|0512|8|320505虎丘区 320506吴中区 320507相城区 320508姑苏区
无锡|江苏省|0510|8|320205锡山区 320206惠山区 320211滨湖区
杭州|浙江省|0571|8|330102上城区 330105拱墅区 330106西湖区 330108滨江区
宁波|浙江省|0574|8|330203海曙区 330205江北区 330206北仑区
温州|浙江省|0577|8|330302鹿城区 330303龙湾区 330304瓯海区
绍兴|浙江省|0575|8|330602越城区 330603柯桥区
武汉|湖北省|027|8|420102江岸区 420103江汉区 420104硚口区 420105汉阳区
长沙|湖南省|0731|8|430102芙蓉区 430103天心区 430104岳麓区
成都|四川省|028|8|510104锦江区 510105青羊区 510106金牛区 510107武侯区
西安|陕西省|029|8|610102新城区 610103碑林区 610104莲湖区
郑州|河南省|0371|8|410102中原区 410103二七区 410105金水区
青岛|山东省|0532|8|370202市南区 370203市北区 370211黄岛区
济南|山东省|0531|8|370102历下区 370103市中区 370104槐荫区
烟台|山东省|0535|7|370602芝罘区 370611福山区
厦门|福建省|0592|7|350203思明区 350205海沧区 350206湖里区
福州|福建省|0591|8|350102鼓楼区 350103台江区 350104仓山区
合肥|安徽省|0551|8|340102瑶海区 340103庐阳区 340104蜀山区
沈阳|辽宁省|024|8|210102和平区 210103沈河区 210104大东区
大连|辽宁省|0411|8|210202中山区 210203西岗区 210204沙河口区
哈尔滨|黑龙江省|0451|8|230102道里区 230103南岗区
石家庄|河北省|0311|8|130102长安区 130104桥西区
昆明|云南省|0871|8|530102五华区 530103盘龙区
南昌|江西省|0791|8|360102东湖区 360103西湖区
南宁|广西壮族自治区|0771|7|450102兴宁区 450103青秀区
太原|山西省|0351|7|140105小店区 140106迎泽区
"""


def _city(line: str) -> City:
    name, province, area_code, digits, districts = line.split("|")
    pairs = tuple((d[:6], d[6:]) for d in districts.split())
    return City(name, province, area_code, int(digits), pairs)


CITIES: tuple[City, ...] = tuple(_city(line) for line in _TABLE.strip().splitlines())

ROADS = (
    "人民路 中山路 解放路 建设路 和平路 文化路 新华路 胜利路 友谊路 青年路 长江路 黄河路 珠江路 "
    "学院路 工业路 科技路 创业路 滨河路 湖滨路 迎宾大道 世纪大道 府前街 东风路 光明路 幸福路 朝阳街 "
    "北环路 南环路 高新一路 金桥路 振兴路 民生路 劳动路 花园路 体育路 桃源路 翠湖路 银杏路 梅园路 "
    "松江路 兴业路 同安路 福星路 锦绣路 "
).split()
BUILDINGS = ("科技大厦 商务中心 创业园 国际大厦 产业园 广场 写字楼 工业园 时代大厦 财富中心 金融中心 软件园").split()
ESTATES = ("阳光花园 锦绣家园 翠竹苑 丽景湾 金色家园 幸福里 碧水园 枫林苑 东方花城 和谐家园 紫荆苑").split()

FOREIGN = {
    "US": ("United States", "1", "", ("Springfield|IL|627", "Portland|OR|972", "Dayton|OH|454", "Fresno|CA|937")),
    "GB": ("United Kingdom", "44", "0", ("Leeds||LS1 ", "Bristol||BS1 ", "York||YO1 ", "Cardiff||CF10 ")),
    "DE": ("Germany", "49", "0", ("Bremen||281", "Leipzig||041", "Köln||506", "Nürnberg||904")),
    "FR": ("France", "33", "0", ("Lyon||690", "Nantes||440", "Lille||590", "Toulouse||310")),
    "ES": ("Spain", "34", "", ("Valencia||460", "Sevilla||410", "Zaragoza||500")),
    "SG": ("Singapore", "65", "", ("Singapore||0487", "Singapore||2388")),
}

FOREIGN_STREETS = {
    "US": "Oak Street|Maple Avenue|Lincoln Road|Cedar Lane|Washington Blvd|River Drive",
    "GB": "High Street|Church Lane|Station Road|Victoria Road|Mill Lane|King Street",
    "DE": "Hauptstraße|Bahnhofstraße|Gartenweg|Schillerstraße|Lindenallee",
    "FR": "rue de la Paix|avenue Victor Hugo|rue des Écoles|boulevard Pasteur",
    "ES": "Calle Mayor|Avenida del Mar|Calle de la Luna|Paseo del Río",
    "SG": "Orchard Link|Bukit Lane|Marina Walk|Jalan Sungai",
}
