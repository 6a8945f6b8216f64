"""How long a segmentation stays the one that would be fitted again."""

from analysis.maintenance.result import Maintenance, conclude, misplaced

__all__ = ["Maintenance", "conclude", "misplaced"]
