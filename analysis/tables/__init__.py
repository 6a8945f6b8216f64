"""Finished tables (great_tables): one style, one module per chapter."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = ["appendix", "exploration", "maintenance", "segments", "summary"]


def __getattr__(name: str) -> ModuleType:
    """Import a chapter's module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")
