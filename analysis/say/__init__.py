"""Sentences that the data choose: one module per chapter, tested on several shapes."""

from analysis.lazy import modules

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

__getattr__ = modules(__name__, __all__)
