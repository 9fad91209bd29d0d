"""Names that a firm trades under: a second column (DBA, 招牌名) or behind a mark in the name (X dba Y, X t/a Y)."""

import re

import numpy as np

from matching.features.coded import Coded

# headers without blanks and marks (en, zh, de, fr, es, it, pt, nl, ja), for a column beside the one of names
_HEADERS = frozenset(
    """
    dba dbaname doingbusinessas tradename tradingname tradingas tradesas tradingstyle operatingname operatingas
    otherorganizationname otherorganisationname otherbusinessname otherorgname businessname legalbusinessname
    legalname registeredname assumedname fictitiousname
    招牌 招牌名 招牌名称 店招 店招名称 字号 字号名称 商号 屋号 注册名称 工商名称 handelsname enseigne nomcommercial
    nombrecomercial nombredefantasia insegna nomefantasia handelsnaam
    """.split()
)
_MARK = re.compile(
    r"(?<=\S)[\s,;(（]+(?:d[./]?\s?b[./]?\s?a\.?|doing business as|t/a|o/a|(?:trading|trades|operating) as)"
    r"[:：]?\s+(?=\S)"
    r"|(?<=\S)[\s,;，；(（]*(?:招牌名?|店招|字号)[:：]\s*(?=\S)",
    re.IGNORECASE,
)


def unmarked(text: str) -> str:
    """Return a name with only a blank between the firm and what it trades under.

    >>> unmarked("Leblanc Holdings Inc dba Ace Hardware #5865")
    'Leblanc Holdings Inc Ace Hardware #5865'
    """
    return _MARK.sub(" ", text)


def trading_column(raw: dict[str, Coded]) -> str | None:
    """Return the column of unknown meaning that holds what firms trade under, by its header; None without firms too."""
    if not {"name", "org_name"} & raw.keys():
        return None
    return next((n for n in raw if n.startswith("other:") and _plain(n[6:]) in _HEADERS and len(raw[n].values)), None)


def with_trading_names(firms: list[np.ndarray], trading: Coded) -> list[np.ndarray]:
    """Names of organisations (texts by record, None where missing), what they trade under put behind the first.

    Either name then meets the whole: a name inside another is told as contained.
    """
    if not firms:
        return firms
    whole = firms[0].copy()
    rows = np.flatnonzero((trading.flat >= 0) & np.not_equal(whole, None))
    whole[rows] = [_both(a, b) for a, b in zip(whole[rows], trading.values[trading.flat[rows]], strict=True)]
    return [whole, *firms[1:]]


def _both(firm: str, traded: str) -> str:
    return firm if str(traded).lower() in str(firm).lower() else f"{firm} dba {traded}"


def _plain(header: str) -> str:
    return "".join(c for c in header.lower() if c.isalnum())
