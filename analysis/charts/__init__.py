"""Altair charts: one theme, one module per chapter, a table in and a chart out."""

from analysis.charts.theme import missing
from analysis.lazy import modules

__all__ = [
    "aging",
    "baskets",
    "calendar",
    "decision",
    "drift",
    "economics",
    "exploration",
    "features",
    "maintenance",
    "maps",
    "methods",
    "missing",
    "pictures",
    "places",
    "profiles",
    "readings",
    "refresh",
    "schema",
    "segments",
    "shapes",
    "spaces",
    "summary",
    "trials",
]

__getattr__ = modules(__name__, __all__)
