"""What stands on every page and slide: where the numbers come from."""

from __future__ import annotations

from analysis.french import sentence
from analysis.provenance import Provenance

DEMONSTRATION = "Données de démonstration : aucun client réel"


class Mark(str):
    """Markdown for inline code; an empty one leaves nothing on the page."""

    def _repr_markdown_(self) -> str:
        return str(self)


def page(provenance: Provenance) -> Mark:
    """Warn, on a page, that the data are not real; say nothing when they are."""
    return warning() if provenance.demo else Mark()


def slide(provenance: Provenance) -> Mark:
    """Name the data at the foot of a slide, or warn that they are not real."""
    if provenance.demo:
        return warning()
    differing = " (tables différentes de la publication)" * bool(provenance.differences)
    return Mark(sentence(f"Source : Olist, Kaggle{differing}"))


def warning() -> Mark:
    return Mark(f"[{sentence(DEMONSTRATION)}]{{.demonstration}}")
