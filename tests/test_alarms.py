"""Alarms that ring before the agreement falls, too early, or too late."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from analysis.maintenance.alarms import alarms, rings, trusted
from analysis.settings import AlarmSettings

THRESHOLD = 0.8
SETTINGS = AlarmSettings()
ORIGINS = pd.date_range("2017-06-02", periods=4, freq="4W-FRI")


def history(
    ring: list[float | None],
    crossing: list[float | None],
    *,
    feature: str = "monetary",
    weeks: int = 20,
) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Origins whose feature's index jumps, and whose agreement falls, in given weeks.

    The agreement comes near the threshold three weeks before it falls.
    """
    ages = np.arange(weeks + 1)
    drift, curves = [], []
    origins = ORIGINS[: len(ring)]
    for origin, rung, fell in zip(origins, ring, crossing, strict=True):
        jumps = np.where(ages >= (np.inf if rung is None else rung), 0.3, 0.01)
        near = ages - (np.inf if fell is None else fell)
        ari = np.select([near >= 0, near >= -3], [0.7, 0.84], 0.95)
        base = {"origin": origin, "age_weeks": ages}
        drift.append(
            DataFrame(
                base
                | {"feature": feature, "psi": jumps, "ks": 0.01, "wasserstein": 0.01}
            )
        )
        curves.append(DataFrame(base | {"ari": ari}))
    crossings = DataFrame(
        {
            "origin": origins,
            "crossing_weeks": np.array(crossing, dtype=float),
            "observed_weeks": weeks,
        }
    )
    return pd.concat(drift), pd.concat(curves), crossings


def judged(alarm: str, *histories: DataFrame, settings=SETTINGS) -> Series:
    found = alarms(*histories, THRESHOLD, settings)
    return found.set_index("alarm").loc[alarm]


@pytest.mark.parametrize(
    ("ring", "crossing", "verdict"),
    [
        (8, 10, "in_time"),
        (6, 10, "in_time"),
        (10, 10, "in_time"),
        (5, 10, "false_alarms"),
        (11, 10, "missed"),
        (None, 10, "missed"),
        (5, None, "false_alarms"),
        (16, None, "false_alarms"),
        (17, None, None),
        (None, None, None),
    ],
)
def test_an_alarm_is_judged_by_the_week_of_the_crossing(ring, crossing, verdict):
    found = judged("psi", *history([ring], [crossing]))
    counts = {name: found[name] for name in ("in_time", "false_alarms", "missed")}
    assert counts == {name: int(name == verdict) for name in counts}
    assert (found["origins"], found["crossed"]) == (1, int(crossing is not None))


def test_the_lead_is_that_of_the_origins_that_rang_before():
    found = judged("psi", *history([4, 9, 12, None], [10, 10, 10, 10]))
    assert found["lead_weeks"] == 3.5
    assert np.isnan(judged("psi", *history([None], [10]))["lead_weeks"])


def test_the_alarm_that_misses_least_is_the_best():
    found = alarms(*history([None, 9], [10, 10]), THRESHOLD, SETTINGS)
    assert found["best"].tolist() == [True] + [False] * (len(found) - 1)
    assert found["alarm"].iloc[0] == "agreement"
    assert (found["missed"].iloc[0], found["lead_weeks"].iloc[0]) == (0, 3)


def test_the_alarm_on_the_agreement_rings_near_the_threshold():
    found = judged("agreement", *history([None], [10]))
    assert found["level"] == pytest.approx(0.85)
    assert found["in_time"] == 1
    strict = AlarmSettings(margin=0.01)
    assert judged("agreement", *history([None], [10]), settings=strict)["missed"] == 0


def test_recency_ages_by_nature_and_has_an_alarm_without_it():
    told = history([8, 8], [10, 10], feature="recency")
    found = alarms(*told, THRESHOLD, SETTINGS)["alarm"]
    assert "psi" in found.tolist()
    assert "psi_but_recency" not in found.tolist()
    drift = pd.concat([told[0], told[0].assign(feature="monetary", psi=0.0)])
    assert judged("psi", drift, *told[1:])["in_time"] == 2
    assert judged("psi_but_recency", drift, *told[1:])["missed"] == 2


def test_the_shares_of_the_segments_have_a_level_of_their_own():
    told = history([8], [10], feature="segments")
    assert judged("segments", *told)["in_time"] == 1
    deaf = AlarmSettings(segments=0.5)
    assert judged("segments", *told, settings=deaf)["missed"] == 1


def rising(crossing: list[int]) -> tuple[DataFrame, DataFrame, DataFrame]:
    """The index rises to 0.1 at the crossing, too low for the usual level."""
    drift, curves, crossings = history([None] * len(crossing), crossing)
    fell = drift["origin"].map(dict(zip(ORIGINS, crossing, strict=False)))
    return drift.assign(psi=0.1 * drift["age_weeks"] / fell), curves, crossings


def test_a_level_is_learnt_on_the_other_origins():
    found = judged("psi", *rising([8, 10, 12, 14]))
    assert found["missed"] == 4
    assert 0.06 < found["calibrated_level"] <= 0.1
    assert found["calibrated_in_time"] == 4
    assert found["advised_level"] == found["calibrated_level"]


def test_what_was_learnt_elsewhere_may_not_hold_here():
    drift, curves, crossings = rising([10, 10, 10, 10])
    drift.loc[drift["origin"] == ORIGINS[0], "psi"] /= 100
    found = judged("psi", drift, curves, crossings)
    assert found["calibrated_in_time"] == 3
    assert found["calibrated_missed"] == 1


def test_nothing_is_learnt_from_one_origin():
    found = judged("psi", *history([8], [10]))
    assert np.isnan(found["calibrated_level"])
    assert np.isnan(found["calibrated_missed"])
    assert found["advised_level"] == SETTINGS.psi


def test_only_alarms_that_are_right_more_often_than_not_are_trusted():
    # The index jumps twice in time and once for nothing; distances never move.
    found = alarms(*history([8, 9, 2], [10, 11, 12]), THRESHOLD, SETTINGS)
    kept = trusted(found).set_index("alarm")
    assert "psi" in kept.index
    assert "wasserstein" not in kept.index
    assert kept["best"].sum() == 1


def test_the_best_alarm_is_kept_even_when_it_is_poor():
    found = alarms(*history([1, 1], [10, 12]), THRESHOLD, SETTINGS)
    worst = found[found["alarm"] == "ks"].assign(best=True)
    assert trusted(worst)["alarm"].tolist() == ["ks"]


def test_rings_say_when_each_alarm_rings_on_each_origin():
    drift, curves, _ = history([8, None], [10, 12])
    found = rings(drift, curves, THRESHOLD, SETTINGS)
    weeks = found.pivot(index="alarm", columns="origin", values="ring_weeks")
    assert weeks.loc["psi"].tolist() == pytest.approx([8, np.nan], nan_ok=True)
    assert weeks.loc["agreement"].tolist() == [7, 9]
    assert weeks.loc["ks"].isna().all()


def test_without_any_origin_there_is_no_alarm():
    drift, curves, crossings = (table.head(0) for table in history([8], [10]))
    assert alarms(drift, curves, crossings, THRESHOLD, SETTINGS).empty
    assert rings(drift, curves, THRESHOLD, SETTINGS).empty
