"""The features: what is known at a date, their shapes, spaces, gaps and structure."""

from analysis.features.answers import Features, describe

__all__ = ["Features", "describe"]
