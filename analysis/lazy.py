"""Packages whose modules are imported when they are first asked for.

A page that shows two tables need not wait for the libraries of every chapter.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from types import ModuleType


def modules(package: str, names: Collection[str]) -> Callable[[str], ModuleType]:
    """Build the ``__getattr__`` of a package.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    names : collection of str
        Its ``__all__``: the modules that it offers.

    Returns
    -------
    callable
        Imports a module by its name; any other name is an :class:`AttributeError`.
    """

    def imported(name: str) -> ModuleType:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return importlib.import_module(f"{package}.{name}")

    return imported
