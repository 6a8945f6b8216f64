"""The models whose ageing is simulated: today's, and others for comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.segmentation.fitting import is_writable
from analysis.settings import Space

if TYPE_CHECKING:
    from analysis.segmentation.trials import Trials

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


def variants_of(spaces: Mapping[str, Space], trials: Trials) -> list[Variant]:
    """Today's model, then those that the sensitivity of the answer is told with.

    Parameters
    ----------
    spaces : mapping of str to Space
        Those of ``study.yml``.
    trials : Trials

    Returns
    -------
    list of Variant
        The live one; one segment less and one more; the first space of each other set
        of features, with as many segments; the candidate that came second, when it is
        of the same family.
    """
    name, k = trials.chosen["space"], int(trials.chosen["k"])
    wanted = [(name, k - 1), (name, k + 1), *((each, k) for each in sets(spaces, name))]
    second = trials.runner_up
    if second is not None and second["family"] == trials.chosen["family"]:
        wanted.append((second["space"], int(second["k"])))
    live = Variant(LIVE, name, spaces[name], k)
    return [
        live,
        *(
            Variant("k" if other == name else "space", other, spaces[other], size)
            for other, size in dict.fromkeys(wanted)
            if size > 1 and is_writable(spaces[other])
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
