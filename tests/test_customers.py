"""The customer table: one row per person, blind to what happens after its date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.customers import customers, features_at, orders, purchases
from analysis.sources import Tables

AS_OF = dt.datetime(2018, 3, 1, 12)
DAY = dt.timedelta(days=1)
QUICKLY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def order(
    name: str, person: str, at: dt.datetime, status: str = "delivered", **dates
) -> dict:
    """One row of the orders table; ``customer_id`` is new for each order."""
    return {
        "order_id": name,
        "customer_id": f"{name} of {person}",
        "order_status": status,
        "order_purchase_timestamp": at,
        "order_estimated_delivery_date": at + 20 * DAY,
        **dates,
    }


def payment(of: str, value: float, installments: int = 1) -> dict:
    return {
        "order_id": of,
        "payment_value": value,
        "payment_installments": installments,
    }


def item(of: str, price: float, freight: float = 0.0, product: str = "lamp") -> dict:
    return {
        "order_id": of,
        "product_id": product,
        "price": price,
        "freight_value": freight,
    }


def review(of: str, score: int, answered: dt.datetime, name: str = "r") -> dict:
    return {
        "review_id": name,
        "order_id": of,
        "review_score": score,
        "review_answer_timestamp": answered,
    }


def marketplace(
    orders: list[dict],
    payments: list[dict] = (),
    items: list[dict] = (),
    reviews: list[dict] = (),
    places: dict[str, str] | None = None,
) -> Tables:
    """Tables of a few orders; ``places`` gives the state of some orders."""
    people = [
        {
            "customer_id": row["customer_id"],
            "customer_unique_id": row["customer_id"].split(" of ")[1],
            "customer_state": (places or {}).get(row["order_id"], "SP"),
            "customer_city": f"city of {row['order_id']}",
        }
        for row in orders
    ]
    products = [
        {"product_id": name, "product_category_name": category}
        for name, category in CATEGORIES.items()
    ]
    rows = {
        "customers": people,
        "orders": orders,
        "payments": payments,
        "items": items,
        "reviews": reviews,
        "products": products,
    }
    return Tables.from_frames({name: pd.DataFrame(rows[name]) for name in rows})


CATEGORIES = {"lamp": "casa", "sofa": "moveis", "toy": "brinquedos", "thing": None}


def described(tables: Tables, as_of: dt.datetime = AS_OF) -> pd.DataFrame:
    return customers(tables, as_of).to_pandas().set_index("customer_unique_id")


def test_an_order_of_several_rows_everywhere_counts_once():
    tables = marketplace(
        [order("a", "ana", AS_OF - 10 * DAY)],
        payments=[payment("a", 60.10, 3), payment("a", 39.95, 1)],
        items=[item("a", 40, 5), item("a", 40, 5), item("a", 10, 0.05)],
        reviews=[
            review("a", 1, AS_OF - 2 * DAY, "first"),
            review("a", 4, AS_OF - 1 * DAY, "second"),
        ],
    )
    ana = described(tables).loc["ana"]
    assert ana["monetary"] == 100.05
    assert (ana["frequency"], ana["reviews"], ana["satisfaction"]) == (1, 1, 4)
    assert ana["installments"] == 3
    assert ana["freight_share"] == pytest.approx(10.05 / 100.05)
    assert ana["recency"] == 10


def test_one_person_behind_several_customer_ids():
    tables = marketplace(
        [order("a", "ana", AS_OF - 30 * DAY), order("b", "ana", AS_OF - 3 * DAY)],
        payments=[payment("a", 10), payment("b", 20)],
    )
    table = described(tables)
    assert list(table.index) == ["ana"]
    assert table.loc["ana", ["frequency", "monetary", "recency"]].tolist() == [2, 30, 3]
    assert table.loc["ana", "first_order"] == AS_OF - 30 * DAY
    assert table.loc["ana", "last_order"] == AS_OF - 3 * DAY


@pytest.mark.parametrize("status", ["canceled", "unavailable"])
def test_who_never_got_anything_is_kept_without_purchase(status):
    tables = marketplace(
        [order("a", "ana", AS_OF - DAY, status)],
        payments=[payment("a", 50)],
        items=[item("a", 50)],
        reviews=[review("a", 1, AS_OF)],
    )
    ana = described(tables).loc["ana"]
    assert (ana["frequency"], ana["monetary"], ana["orders_placed"]) == (0, 0, 1)
    assert ana[["recency", "first_order", "last_order", "installments"]].isna().all()
    assert (ana["satisfaction"], ana["categories"]) == (1, 0)
    assert purchases(tables, AS_OF).to_pandas().empty
    assert len(orders(tables, AS_OF).to_pandas()) == 1


def test_an_order_without_payment_item_review_or_delivery_is_a_purchase():
    ana = described(marketplace([order("a", "ana", AS_OF)])).loc["ana"]
    assert (ana["frequency"], ana["monetary"], ana["recency"]) == (1, 0, 0)
    unknown = ["satisfaction", "delivery_delay", "freight_share", "main_category"]
    assert ana[unknown].isna().all()
    assert (ana["reviews"], ana["categories"]) == (0, 0)


def test_delay_counts_calendar_days_after_the_promised_one():
    promised = dt.datetime(2018, 2, 10)
    delivered = [promised + dt.timedelta(hours=20), promised + dt.timedelta(hours=25)]
    tables = marketplace(
        [
            order(
                name,
                "ana",
                dt.datetime(2018, 1, 20),
                order_estimated_delivery_date=promised,
                order_delivered_customer_date=moment,
            )
            for name, moment in zip("ab", delivered, strict=True)
        ]
    )
    table = orders(tables, AS_OF).to_pandas().set_index("order_id")
    assert table["delay"].to_dict() == {"a": 0, "b": 1}
    assert described(tables).loc["ana", "delivery_delay"] == 0.5


def test_who_only_orders_later_is_absent():
    tables = marketplace(
        [order("a", "ana", AS_OF), order("b", "bia", AS_OF + dt.timedelta(seconds=1))]
    )
    assert list(described(tables).index) == ["ana"]


def test_answers_and_deliveries_to_come_are_unknown():
    tables = marketplace(
        [
            order(
                "a",
                "ana",
                AS_OF - 40 * DAY,
                order_delivered_customer_date=AS_OF + DAY,
            )
        ],
        reviews=[review("a", 5, AS_OF - DAY, "x"), review("a", 1, AS_OF + DAY, "y")],
    )
    before, after = described(tables), described(tables, AS_OF + 2 * DAY)
    assert before.loc["ana", "satisfaction"] == 5
    assert pd.isna(before.loc["ana", "delivery_delay"])
    assert after.loc["ana", "satisfaction"] == 1
    assert after.loc["ana", "delivery_delay"] == 21


def test_home_is_where_the_last_order_went_and_ties_are_settled():
    tables = marketplace(
        [
            order("b", "ana", AS_OF - DAY),
            order("c", "ana", AS_OF - DAY, "canceled"),
            order("a", "ana", AS_OF - DAY),
            order("d", "ana", AS_OF - 9 * DAY),
        ],
        places={"a": "RJ", "b": "MG", "c": "BA", "d": "AC"},
    )
    ana = described(tables).loc["ana"]
    assert (ana["state"], ana["city"]) == ("BA", "city of c")


def test_main_category_has_most_items_and_ties_are_settled():
    tables = marketplace(
        [order("a", "ana", AS_OF), order("b", "bia", AS_OF)],
        items=[
            *[item("a", 1, product=name) for name in ("toy", "sofa", "toy", "thing")],
            *[item("b", 1, product=name) for name in ("sofa", "lamp", "thing")],
        ],
    )
    table = described(tables)
    assert table["main_category"].to_dict() == {"ana": "brinquedos", "bia": "casa"}
    assert table["categories"].to_dict() == {"ana": 2, "bia": 2}


def test_without_products_there_are_no_categories():
    tables = marketplace([order("a", "ana", AS_OF)], items=[item("a", 1)])
    bare = Tables(**{**vars(tables), "products": None})
    ana = described(bare).loc["ana"]
    assert ana["categories"] == 0
    assert pd.isna(ana["main_category"])


def test_features_at_several_dates_are_those_of_each_date():
    tables = marketplace(
        [order(name, name, AS_OF - days * DAY) for days, name in enumerate("abcdef")],
        payments=[payment(name, 10.5) for name in "abc"],
        reviews=[review(name, 2, AS_OF - DAY) for name in "cdf"],
    )
    dates = [AS_OF - 4 * DAY, AS_OF - DAY, AS_OF]
    columns = ["recency", "frequency", "monetary", "satisfaction"]
    together = features_at(tables, dates, columns).to_pandas()
    for as_of, known in together.groupby("as_of"):
        expected = customers(tables, as_of.to_pydatetime()).to_pandas()[columns]
        found = known[columns].reset_index(drop=True)
        assert_frame_equal(found, expected, check_dtype=False)
    assert together["as_of"].unique().tolist() == dates


# A small history around AS_OF, in whole days: some of it is already past, some is not.
days = st.integers(-60, 40)
histories = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from("abc"),
            "placed": days,
            "status": st.sampled_from(["delivered", "shipped", "canceled"]),
            "delivered": st.none() | st.integers(0, 50),
            "promised": st.integers(1, 40),
            "payments": st.lists(st.integers(0, 100_000), max_size=2),
            "items": st.lists(st.sampled_from(sorted(CATEGORIES)), max_size=3),
            "reviews": st.lists(
                st.tuples(st.integers(0, 60), st.integers(1, 5)), max_size=2
            ),
            "state": st.sampled_from(["SP", "RJ"]),
        }
    ),
    min_size=1,
    max_size=6,
)


def told(history: list[dict], forget_after: dt.datetime | None = None) -> Tables:
    """Tables of a history; with a date, nothing that happens later is written down."""
    known = forget_after or dt.datetime.max
    written, paid, bought, reviewed, places = [], [], [], [], {}
    for number, each in enumerate(history):
        name, placed = f"order {number}", AS_OF + each["placed"] * DAY
        if placed > known:
            continue
        arrived = each["delivered"] is not None and placed + each["delivered"] * DAY
        dates = (
            {
                "order_estimated_delivery_date": placed + each["promised"] * DAY,
                "order_approved_at": placed + DAY if placed + DAY <= known else None,
                "order_delivered_carrier_date": arrived if arrived <= known else None,
                "order_delivered_customer_date": arrived if arrived <= known else None,
            }
            if arrived
            else {}
        )
        written.append(order(name, each["person"], placed, each["status"], **dates))
        places[name] = each["state"]
        paid += [payment(name, cents / 100) for cents in each["payments"]]
        bought += [item(name, 10, 1, product) for product in each["items"]]
        for rank, (wait, score) in enumerate(each["reviews"]):
            if placed + wait * DAY <= known:
                reviewed.append(review(name, score, placed + wait * DAY, f"r{rank}"))
    return marketplace(written, paid, bought, reviewed, places)


@QUICKLY
@given(history=histories)
def test_forgetting_the_future_changes_nothing(history):
    history.append({**history[0], "placed": -1})  # so that somebody is known
    whole = customers(told(history), AS_OF).to_pandas()
    known = customers(told(history, forget_after=AS_OF), AS_OF).to_pandas()
    assert_frame_equal(whole, known)


@QUICKLY
@given(history=histories, later=histories)
def test_another_future_changes_nothing(history, later):
    history.append({**history[0], "placed": -1})
    future = [{**each, "placed": abs(each["placed"]) + 1} for each in later]
    one = customers(told(history), AS_OF).to_pandas()
    other = customers(told(history + future), AS_OF).to_pandas()
    assert_frame_equal(one, other)


@QUICKLY
@given(history=histories)
def test_features_at_many_dates_know_nothing_of_what_comes_after_each(history):
    history.append({**history[0], "placed": -30})
    dates = [AS_OF + days * DAY for days in (-20, -1, 0, 7)]
    columns = ["customer_unique_id", "recency", *("frequency", "monetary")]
    columns += ["satisfaction", "delivery_delay", "freight_share", "installments"]
    together = features_at(told(history), dates, columns).to_pandas()
    for as_of in dates:
        alone = customers(told(history, forget_after=as_of), as_of).to_pandas()
        found = together.loc[together["as_of"] == as_of, columns]
        found = found.reset_index(drop=True)
        assert_frame_equal(found, alone[columns], check_dtype=False)


def test_hindsight_lets_an_order_know_its_later_review_and_delivery():
    late = {"order_delivered_customer_date": AS_OF + 9 * DAY}
    promised = {"order_estimated_delivery_date": AS_OF + 4 * DAY}
    tables = marketplace(
        [order("a", "ana", AS_OF - DAY, "delivered", **late, **promised)],
        reviews=[review("a", 2, AS_OF + 10 * DAY)],
    )
    columns = ["satisfaction", "delivery_delay"]
    honest, leaking = (
        features_at(tables, [AS_OF], columns, hindsight=hindsight).to_pandas()
        for hindsight in (False, True)
    )
    assert honest[columns].isna().all(axis=None)
    assert leaking[columns].to_numpy().tolist() == [[2, 5]]


@QUICKLY
@given(history=histories)
def test_people_orders_and_money_add_up(history):
    history.append({**history[0], "placed": -1})
    tables = told(history)
    table = customers(tables, AS_OF).to_pandas()
    placed = [each for each in history if each["placed"] <= 0]
    bought = [each for each in placed if each["status"] != "canceled"]
    assert len(table) == len({each["person"] for each in placed})
    assert table["orders_placed"].sum() == len(placed)
    assert table["frequency"].sum() == len(bought)
    paid = sum(sum(each["payments"]) for each in bought)
    assert round(table["monetary"].sum() * 100) == paid
    assert table["customer_unique_id"].is_monotonic_increasing
    assert (table["recency"].dropna() >= 0).all()


@pytest.mark.real
def test_the_numbers_of_olist(real_tables: Tables):
    table = customers(real_tables, dt.datetime(2018, 10, 17, 23, 59)).to_pandas()
    assert len(table) == 96_096
    assert (table["orders_placed"] > 1).sum() == 2_997
    assert (table["frequency"] > 0).sum() == 94_971
    assert (table["frequency"] > 1).sum() == 2_903
    assert round(table["monetary"].sum(), 2) == 15_740_425.69
    assert table["orders_placed"].sum() == 99_441


@pytest.mark.real
def test_what_olist_knew_earlier_is_known_from_the_rows_of_then(real_tables: Tables):
    then = dt.datetime(2018, 1, 15)
    placed = real_tables.orders.order_purchase_timestamp
    answered = real_tables.reviews.review_answer_timestamp
    past = Tables(
        **{
            **vars(real_tables),
            "orders": real_tables.orders.filter(placed <= then),
            "reviews": real_tables.reviews.filter(answered <= then),
        }
    )
    whole = customers(real_tables, then).to_pandas()
    assert_frame_equal(customers(past, then).to_pandas(), whole)
    assert whole["delivery_delay"].notna().any()
