"""What each segment is like, what to call it, what to do with it tomorrow.

Names and actions come from the rule base of :mod:`analysis.segmentation.naming`, the
plain-word rule from :mod:`analysis.segmentation.rules`; the three sentences of the
portrait are written by :mod:`analysis.say.portraits` from the segment's own numbers.
"""

from __future__ import annotations

from itertools import cycle, islice
from math import nan

from pandas import DataFrame, Series, concat

from analysis.errors import InputError
from analysis.feature_names import NUMERIC
from analysis.french import sentence
from analysis.say.portraits import SHARES, describe, rule_sentence
from analysis.segmentation import Segmentation, plain_rules
from analysis.segmentation.names import WITHOUT_PURCHASE, WITHOUT_PURCHASE_ADVICE
from analysis.segmentation.naming import name_segments, texts

# One colour per rank of value, from strong to quiet; every one keeps a contrast of 3 on
# light and dark paper, and the first seven stay apart for colour-blind readers.
PALETTE = (
    "#ac4c02",
    "#4a63c5",
    "#a84a75",
    "#c1801b",
    "#6986f5",
    "#cd6ab7",
    "#7f946e",
    "#346e9d",
    "#797f4c",
    "#516f46",
    "#b56814",
    "#2b97ca",
    "#5873e1",
    "#3d93a1",
    "#2d7480",
)
GREY = "#80868c"

# A mean score of at most this is a bad experience.
UNHAPPY = 2.5
QUARTER, YEAR = 91, 365
TOTALS = ("share", "revenue", "revenue_share", "orders")
MEANS = (
    *NUMERIC,
    "repeat_share",
    "unhappy_share",
    "late_share",
    "quarter_share",
    "year_share",
)


def portraits(
    customers: DataFrame,
    segments: Series,
    segmentation: Segmentation,
    *,
    minimum_cell: int = 20,
) -> DataFrame:
    """One row per segment, from 0 (« sans achat ») to k.

    Parameters
    ----------
    customers : DataFrame
        The customer table.
    segments : Series of int
        Segment of each customer (`Segmentation.assign`), on the same index.
    segmentation : Segmentation
    minimum_cell : int, default 20
        Of fewer customers only the name and the number are told: shares, revenue, means
        and rule are missing from the table and the text.

    Returns
    -------
    DataFrame
        ``segment``, ``name`` (no two are the same), ``colour``; ``customers`` and
        ``told`` (see `told`), ``share`` of all customers; ``revenue`` (R$) and
        ``revenue_share``; the means ``recency`` (days), ``frequency``, ``monetary``
        (R$), ``satisfaction`` (stars), ``delivery_delay`` (days), ``freight_share``,
        ``installments``; the shares ``repeat_share`` (two purchases or more),
        ``unhappy_share`` (mean score of at most 2.5, among those who gave one),
        ``late_share`` (mean delay above 0, among those delivered), ``quarter_share``
        and ``year_share`` (last purchase at most 91 and 365 days ago);
        ``rule_coverage`` and ``rule_precision`` (see `plain_rules`); and in French
        ``portrait``, ``rule`` and what `name_segments` gives.

    Raises
    ------
    InputError
        No segment holds ``minimum_cell`` customers: there is nothing to publish.
    """
    people = with_shares(customers)
    profiles = profile(people, segments, segmentation.k)
    check_publishable(profiles["customers"].iloc[1:], minimum_cell)
    advice = advised(profiles, people.loc[segments > 0, list(MEANS)].mean())
    known = people[list(MEANS)].groupby(segments).count().reindex(profiles.index)
    shown = told(profiles["customers"], minimum_cell)
    profiles[list(MEANS)] = profiles[list(MEANS)].where(known >= minimum_cell)
    few = people[list(SHARES)].groupby(segments).sum().reindex(profiles.index)
    few = (few > 0) & (few < minimum_cell) & (known[list(SHARES)] >= minimum_cell)
    profiles[list(SHARES)] = profiles[list(SHARES)].mask(few)
    profiles.loc[~shown, [*TOTALS, *MEANS]] = nan
    rules = plain_rules(customers, segments, segmentation).where(shown)
    table = profiles.assign(
        **advice,
        told=shown,
        colour=[GREY, *islice(cycle(PALETTE), segmentation.k)],
        rule_coverage=rules["coverage"],
        rule_precision=rules["precision"],
        portrait=[
            describe(row, few.loc[segment], minimum_cell)
            for segment, row in profiles.iterrows()
        ],
        rule=[rule_sentence(*row) for row in rules.itertuples(index=False)],
    ).reset_index()
    first = ["segment", "name", "colour"]
    return table[[*first, *table.columns.difference(first, sort=False)]]


def advised(profiles: DataFrame, everyone: Series) -> DataFrame:
    """Name of each segment, what to say and how; the group without purchase first."""
    apart = texts(WITHOUT_PURCHASE, WITHOUT_PURCHASE_ADVICE)
    given = name_segments(profiles.iloc[1:], everyone)
    table = concat([DataFrame(apart, index=profiles.index[:1]), given])
    return table.map(sentence)


def told(sizes: Series, minimum: int) -> Series:
    """Which segments are described; the number of the others is not told either.

    A segment of fewer customers than ``minimum`` is not.  Where such segments are so
    few that the totals would give them away, the smallest of the others stays untold
    with them, unless it is the only one.

    Parameters
    ----------
    sizes : Series of int
        Customers, indexed by segment from 0 (whose customers have no figure to tell).
    minimum : int
    """
    shown = sizes.eq(0) | sizes.ge(minimum)
    fitted = sizes.iloc[1:]
    hidden, others = fitted[~shown.iloc[1:]].sum(), fitted[fitted >= minimum]
    if 0 < hidden < minimum and len(others) > 1:
        shown[others.idxmin()] = False
    return shown


def check_publishable(sizes: Series, minimum_cell: int) -> None:
    if sizes.max() < minimum_cell:
        raise InputError(
            f"the largest segment has {sizes.max()} customers, fewer than may be "
            f"published ({minimum_cell}); give more data, or lower study.yml › "
            "publication › minimum_cell or segmentation › rule › segments."
        )


def with_shares(customers: DataFrame) -> DataFrame:
    """Add what is true or not of a customer, as 1 or 0, missing when unknown."""
    score, delay = customers["satisfaction"], customers["delivery_delay"]
    age = customers["recency"]
    return customers.assign(
        quarter_share=(age <= QUARTER).astype(float).where(age.notna()),
        year_share=(age <= YEAR).astype(float).where(age.notna()),
        repeat_share=(customers["frequency"] >= 2).astype(float),
        unhappy_share=(score <= UNHAPPY).astype(float).where(score.notna()),
        late_share=(delay > 0).astype(float).where(delay.notna()),
    )


def profile(people: DataFrame, segments: Series, k: int) -> DataFrame:
    """Sizes, revenue and means per segment 0…k, also of those without customers."""
    groups = people.groupby(segments)
    table = groups[list(MEANS)].mean()
    table.insert(0, "customers", groups.size())
    table.insert(1, "revenue", groups["monetary"].sum())
    table.insert(2, "orders", groups["orders_placed"].sum())
    table = table.reindex(range(k + 1)).rename_axis("segment")
    counts = ["customers", "revenue", "orders"]
    table[counts] = table[counts].fillna(0)
    table["customers"] = table["customers"].astype("int64")
    table.insert(1, "share", table["customers"] / max(len(people), 1))
    total = table["revenue"].sum()
    table.insert(3, "revenue_share", table["revenue"] / (total or 1))
    return table
