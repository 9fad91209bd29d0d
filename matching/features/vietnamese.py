"""Vietnamese names: the family first, the given name last; tones are often left out, and so is what stands between."""

from functools import lru_cache

from matching.features.fold import plain
from matching.features.person import PersonName

# Surnames without tones, the most usual first (they are those of nineteen Vietnamese in twenty).
SURNAMES = {
    name: rank
    for rank, name in enumerate(
        """
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh dao doan luong
truong mai lam ta ha cao luu chau tang quach to phung thai tong vuong trieu kieu nghiem khuc diep
bach giang la mac thach
""".split()
    )
}
_TITLES = frozenset("anh chi co chu bac ong ba em di cau".split())  # before a given name: Chị Oanh is Ms Oanh


def family_first(text: str) -> bool:
    """Whether a folded name of two to five words begins with a Vietnamese surname."""
    words = text.split()
    return 2 <= len(words) <= 5 and words[0] in SURNAMES


@lru_cache(maxsize=500_000)
def split(text: str) -> PersonName | None:
    """Take a Vietnamese name apart; None where no surname stands at either end.

    >>> split("Nguyễn Thị Bích Loan"), split("Khoa Tran")
    (PersonName(given='loan', middle='thi bich', surname='nguyen', suffix=''), PersonName(given='khoa', middle='', surname='tran', suffix=''))
    """  # noqa: E501
    words = plain(text.replace(",", " ")).split()
    if not 2 <= len(words) <= 6:
        return None
    if len(words) == 2 and words[0] in _TITLES and words[0] not in SURNAMES:
        return PersonName(words[1], "", "", "")
    first, last = (SURNAMES.get(words[k], len(SURNAMES)) for k in (0, -1))
    if min(first, last) == len(SURNAMES):
        return None
    turned = last < first and (len(words) == 2 or first == len(SURNAMES))
    if turned:  # as it is told abroad: Khoa Tran, Loan Thi Bich Nguyen
        return PersonName(words[0], " ".join(words[1:-1]), words[-1], "")
    return PersonName(words[-1], " ".join(words[1:-1]), words[0], "")
