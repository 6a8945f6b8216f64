"""Names and advice: sensible for every profile, and no two alike."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.segmentation.names import ADVICE, NAMES, Advice, Name
from analysis.segmentation.naming import TRAITS, first, name_segments


def profile(**changes) -> pd.Series:
    """A segment like everybody, but for the changes."""
    usual = {
        "recency": 280.0,
        "frequency": 1.0,
        "monetary": 160.0,
        "satisfaction": 4.0,
        "repeat_share": 0.0,
        "late_share": 0.1,
        "quarter_share": 0.2,
        "year_share": 0.6,
    }
    return pd.Series(usual | changes)


def named(*profiles: pd.Series) -> list[str]:
    return name_segments(pd.DataFrame(profiles), profile())["name"].tolist()


TYPICAL = {
    "loyal": {"repeat_share": 1.0},
    "lavish": {"monetary": 500.0},
    "frugal": {"monetary": 40.0},
    "unhappy": {"satisfaction": 1.5},
    "mixed": {"satisfaction": 3.4},
    "happy": {"satisfaction": 4.8},
    "late": {"late_share": 0.8},
    "often late": {"late_share": 0.3},
    "recent": {"recency": 50.0, "quarter_share": 0.9, "year_share": 1.0},
    "active": {"recency": 170.0, "year_share": 1.0},
    "old": {"recency": 600.0, "quarter_share": 0.0, "year_share": 0.0},
}


@pytest.mark.parametrize("rule", [*NAMES, *ADVICE], ids=lambda rule: str(rule.traits))
def test_every_name_and_every_advice_can_be_given(rule: Name | Advice):
    assert set(TYPICAL) == set(TRAITS)
    traits = {}
    for trait in rule.traits:
        traits |= TYPICAL[trait]
    rules = NAMES if isinstance(rule, Name) else ADVICE
    assert first(rules, profile(**traits), profile()) == rule


def test_a_segment_gets_all_that_its_card_says():
    [row] = name_segments(pd.DataFrame([profile(repeat_share=1)]), profile()).to_dict(
        "records"
    )
    assert row["name"] == "Fidèles"
    assert list(row) == [
        *("name", "action", "message", "offer"),
        *("channel", "timing", "avoid", "indicator"),
    ]
    assert all(row.values())


def test_customers_of_ten_months_ago_are_not_called_recent():
    half_a_year = profile(recency=170, satisfaction=4.7, year_share=1.0)
    assert named(half_a_year) == ["Satisfaits actifs"]
    last_weeks = profile(recency=40, satisfaction=4.7, year_share=1, quarter_share=0.9)
    assert named(last_weeks) == ["Récents satisfaits"]


def test_in_a_young_shop_nobody_is_asleep():
    young = profile(recency=60.0, quarter_share=1.0, year_share=1.0)
    oldest = young.copy()
    oldest["recency"] = 85.0
    names = name_segments(pd.DataFrame([oldest]), young)["name"]
    assert not names.str.contains("endormis", case=False).any()


def test_unhappy_customers_often_delivered_late_get_excuses_for_that_first():
    unhappy = profile(satisfaction=1.6)
    late = profile(satisfaction=1.6, late_share=0.28)
    actions = name_segments(pd.DataFrame([unhappy, late]), profile())["action"]
    assert ["retard" in action for action in actions] == [False, True]


def test_two_unhappy_segments_are_told_apart_by_what_differs_most():
    poor, rich = (profile(satisfaction=1.5, monetary=value) for value in (150, 190))
    assert named(poor, rich) == [
        "Déçus, les moins dépensiers",
        "Déçus, les plus dépensiers",
    ]


values = st.none() | st.floats(0, 1000, allow_nan=False)


@given(
    rows=st.lists(
        st.fixed_dictionaries(dict.fromkeys(profile().index, values)),
        min_size=1,
        max_size=15,
    )
)
def test_no_two_segments_share_a_name(rows):
    profiles = pd.DataFrame(rows, dtype="float64")
    assert name_segments(profiles, profiles.mean())["name"].is_unique
