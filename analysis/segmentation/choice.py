"""The rule of ``study.yml``: what a candidate must be, and which one is taken.

Constraints apply in their order; the first that fails is the candidate's objection.
Those without objection are ranked by the mean of their ranks on each criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Series

from analysis.french import NARROW, number, percent, plural
from analysis.segmentation.measures import SEPARATED
from analysis.settings import Rule

BY_DEFAULT = f"{NARROW}; retenu par défaut, faute de mieux"
ETAS = [f"eta_{feature}" for feature in SEPARATED]
ASKED = {
    "eta_monetary": "le montant",
    "eta_frequency": "le nombre d'achats",
    "eta_satisfaction": "la satisfaction",
}


@dataclass(frozen=True)
class Constraint:
    """What a candidate must satisfy.

    Attributes
    ----------
    code : str
    label : str
        What it eliminates, in French.
    meets : callable
        From the table of candidates and the rule, who satisfies it.
    reason : callable
        From one row and the rule, why it does not, in French.
    free : dict
        The values of the rule's fields that switch it off; none for what is always
        asked.
    """

    code: str
    label: str
    meets: Callable[[DataFrame, Rule], Series]
    reason: Callable[[Series, Rule], str]
    free: dict[str, object]


def separates(table: DataFrame, rule: Rule) -> Series:
    """Whether the segments differ on all that varies at all."""
    etas = table[ETAS]
    return etas.ge(rule.minimum_separation).where(etas.notna(), True).all(axis=1)


def not_separated(row: Series, rule: Rule) -> str:
    worst = row[ETAS].astype(float).idxmin()
    effect = number(row[worst], 2)
    return f"les segments diffèrent trop peu sur {ASKED[worst]} (η² de {effect})"


def number_of_segments(row: Series, rule: Rule) -> str:
    if row["segments"] == 0:
        return "moins de clients différents que de segments"
    least, most = rule.segments
    found = plural(row["segments"], "segment")
    return f"{found}, hors de l'intervalle de {least} à {most}"


CONSTRAINTS = (
    Constraint(
        "segments",
        "trop ou trop peu de segments",
        lambda table, rule: table["segments"].between(*rule.segments),
        number_of_segments,
        {"segments": (2, 15)},
    ),
    Constraint(
        "noise",
        "trop de clients laissés de côté",
        lambda table, rule: table["noise_share"] <= rule.maximum_noise,
        lambda row, rule: f"{percent(row['noise_share'])} des clients sans segment",
        {"maximum_noise": 1.0},
    ),
    Constraint(
        "smallest",
        "un segment trop petit",
        lambda table, rule: table["smallest_share"] >= rule.minimum_share,
        lambda row, rule: (
            f"un segment trop petit ({percent(row['smallest_share'], 2)} des acheteurs)"
        ),
        {"minimum_share": 0.0},
    ),
    Constraint(
        "separation",
        "des segments qui ne diffèrent pas sur ce qui compte",
        separates,
        not_separated,
        {"minimum_separation": 0.0},
    ),
    Constraint(
        "fidelity",
        "des segments qui ne se disent pas en mots simples",
        lambda table, rule: table["fidelity"] >= rule.minimum_fidelity,
        lambda row, rule: (
            "trois questions simples ne retrouvent le segment que de "
            f"{percent(row['fidelity'])} des acheteurs"
        ),
        {"minimum_fidelity": 0.0},
    ),
    Constraint(
        "stability",
        "des segments qui changent avec le tirage de départ",
        lambda table, rule: table["stability"] >= rule.minimum_stability,
        lambda row, rule: (
            "partition instable (accord entre tirages de "
            f"{number(row['stability'], 2)})"
        ),
        {"minimum_stability": 0.0},
    ),
    Constraint(
        "jaccard",
        "un segment qui disparaît quand on rééchantillonne",
        lambda table, rule: table["jaccard"] >= rule.minimum_jaccard,
        lambda row, rule: (
            "un segment ne revient pas quand on rééchantillonne les clients (indice de "
            f"Jaccard de {number(row['jaccard'], 2)})"
        ),
        {"minimum_jaccard": 0.0},
    ),
    Constraint(
        "writable",
        "un modèle qu'une base de données ne peut pas appliquer",
        lambda table, rule: table["writable"],
        lambda row, rule: "ne s'écrit pas comme une requête SQL",
        {},
    ),
)
# What the sample cannot tell, or is not asked.
LATER = ("jaccard", "writable")


def judged(table: DataFrame, rule: Rule, skipped: tuple[str, ...] = ()) -> DataFrame:
    """Apply the rule to candidates.

    Parameters
    ----------
    table : DataFrame
        One row per candidate, with the columns of
        :func:`analysis.segmentation.measures.measures` and ``silhouette``,
        ``stability``, ``jaccard``, ``writable``.
    rule : Rule
    skipped : tuple of str
        Constraints, and criteria, that are not applied.

    Returns
    -------
    DataFrame
        ``table`` with ``failures`` (number of constraints that fail), ``objection``
        (code of the first, empty when there is none), ``reason`` (the same in French),
        ``eligible`` (bool) and ``rank`` (mean over the criteria of the rank among the
        eligible, 1 for the best on all; NaN when not eligible).
    """
    applied = [each for each in CONSTRAINTS if each.code not in skipped]
    fails = DataFrame(
        {each.code: ~each.meets(table, rule).astype(bool) for each in applied},
        index=table.index,
    )
    eligible = ~fails.any(axis=1)
    objection = fails.idxmax(axis=1).where(~eligible, "")
    reasons = {each.code: each.reason for each in applied}
    reason = [
        reasons[code](row, rule) if code else ""
        for code, (_, row) in zip(objection, table.iterrows(), strict=True)
    ]
    criteria = [each for each in rule.rank_by if each not in skipped]
    return table.assign(
        failures=fails.sum(axis=1),
        objection=objection,
        reason=reason,
        eligible=eligible,
        rank=mean_rank(table[eligible], criteria).reindex(table.index),
    )


def mean_rank(table: DataFrame, criteria: list[str]) -> Series:
    """Mean over the criteria of the rank of each candidate, the highest value first."""
    if not criteria:
        return Series(1.0, index=table.index)
    ranks = table[criteria].rank(ascending=False, na_option="bottom")
    return ranks.mean(axis=1)


def choose(table: DataFrame, rule: Rule, *, deployed: bool = True) -> DataFrame:
    """Apply the rule and take one candidate that can be deployed.

    With ``deployed`` false, what a database cannot apply may be taken too: it shows
    what that constraint costs.

    Eligible candidates come first, by rank; when there is none, the fitted one that a
    query can compute and that got farthest along the constraints, and its ``reason``
    says so.  The runner-up is the next one that makes other segments.

    Returns
    -------
    DataFrame
        As `judged`, with ``chosen`` and ``runner_up`` (bool).
    """
    verdict = judged(table, rule, () if deployed else ("writable",))
    order = progress(verdict)
    within_reach = verdict.loc[order, "writable"].to_numpy(bool) | (not deployed)
    if not within_reach.any():
        return verdict.assign(chosen=False, runner_up=False)
    best = order[within_reach][0]
    same = ["space", "family", "segments"]
    others = order[(verdict.loc[order, same] != verdict.loc[best, same]).any(axis=1)]
    verdict["chosen"] = verdict.index == best
    verdict["runner_up"] = verdict.index == (others[0] if len(others) else None)
    if not verdict.loc[best, "eligible"]:
        verdict.loc[best, "reason"] += BY_DEFAULT
    return verdict


def progress(verdict: DataFrame) -> np.ndarray:
    """Index of the fitted candidates: the eligible by rank, then those that fail late.

    Among those that fail the same constraint, the better silhouette comes first.
    """
    codes = ["", *(each.code for each in reversed(CONSTRAINTS))]
    fitted = verdict[verdict["segments"] > 0]
    keys = DataFrame(
        {
            "failed": fitted["objection"].map(codes.index),
            "rank": fitted["rank"].fillna(0),
            "silhouette": -fitted["silhouette"].fillna(-1),
        }
    )
    return keys.sort_values(list(keys), kind="stable").index.to_numpy()


def eliminated(verdict: DataFrame, stage: str) -> DataFrame:
    """How many candidates each constraint eliminated, in its order.

    Returns
    -------
    DataFrame
        ``round`` (``stage``), ``objection``, ``reason_label`` (French), ``candidates``
        (eliminated) and ``left`` (after it).
    """
    counts = verdict["objection"].value_counts()
    rows = DataFrame(
        {
            "round": stage,
            "objection": [each.code for each in CONSTRAINTS],
            "reason_label": [each.label for each in CONSTRAINTS],
            "candidates": [int(counts.get(each.code, 0)) for each in CONSTRAINTS],
        }
    )
    return rows.assign(left=len(verdict) - rows["candidates"].cumsum())


def sensitivity(table: DataFrame, rule: Rule) -> DataFrame:
    """What would have been chosen by another rule.

    Returns
    -------
    DataFrame
        One row per variant of the rule: ``variant`` (French), ``candidate``, ``space``,
        ``family``, ``segments``, ``same`` (bool: the same space, family and number of
        segments), ``eligible`` (bool: somebody was).
    """
    same = ["space", "family", "segments"]
    reference = table[choose(table, rule)["chosen"]].iloc[0]
    rows = []
    for variant, changed, deployed in variants(rule):
        verdict = choose(table, changed, deployed=deployed)
        taken = verdict[verdict["chosen"]].iloc[0]
        rows.append(
            {
                "variant": variant,
                **taken[["candidate", *same, "eligible"]],
                "same": bool((taken[same] == reference[same]).all()),
            }
        )
    return DataFrame(rows)


def variants(rule: Rule) -> Iterator[tuple[str, Rule, bool]]:
    """Rules near the stated one: what differs (French), the rule, see `choose`."""
    for each in CONSTRAINTS:
        changed = rule.model_copy(update=each.free)
        yield f"sans écarter {each.label}", changed, each.code != "writable"
    names = {
        "silhouette": "la silhouette seule",
        "separation": "les écarts entre segments seuls (η²)",
        "fidelity": "la clarté seule (arbre de trois questions)",
        "jaccard": "la stabilité au rééchantillonnage seule (Jaccard)",
        "stability": "la stabilité au tirage seule",
    }
    for criterion in rule.rank_by:
        if len(rule.rank_by) > 1:
            changed = {"rank_by": (criterion,)}
            told = f"classement par {names[criterion]}"
            yield told, rule.model_copy(update=changed), True
    least, most = rule.segments
    for low, high in ((max(least - 1, 2), most + 1), (least + 1, most - 1)):
        if low <= high:
            changed = {"segments": (low, high)}
            yield f"de {low} à {high} segments", rule.model_copy(update=changed), True
    thresholds = {
        "minimum_share": ("plus petit segment d'au moins {}", 2),
        "minimum_separation": ("η² d'au moins {}", 2),
        "minimum_stability": ("accord entre tirages d'au moins {}", 1.1),
        "minimum_jaccard": ("indice de Jaccard d'au moins {}", 1.25),
        "minimum_fidelity": ("arbre fidèle à au moins {}", 1.1),
    }
    for field, (words, factor) in thresholds.items():
        for value in (getattr(rule, field) / factor, getattr(rule, field) * factor):
            if value <= 1:
                is_share = field in ("minimum_share", "minimum_fidelity")
                said = percent(value, 1) if is_share else number(value, 2)
                yield words.format(said), rule.model_copy(update={field: value}), True
