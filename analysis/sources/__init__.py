"""Find and open the nine tables, whatever form they come in."""

from analysis.sources.source import Source, find
from analysis.sources.tables import Tables

__all__ = ["Source", "Tables", "find"]
