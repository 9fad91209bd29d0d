"""Characters that are written for one another in names: by their sound, by their shape.

A slip of the pen keeps the one or the other (输入法 by pinyin, 形近字 by hand or scanner). What differs in both is
another character.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

MOST_READINGS = 4
# of one shape, but for a stroke or a radical; simplified, as `fold` leaves them
SHAPES = (
    "己已巳 末未 土士 干于千 日曰目 人入八 大太犬 天夫 王玉主 晴睛 杨扬 洪供 明朋 兰三 田由甲申 木本 午牛 今令 侯候 "
    "丹舟 贝见 历厉 凤风 云去 友发 元无 水永冰 刀力 儿几 广厂 亚业 吉古 右石 平乎 白自 百白 司同 兴光 先光 全金 "
    "住佳往 佳桂挂 桂柱 炎焱 宏宠 宁字 安宴 宜宣 官宫 定宝 宇字 家豪 富当 师帅 帆凡 延廷 廷庭 建健 迪迫 远运 "
    "旭旦 旺汪 昊吴 昌晶 晨辰 晓哓 映英 春青 景影 智知 曼蔓 月用 朗郎 朝潮 林森 枫桐 柏松 梅海 梁粱 楠南 "
    "沛沐 波玻 泽译 洁浩 洋样 涛铸 淑叔 清晴情靖 渊湖 湘相 源原 滨宾 潇萧 灿仙 炜伟玮 炳柄 烨桦 焕涣 煜熠 "
    "珍诊 珊册 琪棋淇祺 琳林 瑜谕渝榆 瑞端 瑶遥 璇旋 璐路露 生牛 男勇 皓浩 盛威 真直 睿叡 祥详 福富 秀季 秋科 "
    "竹行 筠均 红江 纯钝 绍昭 维推唯 美姜 义又 翔翱 聪总 育肓 胜性 良艮 艳绝 芳芬 芸云 若苦 苗茁 英芙 茂茜 "
    "茹如 莉利 莲连 菊匊 萍平苹 蕾雷 蓉容 薇微 衡行 裕格 覃谭 谊宜 诚城成 贞员 贤坚 赫郝 超起 辉挥晖 达迖 "
    "逸免 郁都 钧钩 铭名 锋峰蜂 锐说 长张 阳阴 雅稚 雨两 雪雷 霖林 露路 静净 韬滔 顺须 飞气 馨磬 骏俊 鸿鸣 鹏棚 "
    "龙尤 娟捐 娜那 娇骄 婉碗 婷亭 媛援 嫣焉 妍研 妮泥 妹姝 姗珊 子了 孝考老 学字 坤坦 堃方 培陪 增曾 壮状 奇寄 奕弈变"
)
# what Japanese names write for one sound (読み), whatever it is in Chinese
READINGS = (
    "夫男雄生郎央朗 子 美実三巳見 恵江枝絵笑 代世 一市 太大 介助輔佑祐 樹紀輝貴喜希基 人斗登都 也哉弥矢 香佳花華加 "
    "奈菜那 裕優祐勇雄悠有友由 陽洋葉容 恵啓敬圭慶桂 二次治司児 弘浩博宏寛広裕洋宽广 和一 真慎進伸信新进 正政昌雅将 "
    "義良吉芳好喜义 明昭章彰朗 孝隆貴高崇贵 健謙憲建賢谦宪贤 幸行之 直尚 秀英 文史 茂繁滋 清潔聖洁圣 誠真诚 "
    "修治 徹哲彻 豊裕丰 翔祥 蓮廉莲 亮涼凉 実稔实 進晋 剛豪毅刚 久尚寿 "
    "智知朋友 純順淳潤纯顺润 麻真 沙紗砂纱 織里理梨莉利"
)


@lru_cache(maxsize=20_000)
def sounds(char: str) -> tuple[str, ...]:
    """Readings of a Chinese character as they are confused: no tones, n for l and ng, z for zh."""
    from pypinyin import Style, pinyin

    said = pinyin(char, style=Style.NORMAL, heteronym=True)[0][:MOST_READINGS]
    return tuple(dict.fromkeys(_broad(s.replace("ü", "v")) for s in said))


def _broad(syllable: str) -> str:
    """One spelling for syllables that a southern ear does not tell apart."""
    if syllable[1:2] == "h":
        syllable = syllable[0] + syllable[2:]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


def groups(japanese: bool) -> tuple[str, ...]:
    """Groups of characters that are taken for one another, beside those of one sound in Chinese."""
    return (*SHAPES.split(), *(READINGS.split() if japanese else ()))


class Characters:
    """Characters, coded from 0, and which of them are taken for one another."""

    def __init__(self, chars: Iterable[str], japanese: bool) -> None:
        """Code the distinct characters in order; `japanese`: read as Japanese names are, too."""
        self.at = {c: k for k, c in enumerate(sorted(set(chars)))}
        code: dict[str, int] = {}
        self._sounds = np.full((len(self.at), MOST_READINGS), -1)
        for char, k in self.at.items():
            for n, sound in enumerate(sounds(char)):
                self._sounds[k, n] = code.setdefault(sound, len(code))
        pairs = [(self.at[a], self.at[b]) for g in groups(japanese) for a in g for b in g if {a, b} <= self.at.keys()]
        self._like = np.unique(np.array([a * len(self.at) + b for a, b in pairs], dtype=np.int64))

    def alike(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs of codes (bool) that are one character, sound alike or look alike."""
        one = (left == right) | np.isin(left.astype(np.int64) * len(self.at) + right, self._like)
        a, b = self._sounds[left], self._sounds[right]
        for k in range(MOST_READINGS):
            one |= ((a[:, [k]] == b) & (a[:, [k]] >= 0)).any(axis=1)
        return one
