"""Sentences that the data choose: one module per chapter, tested on several shapes."""

from analysis.lazy import modules

__all__ = [
    "baskets",
    "calendar",
    "candidates",
    "campaigns",
    "choice",
    "data",
    "exploration",
    "families",
    "features",
    "lessons",
    "maintenance",
    "methods",
    "notice",
    "places",
    "profiles",
    "segments",
    "silence",
    "spaces",
    "summary",
    "totals",
    "trials",
]

__getattr__ = modules(__name__, __all__)
