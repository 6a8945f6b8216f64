"""Altair charts: one theme, one module per chapter, a table in and a chart out."""

from __future__ import annotations

import importlib
from types import ModuleType

from analysis.charts.theme import missing

__all__ = [
    "baskets",
    "exploration",
    "maintenance",
    "missing",
    "pictures",
    "places",
    "segments",
    "summary",
]


def __getattr__(name: str) -> ModuleType:
    """Import a chapter's module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")
