"""What is tried, as data: families with their hyper-parameters, in spaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.settings import SegmentationSettings


@dataclass(frozen=True)
class Candidate:
    """A family with its hyper-parameters, in a space.

    Attributes
    ----------
    space, family : str
    parameters : dict
        What the family's function takes, ``k`` among them when it is asked for.
    in_full : str
        Whether it is scored on all customers: ``"earned"``, when the sample speaks for
        it, ``"always"`` or ``"never"``.
    """

    space: str
    family: str
    parameters: dict[str, Any]
    in_full: str = "earned"

    @property
    def name(self) -> str:
        chosen = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.space}/{self.family}({chosen})"

    def alike(self, other: Candidate) -> bool:
        """Whether only the number of segments tells it from another."""
        without_k = [each.parameters | {"k": None} for each in (self, other)]
        same = (self.space, self.family) == (other.space, other.family)
        return same and without_k[0] == without_k[1]

    @property
    def needed(self) -> int:
        """Number of different customers without which it cannot be fitted."""
        wanted = (self.parameters.get(name, 2) for name in ("k", "min_samples"))
        return max(wanted)


def declared(settings: SegmentationSettings) -> list[Candidate]:
    """Every candidate that the settings ask for, the first time that they do."""
    found: dict[str, Candidate] = {}
    for grid in settings.grids:
        for space in grid.spaces or settings.spaces:
            for values in grid.combinations():
                each = Candidate(space, grid.family, values, grid.in_full)
                found.setdefault(each.name, each)
    return list(found.values())
