"""Sentences that the data choose: one module per chapter, tested on several shapes."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = [
    "choice",
    "exploration",
    "lessons",
    "maintenance",
    "notice",
    "profiles",
    "segments",
    "summary",
    "totals",
]


def __getattr__(name: str) -> ModuleType:
    """Import a chapter's module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")
