"""Sentences that the data choose: one module per chapter, tested on several shapes."""

from analysis.lazy import modules

__all__ = [
    "choice",
    "exploration",
    "lessons",
    "maintenance",
    "methods",
    "notice",
    "profiles",
    "segments",
    "summary",
    "totals",
    "trials",
]

__getattr__ = modules(__name__, __all__)
