"""Sentences that the data choose: one module per chapter, tested on several shapes."""

from analysis.lazy import modules

__all__ = [
    "aging",
    "alarms",
    "baskets",
    "calendar",
    "campaigns",
    "candidates",
    "changes",
    "choice",
    "contract",
    "data",
    "economics",
    "exploration",
    "families",
    "features",
    "lessons",
    "maintenance",
    "methods",
    "notice",
    "places",
    "profiles",
    "readings",
    "refresh",
    "segments",
    "silence",
    "spaces",
    "summary",
    "totals",
    "trials",
]

__getattr__ = modules(__name__, __all__)
