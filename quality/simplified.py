"""Chinese in simplified characters, by OpenCC's tables."""

from collections.abc import Callable
from functools import cache


@cache
def simplifier() -> Callable[[str], str]:
    """Return the function that writes a text in simplified characters; the tables are loaded once.

    >>> simplifier()("經銷商")
    '经销商'
    """
    from opencc import OpenCC

    return OpenCC("t2s").convert
