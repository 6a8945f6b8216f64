"""What the exploration and the summary say is true for every shape of data."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from made_up_segments import contrasted, portraits
from pandas import DataFrame

from analysis import say
from analysis.exploration.returns import SecondPurchase
from analysis.exploration.satisfaction import Lateness
from analysis.exploration.totals import Totals
from analysis.period import Period
from analysis.settings import Window

TOTALS = Totals(
    orders=1050,
    purchases=1000,
    customers=1000,
    several_orders=40,
    buyers=980,
    several_purchases=30,
    customer_ids=1050,
    paid=110_000.0,
    purchases_paid=100_000.0,
    basket=100.0,
    median_monetary=60.0,
    median_recency=120.4,
    freight_share=0.14,
    without_sale=30,
    minimum=20,
)
PERIOD = Period(
    first_order=dt.datetime(2017, 1, 5),
    last_order=dt.datetime(2018, 3, 9),
    as_of=dt.datetime(2018, 3, 9),
    start=dt.date(2017, 1, 1),
    end=dt.date(2018, 2, 28),
)
HARM = Lateness(0.08, 2.3, 4.3, -2.0, 0.1, 0.6, 0.1)


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def changed(**values: object) -> Totals:
    return dataclasses.replace(TOTALS, **values)


def test_identifiers_that_are_not_persons_are_denounced():
    assert plain(say.totals.persons(TOTALS)) == (
        "Les 1 050 identifiants de client ne désignent que 1 000 personnes"
    )
    same = changed(customer_ids=1000)
    assert "personne différente" in say.totals.persons(same)
    assert "mêmes segments" in say.lessons.persons(same)


def test_repeat_customers_are_counted_in_orders_and_in_purchases():
    assert plain(say.totals.several_orders(TOTALS)).startswith("4,00 % des clients")
    told = plain(say.totals.several_purchases(TOTALS))
    assert "3,06 % des 980 acheteurs" in told


def test_nobody_comes_back():
    alone = changed(several_orders=0, several_purchases=0)
    assert say.totals.several_orders(alone) == "Aucun client n’a commandé deux fois"
    assert "aucun acheteur" in say.totals.several_purchases(alone)
    assert "Personne ne revient" in say.lessons.frequency(repeats(0.0, 0.0), alone)


def test_very_few_repeat_customers_are_not_counted_in_public():
    few = changed(several_orders=7, several_purchases=5)
    assert say.totals.several_orders(few).startswith("Très peu de clients")
    assert "très peu des 980 acheteurs" in plain(say.totals.several_purchases(few))
    alone = repeats(0.0, 0.0).head(1)
    assert "Trop peu de clients" in say.lessons.frequency(alone, few)
    assert "Trop peu d’acheteurs" in say.lessons.quantiles(scored(1, 5), few)
    assert "trop peu" in say.candidates.bought_again(few.several_purchases_share)


def repeats(share: float, revenue_share: float) -> DataFrame:
    return DataFrame(
        {
            "orders": [1, 2],
            "share": [1 - share, share],
            "revenue_share": [1 - revenue_share, revenue_share],
        }
    )


@pytest.mark.parametrize(
    ("share", "revenue_share", "told"),
    [
        (0.03, 0.06, "pèsent plus que leur nombre"),
        (0.03, 0.02, "pèsent pas plus que leur nombre"),
        (0.40, 0.60, "Revenir est courant"),
    ],
)
def test_repeat_customers_are_worth_what_they_pay(share, revenue_share, told):
    assert told in say.lessons.frequency(repeats(share, revenue_share), TOTALS)


@pytest.mark.parametrize(
    ("lateness", "told"),
    [
        (HARM, "reçoit 2,3 étoiles en moyenne, contre 4,3 à l'heure"),
        (dataclasses.replace(HARM, difference=-0.05, margin=0.1), "mesurable"),
        (dataclasses.replace(HARM, difference=0.6), "mieux notées, de 0,6 étoile"),
        (Lateness(share=0.01), "Trop peu de commandes en retard"),
        (Lateness(), "Trop peu de livraisons"),
    ],
)
def test_a_delay_hurts_only_when_it_does(lateness, told):
    assert told in plain(say.exploration.score_by_delay(lateness))
    hurts = "va avec les mauvaises" in say.lessons.satisfaction(lateness)
    assert hurts == lateness.harms


def test_what_bad_scores_come_from_is_told_when_enough_are_known():
    blamed = dataclasses.replace(HARM, unhappy_because_late=0.3, unhappy_waiting=0.1)
    told = plain(say.exploration.unhappy(blamed))
    assert told == (
        "Des notes d'une ou deux étoiles, 30 % viennent de commandes en retard, 10 % "
        "de commandes dont la livraison n'est pas connue, 60 % de commandes livrées à "
        "l'heure"
    )
    assert "Trop peu" in say.exploration.unhappy(HARM)


def test_the_empty_end_of_the_data_is_told_where_it_ages_everybody():
    long = dataclasses.replace(PERIOD, as_of=dt.datetime(2018, 4, 19))
    assert "50 jours après la fin" in plain(say.exploration.study_day(long))
    assert plain(say.exploration.study_day(PERIOD)) == (
        "La date de l'étude est le 9 mars 2018"
    )


@pytest.mark.parametrize(
    ("lateness", "told"),
    [
        (HARM, "60 % des commandes en retard reçoivent une ou deux étoiles"),
        (Lateness(share=0.1, unhappy=0.2), "n'est pas mesurable ici"),
        (Lateness(share=0.1, unhappy=0.0), "Presque personne n'est mécontent"),
        (dataclasses.replace(HARM, difference=0.0, unhappy=0.2), "ne va pas ici avec"),
    ],
)
def test_satisfaction_separates_customers_only_when_some_are_unhappy(lateness, told):
    assert told in plain(say.lessons.satisfaction(lateness))


def test_concentration_tells_the_share_of_customers_that_it_knows():
    few = DataFrame({"customers_share": [0, 0.25, 1], "revenue_share": [0, 0.6, 1]})
    told = plain(say.exploration.concentration(few))
    assert told.startswith("Les 25 % de clients qui dépensent le plus apportent 60 %")
    lesson = plain(say.lessons.concentration(few, 0.5))
    assert "(indice de Gini : 0,50)" in lesson
    assert "assez égale" in say.lessons.concentration(few, 0.1)


def joins(error: float) -> DataFrame:
    return DataFrame(
        {
            "measure": ["Montant payé"],
            "join": ["paiements × articles"],
            "error": [error],
        }
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (0.28, "28 % en trop (montant payé, paiements × articles)"),
        (-0.1, "10 % en moins"),
        (0.0, "ne fausse aucun"),
    ],
)
def test_a_careless_join_is_wrong_only_when_it_is(error, told):
    assert told in plain(say.exploration.double_counting(joins(error)))


def related(many: str) -> DataFrame:
    return DataFrame(
        {
            "parent": ["persons", "orders"],
            "child": ["customers", "items"],
            "column": ["customer_unique_id", "order_id"],
            "one": ["1", "1"],
            "many": [many, "n"],
        }
    )


@pytest.mark.parametrize(
    ("many", "told"), [("n", "n'a pas de table à elle"), ("1", "une seule personne")]
)
def test_the_schema_tells_whether_an_identifier_is_a_person(many, told):
    assert told in plain(say.data.schema(related(many)))
    links = plain(say.data.links(related(many)))
    assert f"personnes 1-{many} clients (customer_unique_id)" in links
    assert "et commandes 1-n articles (order_id)." in links


def decided(measure: str, value: float, customers: float) -> dict:
    text = "hors du chiffre d’affaires" if measure == "money" else "sans aucune note"
    row = {"measure": measure, "value": value, "whole": 1000.0}
    return {**row, "effect": text, "customers": customers}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (decided("money", 268.4, 50), "268 R$ (26,8 %) hors du chiffre d'affaires"),
        (decided("customers", 7.0, 7), "< 20 clients concernés"),
        (decided("customers", 55.0, 55), "55 clients (5,5 %) sans aucune note"),
        (decided("orders", 0.0, 0), "Aucun"),
        (decided("", float("nan"), float("nan")), "Aucun : sans aucune note"),
    ],
)
def test_an_effect_says_how_much_changes_and_hides_what_is_too_small(row, told):
    assert plain(say.data.effect(row, 20)) == told


def test_the_heaviest_decisions_are_told_by_their_share():
    rows = [decided("money", 200.0, 50), decided("customers", 7.0, 7)]
    found = DataFrame(rows).assign(count=[50, 7], anomaly=["Annulées", "Rares"])
    told = plain(say.data.heaviest(found, 20))
    assert told == (
        "La décision qui compte le plus : « Annulées », 200 R$ (20,0 %) hors du "
        "chiffre d'affaires"
    )
    assert "Aucune décision" in say.data.heaviest(found.iloc[1:], 20)


def register(*counts: int) -> DataFrame:
    names = [f"Anomalie {number}" for number in range(len(counts))]
    return DataFrame({"anomaly": names, "count": counts, "total": 1000})


def test_the_quality_register_tells_what_it_found_and_what_not():
    told = plain(say.exploration.quality(register(0, 300, 4), 20))
    assert told == (
        "3 contrôles, dont 2 signalent une anomalie ; la plus fréquente : anomalie 1 "
        "(300 sur 1 000)"
    )
    clear = plain(say.exploration.nothing_found(register(0, 300, 4)))
    assert clear == "1 contrôle n'a rien trouvé"
    assert "a trouvé" in say.exploration.nothing_found(register(300, 4))


def test_small_counts_of_anomalies_are_not_told():
    told = plain(say.exploration.quality(register(4), 20))
    assert "(< 20 sur 1 000)" in told


@pytest.mark.parametrize(
    ("buyers", "told"),
    [(980, "20 clients"), (995, "< 20 clients"), (1000, "Tous les clients")],
)
def test_customers_without_purchase_are_accounted_for(buyers, told):
    totals = changed(buyers=buyers)
    assert plain(say.totals.without_purchase(totals, 20)).startswith(told)


def test_data_without_anomaly_are_told_as_such():
    assert say.exploration.quality(register(0, 0), 20).endswith(
        "aucune anomalie trouvée"
    )


def days(day: str) -> DataFrame:
    calendar = pd.date_range("2017-11-01", "2017-11-30")
    orders = [500 if date == pd.Timestamp(day) else 100 for date in calendar]
    return DataFrame({"day": calendar, "orders": orders})


@pytest.mark.parametrize(
    ("day", "is_friday"), [("2017-11-24", True), ("2017-11-17", False)]
)
def test_black_friday_is_named_on_its_day_only(day, is_friday):
    told = plain(say.exploration.days(days(day)))
    assert ("Black Friday" in told) == is_friday
    assert "500 commandes, 5,0 fois un jour médian" in told


@pytest.mark.parametrize(
    ("counts", "told"),
    [([100] * 6 + [300] * 6, "multipliée par 3,0"), ([100] * 12, "n'a pas grandi")],
)
def test_growth_is_told_when_there_is_some(counts, told):
    months = DataFrame({"inside": [True] * 12, "orders": counts})
    assert told in plain(say.lessons.calendar(months))


def test_a_short_history_is_told_as_such():
    months = DataFrame({"inside": [True] * 5, "orders": [1, 2, 3, 4, 5]})
    assert "historique est court" in say.lessons.calendar(months)


@dataclasses.dataclass(frozen=True)
class Model:
    """What the sentences ask of the chosen segmentation."""

    features: tuple[str, ...] = ("recency", "monetary")
    transforms: tuple[str, ...] = ("none", "none")


@pytest.mark.parametrize(
    ("median", "model", "told"),
    [
        (60.0, Model(), "garde le montant tel quel"),
        (60.0, Model(transforms=("none", "log")), "prend le logarithme"),
        (60.0, Model(transforms=("none", "yeo-johnson")), "Yeo et Johnson"),
        (60.0, Model(("recency",), ("none",)), "ne s’en sert pas"),
        (100.0, Model(), "peu étalées"),
        (None, Model(), "Sans dépense"),
    ],
)
def test_the_spread_of_amounts_is_told_with_what_the_model_does(median, model, told):
    totals = changed(median_monetary=median)
    assert told in say.lessons.money_spread(totals, model)


@pytest.mark.parametrize(
    ("share", "told"), [(0.03, "le provoquer"), (0.4, "courant"), (None, "Trop peu")]
)
def test_a_second_purchase_is_to_be_provoked_where_it_is_rare(share, told):
    returns = DataFrame({"share": [] if share is None else [0.0, share]})
    assert told in say.lessons.second_purchase(returns)


def test_returns_of_the_first_month_are_a_share_of_all_buyers():
    months = range(14)
    table = DataFrame({"months": months, "share": [0.01 * month for month in months]})
    told = plain(say.exploration.returns(table))
    assert told == (
        "12,0 % des acheteurs reviennent dans l'année, 1,0 % dès les 30 premiers jours"
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (SecondPurchase(300, 0.1, 0.3), "10 % l'ont fait le jour même et 30 % dans"),
        (SecondPurchase(300, 0.1, 0.3), "plus qu'il ne marque une fidélité"),
        (SecondPurchase(12), "Trop peu"),
        (SecondPurchase(0), "Aucun acheteur"),
    ],
)
def test_a_second_purchase_at_once_is_no_loyalty(found, told):
    assert told in plain(say.calendar.second_purchase(found))
    rare = SecondPurchase(300, 0.0, 0.05)
    assert "fidélité" not in say.calendar.second_purchase(rare)


def returned(*shares: float) -> DataFrame:
    """Cohorts that all came back within 90 days in such shares."""
    months = pd.date_range("2017-01-01", periods=len(shares), freq="MS")
    return DataFrame({"cohort": months, "months": 3, "share": shares})


@pytest.mark.parametrize(
    ("shares", "told"),
    [((0.01, 0.034, 0.02), "de 1,0 % à 3,4 %"), ((0.01,), "Trop peu"), ((), "Trop")],
)
def test_cohorts_are_compared_after_the_same_time(shares, told):
    assert told in plain(say.calendar.cohorts(returned(*shares)))


def monthly(first: int, second: int, months: int) -> DataFrame:
    """Two years of the same months, with so many orders each."""
    days = [
        dt.datetime(year, month, 1)
        for year in (2017, 2018)
        for month in range(1, months + 1)
    ]
    return DataFrame({"month": days, "orders": [first] * months + [second] * months})


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (monthly(100, 250, 8), "Sur 8 mois vus deux années de suite"),
        (monthly(100, 250, 8), "multipliée par 2,5"),
        (monthly(100, 100, 8), "permettent de comparer la saison"),
        (monthly(100, 100, 8).head(8), "la saison reste inconnue"),
    ],
)
def test_a_season_is_not_read_from_growth(table, told):
    assert told in plain(say.calendar.season(table))


def weekly(monday: float, width: float) -> DataFrame:
    share = [monday] + [(1 - monday) / 6] * 6
    table = DataFrame({"weekday": range(7), "share": share})
    return table.assign(low=table["share"] - width, high=table["share"] + width)


def test_a_weekday_stands_out_only_beyond_chance():
    told = plain(say.calendar.weekdays(weekly(0.25, 0.01)))
    assert told.startswith("Le lundi reçoit 25 % des commandes de la semaine")
    assert "ne se détache" in say.calendar.weekdays(weekly(0.15, 0.02))
    assert "Trop peu" in say.calendar.weekdays(weekly(0.15, 0.02).iloc[:0])


def scored(*fifths: int) -> DataFrame:
    features = ["frequency", "monetary"][: len(fifths)]
    return DataFrame({"feature": features, "fifths": fifths})


@pytest.mark.parametrize(
    ("table", "totals", "told"),
    [
        (scored(1, 5), TOTALS, "ne donne qu'une classe"),
        (scored(1, 5), TOTALS, "ne compterait que 15 % d'acheteurs revenus"),
        (scored(3, 5), changed(several_purchases=490), "seraient séparés au hasard"),
        (scored(5, 5), changed(several_purchases=900), "cinq classes distinctes"),
        (scored(1, 5), changed(several_purchases=0), "personne n'a acheté deux fois"),
    ],
)
def test_scores_by_quantile_are_judged_by_what_they_would_mix(table, totals, told):
    assert told in plain(say.lessons.quantiles(table, totals))


def test_categories_are_compared_beyond_chance():
    table = DataFrame(
        {
            "category": ["jouets", "livres", "autres"],
            "score": [4.2, 4.0, 1.0],
            "low": [4.15, 3.95, 0.9],
            "high": [4.25, 4.05, 1.1],
        }
    )
    told = plain(say.baskets.category_scores(table))
    assert "de 4,00 (livres) à 4,20 (jouets)" in told
    close = table.assign(low=3.0, high=5.0)
    assert "Aucune des grandes" in say.baskets.category_scores(close)
    assert "Trop peu" in say.baskets.category_scores(table.iloc[1:])


def test_freight_weighs_on_small_baskets_only_when_it_does():
    table = DataFrame(
        {"low": [0.0, 500.0], "high": [25.0, None], "freight_share": [0.4, 0.1]}
    )
    told = plain(say.baskets.freight_by_basket(table))
    assert told == (
        "Le port fait 40 % du coût sous 25 R$ d'articles, 10 % à partir de 500 R$"
    )
    assert "autant" in say.baskets.freight_by_basket(table.assign(freight_share=0.1))


def test_only_states_of_many_customers_are_compared():
    states = DataFrame(
        {
            "name": ["A", "B", "C"],
            "customers": [600, 390, 8],
            "satisfaction": [4.2, 4.0, 1.0],
        }
    )
    assert "varie de 0,2 étoile au plus" in plain(say.lessons.places(states, TOTALS))
    assert "Un seul État" in say.lessons.places(states.iloc[[0, 2]], TOTALS)
    same = states.assign(satisfaction=5.0)
    assert "la même dans tous" in say.lessons.places(same, TOTALS)
    assert "la même dans tous" in say.places.satisfaction_by_state(same, TOTALS)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([0.2, 0.05, 0.05, 0.1, 0.6], "une seule étoile (20 %) est plus fréquente"),
        ([0, 0, 0, 0.1, 0.9], "90 % des notes sont de 5 étoiles"),
        ([0.05, 0.1, 0.5, 0.2, 0.15], "la plus fréquente est 3 étoiles (50 %)"),
    ],
)
def test_scores_are_told_by_their_shape(shares, told):
    table = DataFrame({"score": [1, 2, 3, 4, 5], "share": shares})
    assert told in plain(say.exploration.scores(table[table["share"] > 0]))


def test_everything_paid_for_purchases():
    clear = changed(paid=100_000.0)
    assert say.totals.paid_outside(clear) == "tout a été payé pour des achats aboutis"
    few = changed(without_sale=3)
    assert "presque tout" in say.totals.paid_outside(few)
    assert "10 000,00 R$ pour des commandes" in plain(say.totals.paid_outside(TOTALS))


def test_the_window_tells_what_it_leaves_out():
    told = plain(say.exploration.window(PERIOD, 352, 20))
    assert told.startswith("Les analyses dans le temps vont de janvier 2017 à février")
    assert told.endswith("laissent de côté 352 commandes")
    assert "couvrent toutes" in say.exploration.window(PERIOD, 0, 20)
    short = dataclasses.replace(PERIOD, start=dt.date(2018, 2, 1))
    assert "portent sur février 2018" in plain(say.exploration.window(short, 0, 20))


def test_the_window_is_a_stated_decision():
    assert "au moins 5 % des commandes" in plain(say.exploration.window_rule(Window()))
    fixed = Window(start=dt.date(2017, 3, 1))
    assert "fixée dans les réglages" in say.exploration.window_rule(fixed)


def test_the_summary_places_the_good_and_the_less_good():
    told = plain(
        say.summary.good_and_less_good(
            portraits(("Gros", 500, 300.0, 4.1), ("Petits", 900, 60.0, 4.6))
        )
    )
    assert told == (
        "En commandes, les meilleurs sont « Gros » (300 R$ par client), les moins bons "
        "« Petits » (60 R$) ; en satisfaction, les meilleurs sont « Petits » (4,6 "
        "étoiles en moyenne), les moins bons « Gros » (4,1)."
    )
    told = plain(say.summary.good_and_less_good(contrasted()))
    assert "et « Fidèles » (2,1 achats par client), les moins bons" in told


def test_the_summary_counts_everybody():
    told = plain(say.summary.kinds(contrasted(), 20))
    assert told.startswith("Les 7 890 clients ont tous leur place. Ceux qui ont acheté")
    assert "4 segments" in told
    assert "Les 90 autres, dont aucune commande n'a abouti" in told
    assert "autres" not in plain(say.summary.kinds(portraits(("A", 50, 1, 4)), 20))


def test_segments_that_no_reader_tells_apart_share_their_place():
    table = portraits(
        ("Gros", 100, 300.0, 3.9),
        ("Anciens", 100, 61.0, 4.6),
        ("Neufs", 100, 60.0, 4.6),
    )
    told = plain(say.summary.good_and_less_good(table))
    assert "les moins bons « Anciens » et « Neufs » (60 R$)" in told
    assert "les meilleurs sont « Anciens » et « Neufs » (4,6 étoiles" in told


@pytest.mark.parametrize(("demo", "told"), [(True, "fictive"), (False, "1 050")])
def test_demonstration_data_say_so(demo, told):
    scope = plain(say.summary.scope(PERIOD, changed(orders=1050), demo))
    assert told in scope
    assert ("démonstration" in scope) == demo
