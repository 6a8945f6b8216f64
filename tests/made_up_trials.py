"""Small made-up searches: the tables that the trials leave, of chosen shapes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from pandas import DataFrame, Series, concat

from analysis.segmentation import Segmentation

BUYERS, SAMPLE = 94_000, 10_000
CHOSEN, SECOND = (f"rfm_satisfaction/kmeans(k={k}, {{}})" for k in (5, 4))
REASONS = {
    "": "",
    "segments": "2 segments : trop peu pour agir",
    "noise": "12,0 % des clients sans segment",
    "smallest": "un segment trop petit (0,4 % des clients)",
    "separation": "les segments ne diffèrent pas sur la satisfaction",
    "stability": "partition instable (accord entre tirages de 0,56)",
}
LABELS = {
    "segments": "Nombre de segments utilisable",
    "noise": "Clients laissés sans segment",
    "smallest": "Segment trop petit",
    "separation": "Segments semblables en argent ou en satisfaction",
    "stability": "Partition instable",
}


def candidate(
    family: str = "kmeans",
    k: int | None = 5,
    space: str = "rfm_satisfaction",
    objection: str = "",
    *,
    everybody: bool = False,
    chosen: bool = False,
    runner_up: bool = False,
    parameters: dict | None = None,
    **scores: float,
) -> dict[str, object]:
    """One row of the trials; a candidate without objection is eligible."""
    asked = json.dumps(parameters or {})
    fixed = {
        "silhouette": 0.40,
        "calinski_harabasz": 4000.0,
        "davies_bouldin": 0.9,
        "inertia": 40_000.0 / (k or 5) if family in {"kmeans", "ward"} else np.nan,
        "bic": np.nan,
        "segments": k or 5,
        "smallest_share": 0.03,
        "largest_share": 0.4,
        "noise_share": 0.0,
        "eta_monetary": 0.5,
        "eta_frequency": 0.7,
        "eta_satisfaction": 0.75,
        "rank_eta_monetary": 0.1,
        "stability": 1.0,
        "deterministic": family not in {"kmeans", "mixture", "latent_classes"},
        "jaccard": np.nan,
        "fidelity": 0.93,
        "writable": family in {"kmeans", "rfm_grid"},
        "seconds": 0.5,
    } | scores
    etas = [fixed[f"eta_{name}"] for name in ("monetary", "frequency", "satisfaction")]
    named = f"{space}/{family}(k={k}, {asked})"
    return fixed | {
        "candidate": named,
        "space": space,
        "family": family,
        "k": np.nan if k is None else float(k),
        "parameters": asked,
        "customers": BUYERS if everybody else SAMPLE,
        "scored_on": "all" if everybody else "sample",
        "separation": float(np.mean(etas)),
        "eligible": not objection,
        "objection": objection,
        "reason": REASONS[objection],
        "rank": np.nan if objection else 1.0 if chosen else 2.0,
        "chosen": chosen,
        "runner_up": runner_up,
    }


def kmeans(space: str, shift: float = 0.0, **shared: object) -> list[dict]:
    """k-means from 2 to 15 segments; from 6 on, a segment is too small."""
    return [
        candidate(
            k=k,
            space=space,
            objection="segments" if k < 4 else "smallest" if k > 5 else "",
            silhouette=0.45 - 0.01 * k - shift,
            smallest_share=0.06 / k if k < 6 else 0.004,
            stability=1.0 if k < 6 else 0.7,
            calinski_harabasz=4000.0 - 10 * (k - 5) ** 2,
            davies_bouldin=0.9 + 0.01 * abs(k - 5),
            eta_monetary=0.5 - shift,
            **shared,
        )
        for k in range(2, 16)
    ]


def density() -> list[dict]:
    """DBSCAN that drops customers, or leaves nearly all of them together."""
    rows = []
    for minimum in (10, 100):
        for eps, noise, found, largest in (
            (0.2, 0.30, 40, 0.10),
            (0.5, 0.08, 9, 0.55),
            (1.2, 0.01, 2, 0.96),
        ):
            rows.append(
                candidate(
                    "dbscan",
                    None,
                    objection="noise" if noise > 0.05 else "segments",
                    parameters={"eps": eps, "min_samples": minimum},
                    silhouette=0.1 + 0.5 * largest,
                    noise_share=noise,
                    largest_share=largest,
                    smallest_share=0.002,
                    segments=found,
                    eta_satisfaction=0.9 - largest,
                    eta_monetary=0.05,
                )
            )
    small = {"min_cluster_size": 50, "min_samples": 10}
    rows.append(
        candidate("hdbscan", None, objection="noise", parameters=small, noise_share=0.4)
    )
    return rows


def mixtures() -> list[dict]:
    """Gaussian mixtures whose BIC falls with every further segment."""
    return [
        candidate(
            "mixture",
            k,
            objection="separation",
            parameters={"covariance": form},
            bic=-10_000.0 * k * slope,
            silhouette=0.1,
            stability=0.7,
            eta_satisfaction=0.05,
        )
        for form, slope in (("full", 2.0), ("diag", 1.0))
        for k in (3, 5, 7)
    ]


def screened() -> DataFrame:
    """First round: every family, on the sample."""
    ward = [candidate("ward", k, objection="smallest" * (k > 5)) for k in (4, 5, 6)]
    classes = [
        candidate("latent_classes", k, bic=90_000.0 - 1000 * k, silhouette=0.25)
        for k in (4, 5)
    ]
    grid = [
        candidate(
            "rfm_grid",
            None,
            space="rfm",
            objection="segments",
            parameters={"levels": 4},
            segments=16,
            smallest_share=0.04,
            eta_frequency=0.01,
            silhouette=0.02,
        )
    ]
    rows = [*grid, *kmeans("rfm_satisfaction"), *kmeans("rfm", 0.1)]
    rows += [*kmeans("rfm_satisfaction_log", 0.2), *ward, *density()]
    table = DataFrame([*rows, *mixtures(), *classes])
    return table.drop(columns=["chosen", "runner_up"])


def scored() -> DataFrame:
    """Second round: what the rule kept, on all customers who bought."""
    rows = kmeans("rfm_satisfaction", everybody=True)
    for row in rows:
        row["chosen"] = row["k"] == 5
        row["runner_up"] = row["k"] == 4
        row["rank"] = {5.0: 1.0, 4.0: 2.0}.get(row["k"], np.nan)
        row["jaccard"] = 0.7 if row["eligible"] else np.nan
    ward = candidate("ward", 5, everybody=True, silhouette=0.38, eta_monetary=0.45)
    grid = candidate("rfm_grid", None, "rfm", "segments", everybody=True, segments=16)
    return DataFrame([*rows, ward | {"rank": 3.0}, grid])


def eliminated(first: DataFrame, second: DataFrame) -> DataFrame:
    """How many candidates each rule ended, in the order of the rule."""
    rounds = []
    for number, table in (("sample", first), ("all", second)):
        counts = table["objection"].value_counts()
        rows = [
            {
                "round": number,
                "objection": code,
                "reason_label": label,
                "candidates": int(counts.get(code, 0)),
            }
            for code, label in LABELS.items()
        ]
        told = DataFrame(rows)
        rounds.append(told.assign(left=len(table) - told["candidates"].cumsum()))
    return concat(rounds, ignore_index=True)


def sensitivity() -> DataFrame:
    """Two changed rules: one leads to the same choice, the other does not."""
    return DataFrame(
        {
            "variant": ["sans écarter un segment trop petit", "de 3 à 8 segments"],
            "candidate": [CHOSEN, SECOND],
            "space": "rfm_satisfaction",
            "family": "kmeans",
            "segments": [5.0, 4.0],
            "same": [True, False],
            "eligible": True,
        }
    )


def jaccard() -> DataFrame:
    """Bootstrap of the chosen candidate and of the runner-up, segment by segment."""
    chosen = {"segment": [1, 2, 3, 4, 5], "jaccard": [0.9, 0.8, 0.7, 0.55, 0.45]}
    other = {"segment": [1, 2, 3, 4], "jaccard": [0.9, 0.95, 0.97, 0.99]}
    tables = [
        DataFrame(found).assign(candidate=name)
        for name, found in ((CHOSEN, chosen), (SECOND, other))
    ]
    table = concat(tables, ignore_index=True)
    dissolved = Series(1 - table["jaccard"]).round(2)
    return table.assign(customers=2000, dissolved=dissolved)


def neighbours() -> DataFrame:
    """Sorted distances to the tenth and the hundredth neighbour, with a knee."""
    share = np.linspace(0, 1, 200)
    return concat(
        [
            DataFrame(
                {
                    "min_samples": minimum,
                    "rank_share": share,
                    "distance": base + share**20,
                }
            )
            for minimum, base in ((10, 0.1), (100, 0.3))
        ],
        ignore_index=True,
    )


def reductions() -> DataFrame:
    """Agreement of the reduced methods with the direct ones."""
    return DataFrame(
        {
            "family": ["ward", "dbscan"],
            "parameters": ["k=5", "eps=0.5, min_samples=10"],
            "agreement": [0.86, 0.97],
            "customers": [SAMPLE, SAMPLE],
            "reduced_to": [1000, 2000],
            "shaken": [0.88, np.nan],
        }
    )


def linkage(merges: int = 23) -> DataFrame:
    """The end of a chain of merges: each joins the cluster before with a new leaf."""
    rows = [
        {
            "left": merges + step if step else 0,
            "right": step + 1,
            "height": float(step + 1) ** 1.5,
            "size": 100 * (step + 2),
        }
        for step in range(merges)
    ]
    return DataFrame(rows, columns=["left", "right", "height", "size"])


def model(transforms: Sequence[str] = (), **fill: float) -> Segmentation:
    """A segmentation that uses these features and fills them so."""
    width = len(fill)
    return Segmentation(
        space="made up",
        features=tuple(fill),
        transforms=tuple(transforms) or ("none",) * width,
        exponents=(1.0,) * width,
        fill=tuple(fill.values()),
        centre=(0.0,) * width,
        scale=(1.0,) * width,
        centroids=((0.0,) * width,),
        reach=1.0,
        seed=0,
        n_init=1,
        trained_on=1,
        inertia=0.0,
    )


@dataclass
class MadeUpTrials:
    """The same tables under the names that a search gives them."""

    screened: DataFrame = field(default_factory=screened)
    scored: DataFrame = field(default_factory=scored)
    sensitivity: DataFrame = field(default_factory=sensitivity)
    jaccard: DataFrame = field(default_factory=jaccard)
    neighbours: DataFrame = field(default_factory=neighbours)
    reductions: DataFrame = field(default_factory=reductions)
    linkage: DataFrame = field(default_factory=linkage)

    @property
    def eliminated(self) -> DataFrame:
        return eliminated(self.screened, self.scored)

    @property
    def curve(self) -> DataFrame:
        return self.scored[self.scored["family"] == "kmeans"]
