"""What is tried to segment the customers, and the rule that chooses."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from analysis.settings.section import Count, Positive, Section, Share

Feature = Literal[
    "recency",
    "frequency",
    "monetary",
    "satisfaction",
    "delivery_delay",
    "freight_share",
    "installments",
    "main_category",
]
Transform = Literal["none", "log", "yeo-johnson", "quantile"]
Criterion = Literal["silhouette", "separation", "fidelity", "jaccard", "stability"]
Segments = tuple[Annotated[int, Field(ge=2)], ...]


class Space(Section):
    """A set of features and how distances are measured between them."""

    features: Annotated[tuple[Feature, ...], Field(min_length=1)] = (
        "recency",
        "frequency",
        "monetary",
        "satisfaction",
    )
    transforms: dict[Feature, Transform] = Field(default_factory=dict)
    scaling: Literal["standard", "robust", "min-max"] = "standard"
    missing: Literal["mean", "median", "neutral"] = "mean"

    @model_validator(mode="after")
    def consistent(self) -> Space:
        if len(set(self.features)) < len(self.features):
            raise ValueError("features names the same feature twice")
        if absent := [name for name in self.transforms if name not in self.features]:
            raise ValueError(f"transforms names {absent[0]}, which is not in features")
        if "main_category" in self.transforms:
            raise ValueError("main_category is a name, it takes no transform")
        return self


class Grid(Section):
    """Candidates of one family: every combination of the values listed.

    ``spaces`` are those in which they are tried (empty: all); ``in_full`` says whether
    they are scored on all customers: when the sample speaks for them, always or never.
    """

    spaces: tuple[str, ...] = ()
    in_full: Literal["earned", "always", "never"] = "earned"

    def combinations(self) -> list[dict[str, Any]]:
        """Every combination of hyper-parameters, in the order of the fields."""
        common = {"family", *Grid.model_fields}
        names = [name for name in type(self).model_fields if name not in common]
        values = product(*(getattr(self, name) for name in names))
        return [dict(zip(names, each, strict=True)) for each in values]


class KMeansGrid(Grid):
    family: Literal["kmeans"]
    init: tuple[Literal["k-means++", "random"], ...] = ("k-means++",)
    n_init: tuple[Count, ...] = (5,)
    k: Segments


class RfmGrid(Grid):
    """Customers crossed by equal parts of recency, frequency and monetary."""

    family: Literal["rfm_grid"]
    levels: Segments


class WardGrid(Grid):
    family: Literal["ward"]
    reduced_to: tuple[Annotated[int, Field(ge=10)], ...] = (1000,)
    k: Segments


class DbscanGrid(Grid):
    family: Literal["dbscan"]
    min_samples: tuple[Count, ...]
    eps: tuple[Positive, ...]


class HdbscanGrid(Grid):
    family: Literal["hdbscan"]
    min_samples: tuple[Count, ...]
    smallest: tuple[Annotated[float, Field(gt=0, lt=1)], ...]


class MixtureGrid(Grid):
    family: Literal["mixture"]
    covariance: tuple[Literal["full", "tied", "diag", "spherical"], ...]
    k: Segments


class LatentClassesGrid(Grid):
    family: Literal["latent_classes"]
    k: Segments


AnyGrid = Annotated[
    KMeansGrid
    | RfmGrid
    | WardGrid
    | DbscanGrid
    | HdbscanGrid
    | MixtureGrid
    | LatentClassesGrid,
    Field(discriminator="family"),
]


class Rule(Section):
    """What a candidate must be, in this order, and how those that remain are ranked."""

    segments: tuple[Annotated[int, Field(ge=2)], Annotated[int, Field(le=15)]] = (4, 7)
    maximum_noise: Share = 0.05
    minimum_share: Share = 0.005
    minimum_separation: Share = 0.14
    minimum_fidelity: Share = 0.8
    minimum_stability: Share = 0.8
    minimum_jaccard: Share = 0.6
    rank_by: Annotated[tuple[Criterion, ...], Field(min_length=1)] = (
        "silhouette",
        "separation",
        "fidelity",
        "jaccard",
    )

    @model_validator(mode="after")
    def ordered(self) -> Rule:
        least, most = self.segments
        if least > most:
            raise ValueError(f"segments starts at {least}, after its end ({most})")
        return self


class SegmentationSettings(Section):
    spaces: Annotated[dict[str, Space], Field(min_length=1)] = Field(
        default_factory=lambda: {"rfm_satisfaction": Space()}
    )
    grids: tuple[AnyGrid, ...] = (KMeansGrid(family="kmeans", k=tuple(range(2, 9))),)
    sample: Annotated[int, Field(ge=500)] = 10_000
    finalists: Annotated[int, Field(ge=1)] = 3
    seeds: Annotated[int, Field(ge=2)] = 5
    bootstraps: Annotated[int, Field(ge=2)] = 30
    rule: Rule = Rule()
    # Left out of the steps' keys: what counts is the content of that folder.
    previous: Annotated[Path | None, Field(exclude=True)] = None

    @model_validator(mode="after")
    def consistent(self) -> SegmentationSettings:
        for grid in self.grids:
            unknown = [name for name in grid.spaces if name not in self.spaces]
            if unknown:
                known = ", ".join(self.spaces)
                raise ValueError(
                    f"the grid of {grid.family} names the space {unknown[0]} "
                    f"(known: {known})"
                )
        if not any(grid.family == "kmeans" for grid in self.grids):
            raise ValueError("grids must hold one of kmeans, which can be deployed")
        if all("main_category" in space.features for space in self.spaces.values()):
            raise ValueError("spaces must hold one without main_category")
        return self
