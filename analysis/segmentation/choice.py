"""The rule that chooses the number of segments, as stated in ``study.yml``."""

from __future__ import annotations

from pandas import DataFrame, Series, isna

from analysis.french import NARROW, number, percent

BY_DEFAULT = f"{NARROW}; retenu par défaut, comme le plus stable"


def choose(
    scores: DataFrame, minimum_share: float, minimum_stability: float
) -> DataFrame:
    """Keep the eligible candidates, take the one with the best silhouette.

    A candidate is eligible when its smallest segment holds at least ``minimum_share``
    of the customers and its partitions agree between seeds at least
    ``minimum_stability``.  When none is, the most stable one is taken all the same: it
    is the row where ``chosen`` holds and ``eligible`` does not, and its ``reason`` says
    so.

    Parameters
    ----------
    scores : DataFrame
        One row per candidate: ``k``, ``silhouette``, ``smallest_share``, ``stability``
        (NaN where the candidate could not be fitted).
    minimum_share, minimum_stability : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        ``scores`` with ``eligible`` and ``chosen`` (bool) and ``reason`` (French).
    """
    objections = [
        objection(row, minimum_share, minimum_stability) for _, row in scores.iterrows()
    ]
    eligible = Series([text == "" for text in objections], scores.index)
    best = (
        scores["silhouette"].where(eligible).idxmax()
        if eligible.any()
        else scores["stability"].idxmax()
    )
    chosen = Series(scores.index == best, scores.index)
    reasons = [
        text or ("meilleure silhouette" if here else "silhouette plus faible")
        for text, here in zip(objections, chosen, strict=True)
    ]
    table = scores.assign(eligible=eligible, reason=reasons, chosen=chosen)
    if not eligible.any():
        table.loc[best, "reason"] += (
            f"{NARROW}; retenu par défaut, comme le plus stable"
        )
    return table


def objection(scores: Series, minimum_share: float, minimum_stability: float) -> str:
    """Why a candidate is eliminated, in French; empty when it is not."""
    if isna(scores["silhouette"]):
        return "moins de clients différents que de segments"
    if scores["smallest_share"] < minimum_share:
        share = percent(scores["smallest_share"], 2)
        return f"un segment trop petit ({share} des clients)"
    if scores["stability"] < minimum_stability:
        agreement = number(scores["stability"], 2)
        return f"partition instable (accord entre tirages de {agreement})"
    return ""
