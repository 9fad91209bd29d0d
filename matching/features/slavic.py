"""Russian, Ukrainian and Belarusian names: family first or last, told by the patronymic and the endings of surnames."""

import re
from functools import lru_cache

from matching.features.fold import plain
from matching.features.person import PersonName

_CYRILLIC = re.compile("[\u0400-\u052f]")
_PATRONYMIC = re.compile(
    r"\w{2,}(?:ович|евич|ьич|йович|овна|евна|ична|инична|івна|ївна|"
    r"ovich|evich|yevich|ovych|yovych|owitsch|ewitsch|ovna|evna|yevna|ichna|ivna|yivna)$|(?:ильич|лукич|фомич|кузьмич|ilyich)$"
)
_FAMILY = re.compile(
    r"\w{2,}(?:ов|ев|ин|ын|ова|ева|ина|ына|ский|цкий|ська|ський|цька|цький|ская|цкая|енко|чук|щук|ук|юк|ко|ских|ых|"
    r"ov|ev|yov|ova|eva|skiy|sky|skii|ska|skaya|tsky|enko|chuk|shchuk|yuk|off|eff|ow|ew|owa|ewa)$"
)
# Given names that end as surnames do
_GIVEN = frozenset(
    """марина ирина екатерина кристина нина полина алина галина карина валентина ангелина регина арина дина эвелина
    жанна инна анжелина константин валентин мартин августин марко павло дмитро петро михайло данило кирило marina irina
    ekaterina kateryna iryna kristina nina polina alina galina halyna karina valentina angelina regina arina dina
    konstantin valentin martin marko pavlo dmytro petro mykhailo danylo lev lew лев""".split()
)


def is_cyrillic(text: str) -> bool:
    """Whether a name is written in Cyrillic letters."""
    return _CYRILLIC.search(text) is not None


@lru_cache(maxsize=500_000)
def split(text: str) -> PersonName | None:
    """Take an East Slavic name apart; None where neither a patronymic nor one ending of a surname tells its order.

    >>> split("Иванов Иван Петрович"), split("Ivan Petrovich Ivanov")
    (PersonName(given='иван', middle='петрович', surname='иванов', suffix=''), PersonName(given='ivan', middle='petrovich', surname='ivanov', suffix=''))
    """  # noqa: E501
    words = plain(text.replace(",", " ")).split()
    if len(words) == 3:
        if _PATRONYMIC.search(words[2]):
            return PersonName(words[1], words[2], words[0], "")
        return PersonName(words[0], words[1], words[2], "") if _PATRONYMIC.search(words[1]) else None
    if len(words) != 2:
        return None
    first, last = (_FAMILY.search(w) is not None and w not in _GIVEN for w in words)
    if first == last:
        return None
    return PersonName(words[1], "", words[0], "") if first else PersonName(words[0], "", words[1], "")
