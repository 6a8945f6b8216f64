"""What stands on every slide: where its numbers come from."""

from __future__ import annotations

from analysis.french import sentence
from analysis.provenance import Provenance


class Mark(str):
    """A span of Markdown with a class, for inline code."""

    def _repr_markdown_(self) -> str:
        return str(self)


def source(provenance: Provenance) -> Mark:
    """Name the data, or warn that they are not real."""
    if provenance.demo:
        warning = sentence("Données de démonstration : aucun client réel")
        return Mark(f"[{warning}]{{.demonstration}}")
    return Mark(sentence("Source : Olist, Kaggle"))
