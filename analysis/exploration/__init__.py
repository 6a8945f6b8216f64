"""What the exploration chapter asks of the data: tables in, small tidy tables out.

No row of any result describes fewer customers than ``publication › minimum_cell``.
"""

from analysis.exploration.answers import Exploration, explore

__all__ = ["Exploration", "explore"]
