"""The models whose ageing is simulated: today's, and others for comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.segmentation.fitting import is_writable
from analysis.settings import Space

LIVE = "live"


@dataclass(frozen=True)
class Variant:
    """A way to fit a segmentation at any date.

    Attributes
    ----------
    kind : str
        ``"live"`` for today's model; ``"k"`` and ``"space"`` for one that differs by
        its number of segments or by its space.
    name : str
        Name of the space in ``study.yml``.
    space : Space
    k : int
    """

    kind: str
    name: str
    space: Space
    k: int

    @property
    def label(self) -> str:
        """``"live"``, or what tells it apart from the live one."""
        return LIVE if self.kind == LIVE else f"{self.name}, k = {self.k}"


def variants_of(
    spaces: Mapping[str, Space], name: str, k: int, runner_up: tuple[str, int] | None
) -> list[Variant]:
    """Today's model, then those that the sensitivity of the answer is told with.

    Parameters
    ----------
    spaces : mapping of str to Space
        Those of ``study.yml``.
    name : str
        The space of today's model.
    k : int
        Its number of segments.
    runner_up : tuple of (str, int) or None
        Space and number of segments of the candidate that came second.

    Returns
    -------
    list of Variant
        The live one; one segment less and one more; the first space of each other set
        of features, with as many segments; the second candidate.
    """
    others = [(name, k - 1), (name, k + 1), *((each, k) for each in sets(spaces, name))]
    if runner_up is not None and is_writable(spaces[runner_up[0]]):
        others.append(runner_up)
    wanted = [
        each for each in dict.fromkeys(others) if each != (name, k) and each[1] > 1
    ]
    return [
        Variant(LIVE, name, spaces[name], k),
        *(
            Variant("k" if other == name else "space", other, spaces[other], size)
            for other, size in wanted
        ),
    ]


def sets(spaces: Mapping[str, Space], name: str) -> Iterator[str]:
    """The first deployable space of each set of features but that of ``name``."""
    seen = {frozenset(spaces[name].features)}
    for other, space in spaces.items():
        features = frozenset(space.features)
        if features not in seen and is_writable(space):
            seen.add(features)
            yield other
