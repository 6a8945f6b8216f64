"""Finished tables (great_tables): one style, one module per chapter."""

from analysis.lazy import modules

__all__ = [
    "appendix",
    "campaigns",
    "contract",
    "decision",
    "economics",
    "exploration",
    "features",
    "maintenance",
    "profiles",
    "segments",
    "summary",
    "trials",
]

__getattr__ = modules(__name__, __all__)
