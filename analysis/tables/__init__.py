"""Finished tables (great_tables): one style, one module per chapter."""

from analysis.lazy import modules

__all__ = [
    "appendix",
    "decision",
    "exploration",
    "features",
    "maintenance",
    "segments",
    "summary",
    "trials",
]

__getattr__ = modules(__name__, __all__)
