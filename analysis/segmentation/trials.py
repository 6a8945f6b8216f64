"""The search: every candidate on a sample, the best spaces on all customers.

Two rounds keep it affordable.  The first scores every declared candidate on one fixed
sample; the spaces whose candidates satisfy the rule best go on, and their candidates
are scored on all customers, as are, once one is chosen, those that differ from it by
their number of segments only.  What the rule asks last (resampling) is computed for
what this rule, or one near it, might take.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame, Series, concat

from analysis.errors import InputError
from analysis.segmentation import choice
from analysis.segmentation.candidates import Candidate, declared
from analysis.segmentation.demonstrations import (
    neighbours,
    reductions,
    truncated_linkage,
)
from analysis.segmentation.families import Points
from analysis.segmentation.fitting import check_enough
from analysis.segmentation.measures import count_distinct
from analysis.segmentation.parallel import in_threads
from analysis.segmentation.preparation import has_purchased, prepared
from analysis.segmentation.workshop import Workshop
from analysis.settings import Rule, SegmentationSettings

# A draw needs no more customers than this to tell whether a segment comes back.
RESAMPLED = 20_000
SAMPLE, ALL = "sample", "all"
CURVE = (
    *("k", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin"),
    *("smallest_share", "stability", "eligible", "objection", "reason", "chosen"),
)

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Trials:
    """What the search tried, found and chose.

    Attributes
    ----------
    screened, scored : DataFrame
        One row per candidate, on the sample and on all customers: ``candidate`` (name),
        ``space``, ``family``, ``k`` (asked for; missing for methods that find it),
        ``parameters`` (the other hyper-parameters, as JSON), ``customers`` (scored),
        ``scored_on`` (``"sample"`` or ``"all"``), the scores of
        :func:`analysis.segmentation.measures.measures`, ``silhouette`` (exact mean, of
        the customers with a segment), ``inertia``, ``bic``, ``stability`` (mean
        adjusted Rand index between seeds; 1 when ``deterministic``), ``seconds`` (of
        one fit),
        ``jaccard`` (of the segment that comes back least, see ``jaccard``; NaN when not
        computed), ``writable`` and the verdict of
        :func:`analysis.segmentation.choice.choose`.
    eliminated : DataFrame
        See :func:`analysis.segmentation.choice.eliminated`; both rounds.
    sensitivity : DataFrame
        See :func:`analysis.segmentation.choice.sensitivity`.
    jaccard : DataFrame
        Per ``candidate`` and ``segment``: see
        :func:`analysis.segmentation.bootstrap.jaccard_by_segment`.
    neighbours, reductions, linkage : DataFrame
        See :mod:`analysis.segmentation.demonstrations`.
    finalists : list of str
        Spaces that went on to the second round, the best first.
    """

    screened: DataFrame
    scored: DataFrame
    eliminated: DataFrame
    sensitivity: DataFrame
    jaccard: DataFrame
    neighbours: DataFrame
    reductions: DataFrame
    linkage: DataFrame
    finalists: list[str]

    @property
    def chosen(self) -> Series:
        """The row of the chosen candidate."""
        return self.scored[self.scored["chosen"]].iloc[0]

    @property
    def runner_up(self) -> Series | None:
        """The row of the next one, None when there was only one."""
        rows = self.scored[self.scored["runner_up"]]
        return None if rows.empty else rows.iloc[0]

    @property
    def starts(self) -> dict[str, Any]:
        """How the chosen k-means starts: ``init`` and ``n_init``."""
        return json.loads(self.chosen["parameters"])

    @property
    def curve(self) -> DataFrame:
        """The candidates that differ from the chosen one by k only, by k."""
        chosen = self.chosen
        alike = self.scored[
            (self.scored["space"] == chosen["space"])
            & (self.scored["family"] == chosen["family"])
            & (self.scored["parameters"] == chosen["parameters"])
        ]
        table = alike[list(CURVE)].sort_values("k").astype({"k": int})
        return table.reset_index(drop=True)


def search(
    customers: DataFrame,
    settings: SegmentationSettings,
    seed: int,
    shelf: Path,
    report: Report = lambda stage, done, total: None,
) -> Trials:
    """Try every declared candidate and choose one.

    Parameters
    ----------
    customers : DataFrame
        The customer table; those without any purchase are left out.
    settings : SegmentationSettings
    seed : int
        Of the sample, the fits (``seed``, ``seed`` + 1, …) and the resampling.
    shelf : Path
        Folder where each candidate's result is kept: an interrupted search goes on
        where it stopped.
    report : callable, optional
        Told the stage, how many candidates are done, and of how many.

    Returns
    -------
    Trials

    Raises
    ------
    InputError
        A feature cannot be used, or too few customers differ.
    """
    buyers = customers[has_purchased(customers)].reset_index(drop=True)
    part = sample(buyers, settings.sample, seed)
    everyone = in_spaces(buyers, settings)
    few = in_spaces(part, settings)
    candidates = declared(settings)
    # In the space that shows most of their differences.
    most = max(count_distinct(points.values) for points in everyone.values())
    check_enough(most, settings.rule.segments[0])

    first = Workshop(few, settings, seed, shelf)
    told = first.table(candidates, lambda *done: report("sample", *done))
    screened = choice.judged(
        told.assign(jaccard=np.nan), settings.rule, skipped=choice.LATER
    )
    finalists = best_spaces(screened, settings.finalists)
    again = going_on(candidates, screened, finalists, settings.rule)

    last = Workshop(everyone, settings, seed, shelf)
    scored, jaccard = in_full(last, again, settings, seed, report)
    taken = check_deployable(choice.choose(scored, settings.rule))
    curve = [each for each in candidates if each.alike(again[taken])]
    again += [each for each in curve if each not in again]
    scored, jaccard = in_full(last, again, settings, seed, report)
    verdict = choice.choose(scored, settings.rule)
    grids = {grid.family: grid for grid in settings.grids}
    screened["chosen"] = screened["candidate"] == again[taken].name
    return Trials(
        screened=plain(screened, SAMPLE),
        scored=plain(verdict, ALL),
        eliminated=concat(
            [
                choice.eliminated(screened, SAMPLE),
                choice.eliminated(verdict, ALL),
            ],
            ignore_index=True,
        ),
        sensitivity=choice.sensitivity(scored, settings.rule),
        jaccard=jaccard,
        neighbours=neighbours(few, grids.get("dbscan")),
        reductions=reductions(few, grids.get("ward"), grids.get("dbscan"), seed),
        linkage=truncated_linkage(everyone, grids.get("ward"), seed),
        finalists=finalists,
    )


def sample(customers: DataFrame, size: int, seed: int) -> DataFrame:
    """Customers drawn so that repeat buyers and each score keep their shares."""
    if len(customers) <= size:
        return customers
    shuffled = customers.sample(frac=1, random_state=seed)
    again = shuffled["frequency"] > 1
    score = shuffled["satisfaction"].round().fillna(0)
    # Evenly spaced among customers in the order of their strata, at random within.
    order = np.lexsort([score, again])
    places = np.linspace(0, len(order) - 1, size).round().astype(int)
    return shuffled.iloc[order[places]].sort_index().reset_index(drop=True)


def in_spaces(
    customers: DataFrame, settings: SegmentationSettings
) -> dict[str, Points]:
    """The same customers in each space, its steps fitted on them."""
    return {
        name: Points(name, customers, prepared(customers, space)[0])
        for name, space in settings.spaces.items()
    }


def best_spaces(screened: DataFrame, number: int) -> list[str]:
    """Spaces of the best candidates; those that fail late come after the eligible."""
    order = choice.progress(screened)
    return list(dict.fromkeys(screened.loc[order, "space"]))[:number]


def going_on(
    candidates: list[Candidate], screened: DataFrame, finalists: list[str], rule: Rule
) -> list[Candidate]:
    """The candidates that are scored on all customers.

    In the spaces that go on: what satisfied the rule, and k-means with as many segments
    as the rule allows; elsewhere, what the settings want in full.
    """
    least, most = rule.segments
    passing = set(screened.loc[screened["eligible"], "candidate"])

    def earned(candidate: Candidate) -> bool:
        usable = candidate.family == "kmeans" and (
            least <= candidate.parameters["k"] <= most
        )
        return candidate.space in finalists and (usable or candidate.name in passing)

    return [
        each
        for each in candidates
        if each.in_full == "always" or (each.in_full == "earned" and earned(each))
    ]


def in_full(
    workshop: Workshop,
    candidates: list[Candidate],
    settings: SegmentationSettings,
    seed: int,
    report: Report,
) -> tuple[DataFrame, DataFrame]:
    """Scores of candidates on all customers, and the Jaccard similarities behind."""
    scored = workshop.table(candidates, lambda *done: report("all customers", *done))
    jaccard = resampled(workshop, candidates, scored, settings, seed)
    lowest = jaccard.groupby("candidate")["jaccard"].min()
    scored["jaccard"] = scored["candidate"].map(lowest).astype(float)
    return scored, jaccard


def resampled(
    workshop: Workshop,
    candidates: list[Candidate],
    scored: DataFrame,
    settings: SegmentationSettings,
    seed: int,
) -> DataFrame:
    """Jaccard similarities of the candidates that this or a near rule may take.

    These are the candidates that nothing else eliminates, and among those that can be
    deployed, also those that one constraint does.
    """
    verdict = choice.judged(
        scored.assign(jaccard=np.nan), settings.rule, skipped=choice.LATER
    )
    worth = [
        candidate
        for candidate, (_, row) in zip(candidates, verdict.iterrows(), strict=True)
        if row["failures"] <= int(row["writable"])
        and 1 < row["segments"] <= settings.rule.segments[1] + 1
    ]
    tables = in_threads(
        lambda each: workshop.resampled(each, settings.bootstraps, RESAMPLED, seed),
        [(candidate,) for candidate in worth],
    )
    names = [each.name for each in worth]
    empty = {"candidate": [], "segment": [], "customers": [], "jaccard": []}
    if not tables:
        return DataFrame(empty | {"dissolved": []})
    return concat(tables, keys=names, names=["candidate"]).reset_index("candidate")


def check_deployable(verdict: DataFrame) -> int:
    """Position of the chosen candidate."""
    if not verdict["chosen"].any():
        raise InputError(
            "study.yml › segmentation › grids: no k-means candidate could be fitted; "
            "lower their k, or give more data."
        )
    return int(verdict["chosen"].argmax())


def plain(table: DataFrame, scored_on: str) -> DataFrame:
    """The table with its hyper-parameters as JSON, and what it was scored on."""
    texts = [json.dumps(each) for each in table["parameters"]]
    return table.assign(parameters=texts, scored_on=scored_on)
