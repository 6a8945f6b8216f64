"""Where candidates are fitted and scored, side by side, and never twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import warnings
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, read_parquet
from pandas.util import hash_pandas_object
from sklearn.exceptions import ConvergenceWarning

from analysis import store
from analysis.aside import written_aside
from analysis.feature_names import NUMERIC
from analysis.provenance import read_json
from analysis.segmentation.attempts import NOISE, Tried, attempt
from analysis.segmentation.bootstrap import jaccard_by_segment
from analysis.segmentation.candidates import Candidate
from analysis.segmentation.families import DETERMINISTIC, FAMILIES, Labels, Points
from analysis.segmentation.fitting import is_writable
from analysis.segmentation.parallel import Progress, in_threads
from analysis.segmentation.silhouette import silhouette_samples
from analysis.settings import SegmentationSettings
from analysis.steps import DAMAGES

MOST_SEGMENTS = 30
# Families whose segments are the nearest of k centroids, which a query can compute.
CENTROIDS = ("kmeans",)


class Workshop:
    """Fits and scores candidates on the same customers, and remembers them.

    Parameters
    ----------
    spaces : dict of str to Points
        The customers in each space.
    settings : SegmentationSettings
    seed : int
    shelf : Path
        Folder of what was tried before.
    """

    def __init__(
        self,
        spaces: dict[str, Points],
        settings: SegmentationSettings,
        seed: int,
        shelf: Path,
    ) -> None:
        self.spaces = spaces
        self.settings = settings
        self.seeds = [seed + draw for draw in range(settings.seeds)]
        self.shelf = shelf
        self.results: dict[str, Tried] = {}

    def table(self, candidates: list[Candidate], progress: Progress) -> DataFrame:
        """Scores of the candidates, one row each, in their order."""
        with warnings.catch_warnings():
            # Of a method that did not converge, the scores say what it is worth.
            warnings.simplefilter("ignore", ConvergenceWarning)
            results = in_threads(self.tried, zip(candidates), progress)
        rows = [
            self.described(candidate) | result.scores
            for candidate, result in zip(candidates, results, strict=True)
        ]
        silhouettes = self.silhouettes(candidates, results)
        return DataFrame(rows).assign(silhouette=silhouettes)

    def described(self, candidate: Candidate) -> dict[str, Any]:
        """Columns that name a candidate."""
        others = {
            key: value for key, value in candidate.parameters.items() if key != "k"
        }
        space = self.settings.spaces[candidate.space]
        return {
            "candidate": candidate.name,
            "space": candidate.space,
            "family": candidate.family,
            "k": candidate.parameters.get("k"),
            "parameters": others,
            "customers": len(self.spaces[candidate.space].values),
            "deterministic": candidate.family in DETERMINISTIC,
            "writable": candidate.family in CENTROIDS and is_writable(space),
        }

    def tried(self, candidate: Candidate) -> Tried:
        """Fit and score a candidate, unless that was done before."""
        if candidate.name not in self.results:
            self.results[candidate.name] = self.from_shelf(candidate)
        return self.results[candidate.name]

    def from_shelf(self, candidate: Candidate) -> Tried:
        """Read what is kept of a candidate; fit and score it first when nothing is."""
        folder = self.shelf / self.key(candidate)
        if folder.exists():
            with contextlib.suppress(*DAMAGES):
                return store.load(Tried, folder)
        points = self.spaces[candidate.space]
        result = attempt(
            candidate.family,
            candidate.parameters,
            candidate.needed,
            points,
            self.seeds,
        )
        with written_aside(folder) as aside:
            store.save(result, aside)
        return result

    def key(self, candidate: Candidate) -> str:
        code = store.code_version("analysis.segmentation.attempts")
        seen = self.fingerprints[candidate.space]
        return store.digest(seen, candidate.name, self.seeds, code)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Hash of the customers as each space shows them."""
        return {name: fingerprint(points) for name, points in self.spaces.items()}

    def resampled(
        self, candidate: Candidate, resamples: int, most: int, seed: int
    ) -> DataFrame:
        """Whether the segments of a candidate come back from customers drawn again."""
        code = store.code_version("analysis.segmentation.bootstrap")
        key = store.digest(self.key(candidate), code, resamples, most, seed)
        place = self.shelf / f"jaccard-{key}.parquet"
        if place.exists():
            with contextlib.suppress(*DAMAGES):
                return read_parquet(place)
        method = FAMILIES[candidate.family]
        table = jaccard_by_segment(
            self.tried(candidate).labels["label"].to_numpy(),
            (
                (drawn, method(part, seed, **candidate.parameters).labels)
                for drawn, part in self.draws(candidate.space, resamples, most, seed)
            ),
        )
        table.to_parquet(place)
        return table

    @lru_cache(maxsize=8)  # noqa: B019 - a workshop lives as long as the search
    def draws(
        self, space: str, resamples: int, most: int, seed: int
    ) -> list[tuple[NDArray[np.intp], Points]]:
        """Customers drawn with replacement, at most ``most`` each time."""
        points = self.spaces[space]
        size = min(len(points.values), most)
        draw, found = np.random.default_rng(seed), []
        for _ in range(resamples):
            drawn = np.sort(draw.integers(0, len(points.values), size))
            customers = points.customers.iloc[drawn].reset_index(drop=True)
            found.append((drawn, Points(space, customers, points.values[drawn])))
        return found

    def silhouettes(
        self, candidates: list[Candidate], results: list[Tried]
    ) -> list[float]:
        """Exact mean silhouettes, of all partitions of a space in one pass.

        A dust of more than `MOST_SEGMENTS` segments is not worth its distances: NaN.
        """
        found = dict.fromkeys(range(len(candidates)), np.nan)
        for space, points in self.spaces.items():
            here = [
                position
                for position, candidate in enumerate(candidates)
                if candidate.space == space
                and 1 < results[position].scores["segments"] <= MOST_SEGMENTS
            ]
            labels = [results[each].labels["label"].to_numpy() for each in here]
            found |= dict(zip(here, self.mean_silhouettes(points, labels), strict=True))
        return list(found.values())

    def mean_silhouettes(self, points: Points, labels: list[Labels]) -> list[float]:
        """Mean silhouettes of partitions, those known from before not again."""
        code = store.code_version("analysis.segmentation.silhouette")
        seen = self.fingerprints[points.name]
        keys = [store.digest(seen, code, hashed(each)) for each in labels]
        places = {key: self.shelf / f"silhouette-{key}.json" for key in keys}
        known = {key: read_json(place).get("mean") for key, place in places.items()}
        missing = {
            key: each
            for key, each in zip(keys, labels, strict=True)
            if known[key] is None
        }
        for key, values in zip(
            missing,
            silhouette_samples(points.values, list(missing.values()), noise=NOISE),
            strict=True,
        ):
            known[key] = float(np.nanmean(values))
            places[key].write_text(json.dumps({"mean": known[key]}), encoding="utf8")
        return [known[key] for key in keys]


def fingerprint(points: Points) -> str:
    """Hash of the points and of what the measures read of the customers."""
    told = [name for name in NUMERIC if name in points.customers]
    rows = hash_pandas_object(points.customers[told], index=False).to_numpy()
    content = hashlib.blake2b(rows.tobytes(), digest_size=12)
    content.update(np.ascontiguousarray(points.values).tobytes())
    return content.hexdigest()


def hashed(labels: Labels) -> str:
    return hashlib.blake2b(labels.tobytes(), digest_size=12).hexdigest()
