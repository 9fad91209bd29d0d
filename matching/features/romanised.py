"""Chinese names in Latin letters: "Wang Jin Feng", "zhoudong" and "Na Li" taken apart as 王金凤, 周东, 李娜 are."""

from functools import lru_cache

from matching.features.fold import plain
from matching.features.person import PersonName
from matching.features.sound import COMPOUND_SURNAMES, pinyin
from matching.features.surnames import BY_FREQUENCY, USUAL

# The syllables of standard Mandarin without tones (GB/T 16159), by initial.
SYLLABLES = frozenset(
    """
    a ai an ang ao e en er o ou
    ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu
    ca cai can cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang
    chui chun chuo ci cong cou cu cuan cui cun cuo
    da dai dan dang dao de den deng di dian diao die ding diu dong dou du duan dui dun duo
    fa fan fang fei fen feng fo fou fu
    ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
    ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
    ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo
    la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo lv lve lue
    ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
    na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve nue
    pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
    qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun
    ran rang rao re ren reng ri rong rou ru ruan rui run ruo
    sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai shuan shuang shui
    shun shuo si song sou su suan sui sun suo
    ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo
    wa wai wan wang wei wen weng wo wu
    xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
    ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun
    za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan
    zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """.split()
)
LONGEST = 6  # letters of a syllable
MOST_GIVEN = 2  # syllables of a given name


@lru_cache(maxsize=1)
def surname_sounds() -> dict[str, int]:
    """How the known surnames sound, and how rare they are: -1 compound, 0 usual, 1 rare."""
    found = {pinyin(name, True): -1 for name in COMPOUND_SURNAMES}
    for rank, name in enumerate(BY_FREQUENCY):
        found.setdefault(pinyin(name, True), int(rank >= USUAL))
    return found


@lru_cache(maxsize=200_000)
def syllables(text: str, most: int) -> tuple[str, ...]:
    """A text as the fewest syllables, at most `most`; empty where it cannot be read as such."""
    if text in SYLLABLES:
        return (text,)
    if most < 2:
        return ()
    found = []
    for size in range(min(LONGEST, len(text) - 1), 0, -1):
        if text[:size] in SYLLABLES:
            rest = syllables(text[size:], most - 1)
            if rest:
                found.append((text[:size], *rest))
    return min(found, key=len, default=())


@lru_cache(maxsize=200_000)
def split(text: str) -> PersonName | None:
    """A romanised Chinese name taken apart, or None where it does not read as one.

    The surname stands first ("Wang Jin Feng", "wangjinfeng") unless the last word is the more usual one
    ("Jinfeng Wang", "Na Li"); a given name in one word with it opens with a consonant ("lina" is Li Na, not Lin A).
    """
    words = plain(text).split()
    if not 1 <= len(words) <= 1 + MOST_GIVEN or not all(w.isascii() and w.isalpha() for w in words):
        return None
    known = surname_sounds()
    if len(words) == 1:
        readings = [(words[0][:k], words[0][k:]) for k in range(min(2 * LONGEST, len(words[0]) - 1), 1, -1)]
    else:
        readings = [(words[0], "".join(words[1:])), (words[-1], "".join(words[:-1]))]
    readings = [(s, g) for s, g in readings if s in known and syllables(g, MOST_GIVEN)]
    if not readings:
        return None
    joined = len(words) == 1
    surname, given = min(readings, key=lambda r: (joined and r[1][0] in "aeo", known[r[0]]))
    return PersonName(given, "", surname, "")
