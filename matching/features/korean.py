"""Korean names: the surname of one syllable split off, in hangul and in Latin letters of any spelling and order."""

import re
from functools import cache, lru_cache

from matching.features.fold import plain
from matching.features.person import PersonName

# Surnames by frequency (census of 2015), and their Latin spellings in passports beside the official one.
_SURNAMES = """
김 kim gim ghim | 이 lee yi rhee ri li yee | 박 park pak bak bark | 최 choi choe choy | 정 jung jeong chung
cheong joung | 강 kang gang | 조 cho jo joe | 윤 yoon yun youn | 장 jang chang | 임 lim im rim yim | 한 han hahn
| 오 oh | 서 seo suh | 신 shin sin | 권 kwon gwon kweon | 황 hwang whang | 안 ahn an | 송 song | 류 ryu ryoo |
홍 hong | 전 jeon jun chun chon | 고 ko go koh | 문 moon mun | 손 son sohn | 양 yang | 배 bae pae | 백 baek paik
baik paek | 허 heo hur huh her | 유 yoo yu you | 남 nam | 심 shim sim | 노 noh roh no ro | 하 ha hah | 곽 kwak
gwak kwack | 성 sung seong | 차 cha | 주 joo ju chu | 우 woo | 구 koo gu ku goo | 나 na ra nah | 민 min | 진 jin
chin | 지 ji chi jee | 엄 um eom uhm | 채 chae chai | 원 won weon | 천 cheon | 방 bang pang | 공 kong gong | 현
hyun hyeon | 함 ham hahm | 변 byun byeon pyun | 염 yeom yum youm | 여 yeo yuh | 추 choo | 도 do doh | 소 so soh
| 석 seok suk | 선 sun seon sunwoo | 설 seol sul | 마 ma mah | 길 gil kil | 연 yeon | 위 wee wi | 표 pyo | 명
myung myeong | 기 ki kee | 반 ban | 왕 wang | 금 keum geum | 옥 ok | 육 yook | 인 ihn in | 맹 maeng | 제 je | 모
mo | 탁 tak | 국 kook guk | 은 eun | 용 yong | 예 ye | 경 kyung | 봉 bong | 사 sa | 부 boo | 황보 hwangbo | 남궁
namgung namkoong | 제갈 jegal | 사공 sagong | 선우 sunwoo seonwoo | 서문 seomun | 독고 dokgo | 동방 dongbang
"""
# Of these, the spellings that are as usual in given names: Ji Bin Yi is Yi, Kwon Sun Yoon is Kwon.
_ALSO_GIVEN = frozenset(
    """jung jeong joung yoon yun youn seo suh hong moon min jin ji jee sung seong joo ju chu woo won weon hyun hyeon in
    sun seon yeon ki kee kyung eun ye yu yoo you do doh so na ra chae chai chan soo su bin myung myeong ha hah mi han
    jun chun guk kook geum ok yong woo""".split()
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HANGUL_NAME = re.compile("[\uac00-\ud7a3]{2,6}")


@cache
def surnames() -> dict[str, tuple[int, str]]:
    """Return Latin spelling → (rank, surname in hangul), the more usual surname where two are spelt alike."""
    found: dict[str, tuple[int, str]] = {}
    for rank, group in enumerate(" ".join(_SURNAMES.split()).split(" | ")):
        name, *spelt = group.split()
        for spelling in spelt:
            found.setdefault(spelling, (rank, name))
    return found


@cache
def _compound() -> frozenset[str]:
    return frozenset(name for _, name in surnames().values() if len(name) > 1)


def is_korean(text: str) -> bool:
    """Whether a name is written in hangul."""
    return _HANGUL.search(text) is not None


@lru_cache(maxsize=500_000)
def split(text: str) -> PersonName | None:
    """Take a Korean name apart; None where it does not read as one. The surname comes back in hangul.

    >>> split("김민준"), split("Min-jun Kim"), split("PARK, JI AH")
    (PersonName(given='민준', middle='', surname='김', suffix=''), PersonName(given='minjun', middle='', surname='김', suffix=''), PersonName(given='jiah', middle='', surname='박', suffix=''))
    """  # noqa: E501
    if is_korean(text):
        name = plain(text).replace(" ", "")
        if not _HANGUL_NAME.fullmatch(name):
            return None
        size = 2 if name[:2] in _compound() and len(name) > 2 else 1
        return PersonName(name[size:], "", name[:size], "")
    head, comma, tail = text.partition(",")
    if comma:
        orders = [(plain(head), plain(tail))]
    else:
        words = plain(text.replace("-", "")).split()
        orders = [(words[0], " ".join(words[1:])), (words[-1], " ".join(words[:-1]))] if 1 < len(words) < 5 else []
    known = surnames()
    orders = [(s, g.replace(" ", "")) for s, g in orders if s in known and g]
    if not orders:
        return None
    surname, given = min(orders, key=lambda order: (order[0] in _ALSO_GIVEN, known[order[0]][0]))
    return PersonName(given, "", known[surname][1], "")
