"""History replayed under several policies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from analysis.maintenance.policies import replay, summary

LOSS = 0.03


def pairs(weeks: int = 40) -> DataFrame:
    """Models that lose the same agreement each week, while one feature drifts."""
    dates = pd.date_range("2017-09-01", periods=weeks, freq="W-FRI")
    table = DataFrame(
        [(old, new) for old in dates for new in dates if old <= new],
        columns=["fitted", "date"],
    )
    age = (table["date"] - table["fitted"]).dt.days // 7
    return table.assign(
        age_weeks=age,
        ari=(1 - LOSS * age).clip(0),
        moved_share=(0.01 * age).clip(0, 1),
        psi_segments=0.001 * age,
        psi_recency=0.1 * age,
        psi_monetary=0.01 * age,
    )


def alarm(*rows: tuple[str, float]) -> DataFrame:
    labels = {"alarm": [code for code, _ in rows], "label": "signal"}
    return DataFrame(labels | {"advised_level": [level for _, level in rows]})


def ages(replayed: DataFrame, policy: str) -> list[int]:
    return replayed.loc[replayed["policy"] == policy, "age_weeks"].tolist()


def test_without_refresh_the_first_model_grows_old():
    replayed = replay(pairs())
    assert ages(replayed, "never") == list(range(40))
    never = summary(replayed, 0.8).set_index("policy").loc["never"]
    assert never["refreshes"] == 0
    assert never["lowest_ari"] == 0
    assert never["weeks_below"] == pytest.approx(33 / 40)


def test_a_refresh_takes_effect_in_the_same_week():
    replayed = replay(pairs(), interval_weeks=4)
    assert ages(replayed, "recommended") == [0, 1, 2, 3] * 10
    found = summary(replayed, 0.8).set_index("policy").loc["recommended"]
    assert found["refreshes"] == 9
    assert found["mean_ari"] == pytest.approx(1 - 1.5 * LOSS)
    assert found["mean_moved"] == pytest.approx(0.015)
    assert found["weeks_below"] == 0


def test_an_interval_of_no_week_is_a_refresh_each_week():
    assert set(ages(replay(pairs(), interval_weeks=0), "recommended")) == {0}


@pytest.mark.parametrize(
    ("policy", "months"), [("1_month", 1), ("2_months", 2), ("3_months", 3)]
)
def test_months_are_those_of_the_calendar(policy, months):
    replayed = replay(pairs())
    of_policy = replayed[replayed["policy"] == policy]
    refreshed = of_policy.loc[of_policy["refreshed"], "date"]
    assert (refreshed.dt.day <= 7).all()
    assert set(np.diff(refreshed.dt.year * 12 + refreshed.dt.month)) <= {months}
    # September to the first days of June: nine months have begun since the first one.
    assert len(refreshed) == 9 // months


def test_rarer_refreshes_agree_less():
    found = summary(replay(pairs()), 0.8).set_index("policy")
    order = ["1_month", "2_months", "3_months", "6_months", "never"]
    assert found.loc[order, "mean_ari"].is_monotonic_decreasing
    assert found.loc[order, "refreshes"].is_monotonic_decreasing


def test_an_alarm_refreshes_when_its_signal_reaches_its_level():
    told = alarm(("psi_but_recency", 0.05), ("psi", 0.25))
    replayed = replay(pairs(), alarms=told)
    assert ages(replayed, "alarm") == [0, 1, 2, 3, 4] * 8
    assert ages(replay(pairs(), alarms=alarm(("psi", 0.25))), "alarm")[:4] == [
        *(0, 1, 2, 0)
    ]


def test_an_alarm_that_needs_a_weekly_model_has_a_cheaper_one_beside_it():
    told = alarm(("agreement", 0.85), ("ks", 0.2), ("segments", 0.01))
    replayed = replay(pairs(), alarms=told)
    assert max(ages(replayed, "alarm")) == 4
    assert max(ages(replayed, "drift")) == 9
    label = replayed.loc[replayed["policy"] == "alarm", "label"].iloc[0]
    assert label == "dès que l’accord descend à 0,85"


def test_alarms_that_the_pairs_cannot_tell_are_left_out():
    replayed = replay(pairs(), alarms=alarm(("ks", 0.2), ("wasserstein", 0.5)))
    assert not {"alarm", "drift"} & set(replayed["policy"])


def test_one_week_of_history_has_nothing_to_refresh():
    found = summary(replay(pairs(1), interval_weeks=4), 0.8)
    assert (found["refreshes"] == 0).all()
    assert (found["mean_ari"] == 1).all()


def test_without_history_there_is_no_policy():
    nothing = replay(pairs().head(0))
    assert nothing.empty
    assert summary(nothing, 0.8).empty
