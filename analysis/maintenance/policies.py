"""What each way to decide on a refresh would have given, on the data's own history.

History is replayed week by week from the first simulated date.  Since a model of every
week is there, a refresh means to go on with the model of that week; it takes effect at
once, so that the agreement of that week is 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pandas import DataFrame, Series

from analysis.french import number, plural, sentence
from analysis.maintenance.alarms import (
    AGEING,
    AGREEMENT,
    PSI,
    PSI_BUT_RECENCY,
    SEGMENTS,
)

MONTHS = (1, 2, 3, 6)
NEVER, RECOMMENDED, ON_ALARM, ON_DRIFT = "never", "recommended", "alarm", "drift"
COLUMNS = ["policy", "label", "date", "age_weeks", "ari", "moved_share", "refreshed"]


@dataclass(frozen=True)
class Policy:
    """A way to decide on a refresh.

    Attributes
    ----------
    policy : str
        Code.
    label : str
        In French.
    is_due : callable
        Told a row of the pairs (the model in use, and the customers of the week), says
        whether to refresh.
    """

    policy: str
    label: str
    is_due: Callable[[Series], bool]


def replay(
    pairs: DataFrame, interval_weeks: int | None = None, alarms: DataFrame | None = None
) -> DataFrame:
    """Replay history under each policy.

    Parameters
    ----------
    pairs : DataFrame
        One row per model and later week, its own included: ``fitted``, ``date``,
        ``age_weeks``, ``ari``, ``moved_share``, and ``psi_…`` of each feature and of
        the ``segments``.
    interval_weeks : int, optional
        The recommended interval, if there is one; 0 is each week.
    alarms : DataFrame, optional
        See :func:`analysis.maintenance.alarms.alarms`; an alarm rings at its advised
        level.

    Returns
    -------
    DataFrame
        One row per policy and week: ``policy`` (``never``, ``1_month``, ``2_months``…,
        ``recommended``, ``alarm``: the best one, ``drift``: the best one that needs no
        weekly model, when that is another), ``label`` (French), ``date``,
        ``age_weeks`` of the model, ``ari``, ``moved_share``, ``refreshed`` (in that
        week; the first model is none).
    """
    if pairs.empty:
        return DataFrame(columns=COLUMNS)
    known = pairs.set_index(["fitted", "date"], drop=False).sort_index()
    ways = [Policy(NEVER, "jamais", lambda pair: False), *map(monthly, MONTHS)]
    if interval_weeks is not None:
        ways.append(recommended(interval_weeks))
    if alarms is not None:
        ways += on_alarm(pairs, alarms)
    rows = [row for policy in ways for row in lived(policy, known)]
    return DataFrame(rows)[COLUMNS]


def summary(replayed: DataFrame, threshold: float) -> DataFrame:
    """Compare the policies.

    Parameters
    ----------
    replayed : DataFrame
        See `replay`.
    threshold : float
        Of the agreement.

    Returns
    -------
    DataFrame
        One row per policy: ``policy``, ``label``, ``weeks`` (replayed), ``refreshes``,
        ``mean_ari``, ``lowest_ari``, ``weeks_below`` (share of the weeks under the
        threshold), ``mean_moved`` (mean share of misplaced customers).
    """
    below = replayed["ari"] < threshold
    return (
        replayed.assign(below=below)
        .groupby(["policy", "label"], sort=False)
        .agg(
            weeks=("ari", "size"),
            refreshes=("refreshed", "sum"),
            mean_ari=("ari", "mean"),
            lowest_ari=("ari", "min"),
            weeks_below=("below", "mean"),
            mean_moved=("moved_share", "mean"),
        )
        .reset_index()
    )


def lived(policy: Policy, known: DataFrame) -> Iterator[dict[str, object]]:
    """The weeks of history under a policy.

    Parameters
    ----------
    policy : Policy
    known : DataFrame
        The pairs, indexed by ``fitted`` and ``date``.
    """
    dates = known["date"].drop_duplicates().sort_values()
    fitted = dates.iloc[0]
    for date in dates:
        pair = known.loc[(fitted, date)]
        refreshed = fitted < date and policy.is_due(pair)
        if refreshed:
            fitted = date
            pair = known.loc[(fitted, date)]
        told = pair[["date", "age_weeks", "ari", "moved_share"]].to_dict()
        yield told | {
            "policy": policy.policy,
            "label": policy.label,
            "refreshed": refreshed,
        }


def monthly(months: int) -> Policy:
    """Refresh in the first week that ends in a month, every so many months."""

    def is_due(pair: Series) -> bool:
        then, now = pair["fitted"], pair["date"]
        return 12 * (now.year - then.year) + now.month - then.month >= months

    code = "1_month" if months == 1 else f"{months}_months"
    every = "chaque mois" if months == 1 else f"tous les {months} mois"
    return Policy(code, sentence(every), is_due)


def recommended(weeks: int) -> Policy:
    """Refresh as the report recommends."""
    pace = f"toutes les {plural(weeks, 'semaine')}" if weeks > 1 else "chaque semaine"
    label = sentence(f"recommandation : {pace}")
    return Policy(RECOMMENDED, label, lambda pair: pair["age_weeks"] >= weeks)


def on_alarm(pairs: DataFrame, alarms: DataFrame) -> list[Policy]:
    """Refresh when the best alarm rings, and when the best rings without new model."""
    watched = {alarm: column for alarm, column in columns(pairs).items() if column}
    told = alarms[alarms["alarm"].isin(watched)]
    cheap = told[told["alarm"] != AGREEMENT]
    policies = [
        alarmed(code, rows.iloc[0], watched)
        for code, rows in [(ON_ALARM, told), (ON_DRIFT, cheap)]
        if not rows.empty
    ]
    return policies[:1] if told.index[:1].equals(cheap.index[:1]) else policies


def columns(pairs: DataFrame) -> dict[str, list[str]]:
    """Columns of the pairs in which each alarm can be told."""
    segments, ageing = f"psi_{SEGMENTS}", f"psi_{AGEING}"
    features = [name for name in pairs if name.startswith("psi_") and name != segments]
    return {
        PSI: features,
        PSI_BUT_RECENCY: [name for name in features if name != ageing],
        SEGMENTS: [name for name in pairs if name == segments],
        AGREEMENT: ["ari"],
    }


def alarmed(code: str, alarm: Series, watched: dict[str, list[str]]) -> Policy:
    """Refresh when an alarm (a row of the alarms) rings."""
    level, names = alarm["advised_level"], watched[alarm["alarm"]]
    if alarm["alarm"] == AGREEMENT:
        label = sentence(f"dès que l'accord descend à {number(level, 2)}")
        return Policy(code, label, lambda pair: pair["ari"] <= level)
    label = sentence(f"dès l'alarme : {alarm['label']} ≥ {number(level, 2)}")
    return Policy(code, label, lambda pair: pair[names].max() >= level)
