"""A value that an object works out when it is first asked for, and keeps."""

from collections.abc import Callable
from typing import Any


class lazy:  # noqa: N801 read as a decorator
    """Like `functools.cached_property`, without its lock, which up to Python 3.11 all objects of a class share.

    Two threads that ask one object at the same time may both work the value out; one of the two is kept. What is
    kept stands in the object's `__dict__` and is forgotten with `vars(thing).pop(name, None)`.

    >>> class Circle:
    ...     @lazy
    ...     def area(self):
    ...         return 3.14
    >>> circle = Circle()
    >>> circle.area, vars(circle)
    (3.14, {'area': 3.14})
    """

    def __init__(self, work: Callable[[Any], Any]):
        """Work out with `work`, whose name and words are those of the value."""
        self._work, self.__doc__, self._name = work, work.__doc__, work.__name__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name under which the value is kept."""
        self._name = name

    def __get__(self, thing: Any, owner: type | None = None) -> Any:
        """Work the value out; asked again, it is found in the object before this is."""
        if thing is None:
            return self
        found = vars(thing)[self._name] = self._work(thing)
        return found
