"""Mistyped domains of the large mail providers: gmial.com, qq.con, hotmail.co."""

import re
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

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
def _slips() -> dict[str, str]:
    """Known slips of the last part, whole: gmail.con → gmail.com."""
    parts = [(provider, *provider.partition(".")[::2]) for provider in sorted(_providers(), reverse=True)]
    slips = {f"{name}.{slip}": provider for provider, name, top in parts for slip in _TLD_SLIPS.get(top, ())}
    return {slip: provider for slip, provider in slips.items() if slip not in _REAL | _providers()}


@cache
def _near(first: str, top: str) -> tuple[tuple[str, str], ...]:
    """Names long enough to have slips that begin so, with their providers: ("g", "com") → gmail, googlemail."""
    parts = [(*provider.partition(".")[::2], provider) for provider in sorted(_providers())]
    return tuple((n, p) for n, t, p in parts if t == top and n[0] == first and len(n) >= _LONG_ENOUGH)


def may_be_meant(domains: pa.Array) -> pa.Array:
    """Return whether it is worth asking `meant` of each domain (null: null): never no where that names a provider.

    >>> may_be_meant(pa.array(["gmial.com", "qq.con", "huaxin.com.cn"])).to_pylist()
    [True, True, False]
    """
    known = pc.is_in(domains, value_set=pa.array(sorted(_slips()), pa.string()))
    return pc.or_(known, pc.match_substring_regex(domains, _shapes()))


@cache
def _shapes() -> str:
    """The first letter and the length of a slip in the name, as a pattern: `^(?:g[^.]{3,5}\\.com|…)$`."""
    parts = {(n[0], len(n), t) for n, _, t in (p.partition(".") for p in _providers()) if len(n) >= _LONG_ENOUGH}
    shapes = (rf"{re.escape(first)}[^.]{{{size - 2},{size}}}\.{re.escape(top)}" for first, size, top in sorted(parts))
    return f"^(?:{'|'.join(shapes)})$"


def meant(domain: str) -> str:
    """Return the provider whose domain, lower case, is one slip away, "" where it is none's.

    >>> meant("gmial.com"), meant("qq.con"), meant("gmail.com"), meant("mail.com"), meant("google.com")
    ('gmail.com', 'qq.com', '', '', '')
    """
    if domain in _slips():
        return _slips()[domain]
    name, _, top = domain.partition(".")
    near = _near(name[:1], top)
    if not near or domain in _providers() or domain in _REAL:  # nearly all: told before anything is loaded
        return ""
    from rapidfuzz.distance import OSA

    close = (p for known, p in near if abs(len(known) - len(name)) <= 1 and OSA.distance(name, known) == 1)
    return next(close, "")
