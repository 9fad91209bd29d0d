"""Mistyped domains of the large mail providers: gmial.com, qq.con, hotmail.co."""

from functools import cache
from importlib.resources import files

_TLD_SLIPS = {
    "com": ("con", "cmo", "ocm", "comm", "coom", "cm", "co", "vom", "xom", "om", "comn"),
    "net": ("ney", "nte"),
}
_LONG_ENOUGH = 5  # letters before the dot: shorter names have real neighbours (live, love, line)
_REAL = frozenset("mail.com email.com ymail.com fmail.com tmail.com inmail.com orangee.fr yahoo.co hotmail.it".split())


@cache
def _providers() -> frozenset[str]:
    lines = files("quality.standardise").joinpath("mail_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def meant(domain: str) -> str:
    """Return the provider whose domain, lower case, is one slip away, "" where it is none's.

    >>> meant("gmial.com"), meant("qq.con"), meant("gmail.com"), meant("mail.com"), meant("google.com")
    ('gmail.com', 'qq.com', '', '', '')
    """
    from rapidfuzz.distance import OSA

    if domain in _providers() or domain in _REAL:
        return ""
    name, _, top = domain.partition(".")
    for provider in sorted(_providers()):
        known, _, known_top = provider.partition(".")
        if name == known and top in _TLD_SLIPS.get(known_top, ()):
            return provider
        same_top = top == known_top and len(known) >= _LONG_ENOUGH and name[:1] == known[:1]
        if same_top and OSA.distance(name, known, score_cutoff=1) == 1:
            return provider
    return ""
