"""Numbers that a country gives its natural persons, told by shape and check characters, whatever heads them.

Spain's DNI and NIE (which are a person's NIF), Italy's codice fiscale, Brazil's CPF, China's resident number (the tax
number of a sole trader). Numbers of companies have other shapes or fail the check.
"""

import re
from functools import cache
from importlib import import_module

_SHAPES = {
    "es.dni": re.compile(r"\d{8}[A-Z]"),
    "es.nie": re.compile(r"[XYZ]\d{7}[A-Z]"),
    "it.codicefiscale": re.compile(r"[A-Z]{6}[\dL-V]{2}[ABCDEHLMPRST][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z]"),
    "br.cpf": re.compile(r"\d{11}"),
    "cn.ric": re.compile(r"[1-9]\d{16}[\dX]"),
}
_COUNTRY = {name: name.partition(".")[0] for name in _SHAPES}


@cache
def _module(name: str):
    return import_module(f"stdnum.{name}")


def scheme(number: str) -> str:
    """Return the country (ISO code, lower case) whose natural persons have such a number, "" where none has.

    `number` is upper case without separators.

    >>> scheme("54362315K"), scheme("X2482300W"), scheme("B58378431")
    ('es', 'es', '')
    """
    for name, shape in _SHAPES.items():
        if shape.fullmatch(number) and _module(name).is_valid(number):
            return _COUNTRY[name]
    return ""
