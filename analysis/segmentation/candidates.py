"""What is tried: candidates as data, fitted and scored once, kept on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
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
from analysis.provenance import read_json
from analysis.segmentation.bootstrap import jaccard_by_segment
from analysis.segmentation.families import DETERMINISTIC, FAMILIES, Labels, Points
from analysis.segmentation.fitting import is_writable
from analysis.segmentation.measures import TOLD, agreement, measures
from analysis.segmentation.parallel import in_threads
from analysis.segmentation.silhouette import silhouette_samples
from analysis.settings import SegmentationSettings

NOISE = -1
MOST_SEGMENTS = 30
DAMAGES = (OSError, ValueError, TypeError, KeyError)
# Families whose segments are the nearest of k centroids, which a query can compute.
CENTROIDS = ("kmeans",)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Candidate:
    """A family with its hyper-parameters, in a space.

    Attributes
    ----------
    space, family : str
    parameters : dict
        What the family's function takes, ``k`` among them when it is asked for.
    in_full : bool
        Scored on all customers whatever the sample says.
    """

    space: str
    family: str
    parameters: dict[str, Any]
    in_full: bool = False

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


@dataclass(frozen=True)
class Tried:
    """What came of a candidate.

    Attributes
    ----------
    labels : DataFrame
        ``label`` of each customer, 0 for the segment that pays most; -1 is noise.
        Empty when the candidate could not be fitted.
    scores : dict
        See `score_columns`.
    """

    labels: DataFrame
    scores: dict[str, float]


def declared(settings: SegmentationSettings) -> list[Candidate]:
    """Every candidate that the settings ask for, once, in their order."""
    found: dict[str, Candidate] = {}
    for grid in settings.grids:
        for space in grid.spaces or settings.spaces:
            for values in grid.combinations():
                each = Candidate(space, grid.family, values, grid.in_full)
                if each.name not in found or each.in_full:
                    found[each.name] = each
    return list(found.values())


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

    def table(self, candidates: list[Candidate], progress: Progress) -> DataFrame:
        """Scores of the candidates, one row each, in their order."""
        done = 0

        def tell(candidate: Candidate) -> Tried:
            nonlocal done
            result = self.tried(candidate)
            done += 1
            progress(done, len(candidates))
            return result

        with warnings.catch_warnings():
            # Of a method that did not converge, the scores say what it is worth.
            warnings.simplefilter("ignore", ConvergenceWarning)
            results = in_threads(tell, [(each,) for each in candidates])
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
        folder = self.shelf / self.key(candidate)
        if folder.exists():
            with contextlib.suppress(*DAMAGES):
                return store.load(Tried, folder)
        result = self.fitted(candidate)
        with written_aside(folder) as aside:
            store.save(result, aside)
        return result

    def key(self, candidate: Candidate) -> str:
        code = store.code_version("analysis.segmentation.candidates")
        seen = self.fingerprints[candidate.space]
        return store.digest(seen, candidate.name, self.seeds, code)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Hash of the customers as each space shows them."""
        return {name: fingerprint(points) for name, points in self.spaces.items()}

    def fitted(self, candidate: Candidate) -> Tried:
        """Fit a candidate from each seed, and score the partition of the first."""
        points = self.spaces[candidate.space]
        if distinct(points, candidate.needed) < candidate.needed:
            return Tried(DataFrame({"label": []}, dtype=np.int16), {"segments": 0.0})
        method = FAMILIES[candidate.family]
        once = candidate.family in DETERMINISTIC
        seeds = self.seeds[:1] if once else self.seeds
        began = time.perf_counter()
        first = method(points, seeds[0], **candidate.parameters)
        seconds = time.perf_counter() - began
        partitions = [first.labels]
        for seed in seeds[1:]:
            partitions.append(method(points, seed, **candidate.parameters).labels)
        labels = by_value(first.labels, points.customers["monetary"].to_numpy())
        scores = measures(points.values, points.customers, labels)
        least = min(smallest_share(each) for each in partitions)
        scores |= {
            "smallest_share": least,
            "inertia": first.inertia,
            "bic": first.bic,
            "stability": 1.0 if once else agreement(partitions),
            "seconds": seconds,
        }
        plain = {name: float(value) for name, value in scores.items()}
        return Tried(DataFrame({"label": labels}), plain)

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


def by_value(labels: Labels, paid: np.ndarray) -> Labels:
    """Number the segments from the one whose customers pay most; noise stays."""
    segments = np.unique(labels[labels != NOISE])
    means = np.array([paid[labels == segment].mean() for segment in segments])
    order = np.argsort(-means, kind="stable")
    place = np.empty(len(segments), dtype=np.int64)
    place[order] = np.arange(len(segments))
    ordered = np.full(len(labels), NOISE, dtype=np.int16)
    for segment, number in zip(segments, place, strict=True):
        ordered[labels == segment] = number
    return ordered


def smallest_share(labels: Labels) -> float:
    sizes = np.unique_counts(labels[labels != NOISE]).counts
    return float(sizes.min() / len(labels)) if len(sizes) else np.nan


def distinct(points: Points, enough: int) -> int:
    """Number of different points, counted no further than ``enough`` when easy."""
    first = np.unique(points.values[: 10 * enough], axis=0)
    if len(first) >= enough:
        return len(first)
    return len(np.unique(points.values, axis=0))


def fingerprint(points: Points) -> str:
    """Hash of the points and of what the measures read of the customers."""
    told = [name for name in TOLD if name in points.customers]
    rows = hash_pandas_object(points.customers[told], index=False).to_numpy()
    content = hashlib.blake2b(rows.tobytes(), digest_size=12)
    content.update(np.ascontiguousarray(points.values).tobytes())
    return content.hexdigest()


def hashed(labels: Labels) -> str:
    return hashlib.blake2b(labels.tobytes(), digest_size=12).hexdigest()
