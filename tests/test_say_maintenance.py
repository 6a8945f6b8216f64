"""What the chapter on maintenance says is true whatever the simulation found."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_maintenance import (
    ALONE,
    AT_ONCE,
    NEVER,
    NORMAL,
    TOO_LITTLE,
    nothing,
    simulated,
)
from made_up_segments import contrasted, portraits

from analysis.maintenance import Maintenance
from analysis.say import aging, alarms, changes, maintenance, readings, refresh
from analysis.settings import AlarmSettings, MaintenanceSettings

ROOT = Path(__file__).parent.parent
PORTRAITS = contrasted()
LEVELS = AlarmSettings()
SHAPES = {
    "normal": NORMAL,
    "never": NEVER,
    "at once": AT_ONCE,
    "alone": ALONE,
    "too little": TOO_LITTLE,
}
SENTENCES = {
    "recommendation": maintenance.recommendation,
    "headline": maintenance.headline,
    "figure": maintenance.figure,
    "figure margin": maintenance.figure_margin,
    "agreement": maintenance.agreement,
    "band": maintenance.band,
    "noise": maintenance.noise,
    "origins": readings.origins,
    "moved": maintenance.moved,
    "protocol": maintenance.protocol,
    "accuracy": aging.accuracy,
    "readings": readings.readings,
    "calendar": readings.calendar,
    "conventional": readings.conventional,
    "start": readings.start,
    "bridge": readings.bridge,
    "leaks": readings.leaks,
    "causes": aging.causes,
    "repaired": aging.repaired,
    "drift": lambda found: aging.drift(found, LEVELS),
    "weakest": lambda found: aging.weakest(found, PORTRAITS),
    "good": lambda found: aging.good(found, PORTRAITS),
    "migration": lambda found: aging.migration(found, PORTRAITS),
    "changes": changes.dated,
    "steady": changes.steady,
    "best alarm": alarms.best,
    "trust": alarms.trust,
    "usual": alarms.usual,
    "policies": alarms.policies,
    "below": alarms.below,
    "sensitivity": refresh.sensitivity,
    "strongest": refresh.strongest,
    "good only": refresh.good,
}


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def changed(found: Maintenance, **values: object) -> Maintenance:
    return dataclasses.replace(found, **values)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_whole_whatever_was_found(name: str, shape: str):
    told = plain(SENTENCES[name](SHAPES[shape]))
    assert len(told) > 5
    assert not told.endswith(".")
    assert not {"nan", "None", "inf"} & set(told.replace(",", " ").split())


# The answer


def test_the_answer_is_an_interval_and_its_uncertainty():
    assert plain(maintenance.recommendation(NORMAL)) == (
        "Mettez les segments à jour toutes les 5 semaines (intervalle à 90 % : de 4 à "
        "6 semaines) : jusqu'à cet âge, l'accord avec un modèle refait reste au moins "
        "à 0,80 dans 95 % des rejeux"
    )
    assert plain(maintenance.headline(NORMAL)) == (
        "Mettez les segments à jour toutes les 5 semaines (de 4 à 6 semaines)"
    )
    assert plain(maintenance.figure(NORMAL)) == "5 semaines"


def test_a_long_interval_is_also_told_in_months():
    told = plain(maintenance.recommendation(simulated(0.012, horizon=26)))
    assert "toutes les 14 semaines (environ 3 mois ; intervalle" in told


def test_one_week_is_told_as_each_week():
    weekly = changed(NORMAL, interval_weeks=1, interval_low=1, interval_high=2)
    told = plain(maintenance.recommendation(weekly))
    assert told.startswith("Mettez les segments à jour chaque semaine (")
    assert "de 1 à 2 semaines" in told


def test_an_interval_that_all_origins_share_has_no_range():
    sure = changed(NORMAL, interval_low=5, interval_high=5)
    assert "5 semaines, sans écart" in plain(maintenance.recommendation(sure))


def test_an_interval_that_some_resamples_never_end_has_no_upper_end():
    open_ended = changed(NORMAL, interval_high=NORMAL.horizon_weeks)
    assert "(au moins 4 semaines)" in plain(maintenance.headline(open_ended))


def test_no_crossing_gives_a_lower_bound():
    told = plain(maintenance.recommendation(NEVER))
    assert told.startswith("Une mise à jour toutes les 20 semaines suffit")
    assert "pendant les 20 semaines observées" in told
    assert told.endswith("rien ne dit encore si l'on peut attendre davantage")
    assert "au moins 20 semaines" in plain(maintenance.headline(NEVER))
    assert plain(maintenance.figure(NEVER)) == "≥ 20 semaines"
    assert "minimum 0,92" in plain(maintenance.agreement(NEVER))


def test_a_crossing_within_a_week_gives_no_interval():
    told = plain(maintenance.recommendation(AT_ONCE))
    assert "dès la première semaine" in told
    assert told.endswith("refaites les segments avant chaque campagne")
    assert "toutes les" not in told


@pytest.mark.parametrize("found", [TOO_LITTLE, simulated(0.002, horizon=3)])
def test_too_little_history_gives_no_recommendation(found: Maintenance):
    told = plain(maintenance.recommendation(found))
    assert told.startswith("Aucune fréquence ne peut être recommandée : ")
    assert "trop court" in maintenance.headline(found)
    assert maintenance.figure(found) == "inconnu"


def test_the_reason_of_an_empty_simulation_is_given():
    told = plain(maintenance.recommendation(nothing("la base n’a que deux semaines")))
    assert told.endswith("recommandée : la base n'a que deux semaines")


def test_a_single_origin_is_an_order_of_magnitude():
    for told in (maintenance.recommendation(ALONE), maintenance.headline(ALONE)):
        assert "une seule origine : un ordre de grandeur" in plain(told)
    assert "rien ne dit ce qu'une autre" in plain(readings.origins(ALONE))
    assert "d'une seule origine" in plain(maintenance.band(ALONE))


@given(fall=st.floats(0, 0.5), origins=st.integers(1, 5), horizon=st.integers(2, 30))
def test_an_interval_is_told_only_where_the_lower_bound_held(fall, origins, horizon):
    found = simulated(fall, origins=origins, horizon=horizon)
    held = found.band.loc[found.band["low"] >= found.threshold, "age_weeks"]
    told = plain(maintenance.recommendation(found))
    if found.interval_weeks is None:
        assert len(held) == len(found.band)
        assert "suffit" in told or "Aucune fréquence" in told
    else:
        assert set(range(found.interval_weeks + 1)) <= set(held) | {0}
        assert "suffit" not in told


# One source


def test_summary_and_chapter_say_the_same_sentence():
    call = "say.maintenance.recommendation("
    for name in ("index.qmd", "book/maintenance.qmd", "slides/index.qmd"):
        assert (ROOT / name).read_text(encoding="utf8").count(call) == 1, name


def test_the_title_of_the_slide_is_the_sentence_to_remember():
    deck = (ROOT / "slides" / "index.qmd").read_text(encoding="utf8")
    assert "## `{python} say.maintenance.headline(found)`" in deck
    assert "3. `{python} say.maintenance.headline(found)`." in deck


# The agreement


def test_mean_and_lower_bound_cross_at_their_own_week():
    assert plain(maintenance.agreement(NORMAL)) == (
        "Dès la semaine 6, l'accord n'est plus sûr de rester à 0,80 ; en moyenne, il "
        "passe dessous en semaine 7"
    )


def test_a_mean_that_stays_above_is_told():
    slow = simulated(0.009, horizon=20)
    assert slow.band["low"].min() < slow.threshold <= slow.band["mean"].min()
    assert plain(maintenance.agreement(slow)).endswith("il y reste jusqu'au bout")


@pytest.mark.parametrize(
    ("refit", "cause"), [(0.99, "vient du temps"), (0.7, "hasard")]
)
def test_noise_of_the_computation_is_told_apart_from_time(refit, cause):
    assert cause in maintenance.noise(simulated(refit=refit))


def test_crossings_range_over_the_origins():
    assert plain(readings.origins(NORMAL)).endswith("sous 0,80 après 6 à 9 semaines")
    assert "Pour aucune des 4 origines" in plain(readings.origins(NEVER))
    assert "d'où que l'on parte" in plain(readings.origins(AT_ONCE))


@pytest.mark.parametrize(
    ("others", "words"),
    [(1, "une origine ne l'a pas vu"), (3, "3 origines ne l'ont pas vu")],
)
def test_origins_without_a_crossing_are_counted(others, words):
    crossings = NORMAL.crossings.copy()
    crossings.loc[crossings.index[:others], "crossing_weeks"] = math.nan
    told = plain(readings.origins(changed(NORMAL, crossings=crossings)))
    assert words in told


def test_misplaced_customers_are_counted_at_the_recommended_age():
    told = plain(maintenance.moved(NORMAL))
    assert told.startswith("Après 5 semaines, 8 % des acheteurs (de 5 % à 10 %)")


def test_starts_are_counted():
    assert "un seul" in maintenance.starts(MaintenanceSettings(n_init=1))
    assert "le meilleur de 5" in plain(maintenance.starts(MaintenanceSettings()))


# What ages, and why


def test_the_calendar_takes_the_share_that_the_stopped_clock_gives_back():
    assert plain(readings.readings(simulated(calendar=0.25))).endswith(
        "25 % de la perte disparaît"
    )


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (0.0, "Le calendrier n'y est pour rien"),
        (-0.3, "Arrêter l'horloge n'arrange rien"),
    ],
)
def test_a_calendar_that_costs_nothing_is_told(calendar, words):
    assert plain(readings.readings(simulated(calendar=calendar))).startswith(words)


@pytest.mark.parametrize(
    ("fall", "calendar", "words"),
    [
        (0.03, 0.5, "et en semaine 15 quand elle est arrêtée"),
        (0.03, 0.9, "et jamais quand l'horloge est arrêtée"),
        (0.002, 0.5, "aucune des deux lectures ne passe"),
        (0.006, -5.0, "ne passe sous 0,80 que lorsque l'horloge est arrêtée"),
    ],
)
def test_both_readings_have_their_week(fall, calendar, words):
    assert words in plain(readings.calendar(simulated(fall, calendar=calendar)))


def test_the_usual_curve_is_compared_with_the_lower_bound():
    assert plain(readings.conventional(NORMAL)) == (
        "La courbe que tout le monde calcule passe sous 0,80 en semaine 17 ; la borne "
        "basse de la nôtre, dès la semaine 6"
    )
    assert "ne passe jamais" in plain(readings.conventional(NEVER))


def test_the_way_from_the_usual_answer_to_ours_has_three_steps():
    told = plain(readings.bridge(NORMAL))
    assert told.startswith("De la semaine 17 à la semaine 6 en trois pas")
    weeks = [told.index(f"(semaine {week})") for week in (9, 7, 6)]
    assert weeks == sorted(weeks)


def test_a_future_that_changes_nothing_is_told():
    same = NORMAL.conventional.assign(ari=NORMAL.conventional["honest"])
    told = plain(readings.leaks(changed(NORMAL, conventional=same)))
    assert "change ici l'accord de moins de 0,01" in told
    assert "relève l'accord de 0,13" in plain(readings.leaks(NORMAL))


def test_the_segment_that_keeps_least_is_named():
    told = plain(aging.weakest(NORMAL, PORTRAITS))
    assert told.startswith("« Petits paniers » se défait le premier : après 5 semaines")
    steady = changed(NORMAL, segments=NORMAL.segments.assign(kept=1.0))
    assert "presque entiers" in aging.weakest(steady, PORTRAITS)
    alike = changed(NORMAL, segments=NORMAL.segments.assign(kept=0.7))
    assert "se défont ensemble" in aging.weakest(alike, PORTRAITS)


def test_good_customers_are_told_apart():
    told = plain(aging.good(NORMAL, PORTRAITS))
    assert "« Gros paniers »" in told
    assert "« Déçus »" in told
    nobody = changed(NORMAL, segments=NORMAL.segments.assign(good=False))
    assert "pas de bons clients" in plain(aging.good(nobody, PORTRAITS))


def test_a_segment_that_may_not_be_told_is_not_named():
    few = portraits(("Gros", 500, 300.0, 4.6), ("Rares", 12, 50.0, 1.1))
    few.loc[1, "revenue"] = math.nan
    for told in (aging.weakest(NORMAL, few), aging.migration(NORMAL, few)):
        assert "Rares" not in told


def test_the_largest_flow_is_named():
    told = plain(aging.migration(NORMAL, PORTRAITS))
    assert "28 % de « Gros paniers » iraient dans « Fidèles »" in told
    still = NORMAL.migration.assign(
        share=(NORMAL.migration["old"] == NORMAL.migration["new"]).astype(float)
    )
    told = aging.migration(changed(NORMAL, migration=still), PORTRAITS)
    assert "Presque personne" in told


def test_the_main_cause_is_named_and_a_negative_one_repairs():
    assert plain(aging.causes(NORMAL)) == (
        "Le vieillissement de la récence fait le plus : 80 % de l'accord perdu après "
        "20 semaines"
    )
    told = plain(aging.repaired(NORMAL))
    assert told.startswith("Sur 0,24 d'accord perdu après 8 semaines")
    assert "l'arrivée de nouveaux acheteurs −0,05" in told
    assert told.endswith("rapproche les deux modèles au lieu de les éloigner")
    none = changed(NORMAL, causes=NORMAL.causes.assign(newcomers=0.0))
    assert "répare" not in aging.repaired(none)


def test_a_cause_larger_than_the_loss_explains_it_all():
    larger = changed(NORMAL, causes=NORMAL.causes.assign(ageing=2.0))
    assert "explique toute la perte" in aging.causes(larger)


def test_a_drift_is_compared_with_its_level():
    assert "aucune variable n'atteint" in plain(aging.drift(NORMAL, LEVELS))
    told = plain(aging.drift(NORMAL, AlarmSettings(psi=0.1)))
    assert told.startswith("La variable « récence » dérive le plus")
    assert "taille des segments" not in told


# What to watch


def test_a_change_is_dated_with_its_levels():
    told = plain(changes.dated(NORMAL))
    assert told == (
        "Le changement le plus net : « montant payé » passe de 150 R$ à 170 R$ à "
        "partir du 3 mars 2018"
    )
    assert "sans changement : « note »" in plain(changes.steady(NORMAL))


def test_without_change_nothing_is_dated():
    calm = changed(NORMAL, changes=NORMAL.changes.assign(found=False))
    assert plain(changes.dated(calm)).startswith("Aucun comportement")


@pytest.mark.parametrize(
    ("feature", "value", "expected"),
    [
        ("score", 4.21, "4,2 étoiles"),
        ("delay", -1.0, "−1,0 jour"),
        ("delay", -12.0, "−12,0 jours"),
        ("freight_share", 0.213, "21,3 %"),
        ("installments", 2.5, "2,50"),
    ],
)
def test_levels_have_their_unit(feature, value, expected):
    row = NORMAL.changes.iloc[0].copy()
    row["feature"], row["before"] = feature, value
    assert plain(changes.level(row, "before")) == expected


def test_the_best_alarm_is_told_with_its_record():
    told = plain(alarms.best(NORMAL))
    assert "L'alarme sonne quand cette mesure descend à 0,85" in told
    assert "à temps pour 4 des 4 passages sous le seuil, avec 0 fausse alerte" in told
    assert "refaire un modèle chaque semaine" in plain(alarms.trust(NORMAL))


def test_a_calibrated_alarm_is_told_with_the_counts_of_the_other_origins():
    turned = NORMAL.alarms.iloc[::-1].reset_index(drop=True)
    found = changed(NORMAL, alarms=turned)
    assert "atteint 0,40" in plain(alarms.best(found))
    assert "à temps pour 3 des 4" in plain(alarms.best(found))
    assert "elle ne le remplace pas" in plain(alarms.trust(found))


@pytest.mark.parametrize(
    ("in_time", "words"),
    [(0, "aucune mesure de dérive n'aurait"), (3, "à temps 3 des 4 passages")],
)
def test_usual_levels_are_judged_too(in_time, words):
    table = NORMAL.alarms.assign(in_time=in_time)
    assert words in plain(alarms.usual(changed(NORMAL, alarms=table)))


@pytest.mark.parametrize(
    ("level", "expected"), [(0.25, "0,25"), (0.075, "0,075"), (0.0055, "0,0055")]
)
def test_small_levels_keep_two_digits(level, expected):
    assert alarms.level(level) == expected


def test_without_a_crossing_no_alarm_is_judged():
    calm = changed(NORMAL, alarms=NORMAL.alarms.assign(crossed=0))
    assert "aucune ne peut être jugée" in plain(alarms.best(calm))


def test_the_recommended_policy_is_compared_with_never():
    told = plain(alarms.policies(NORMAL))
    assert told == (
        "En suivant la recommandation, l'accord moyen passe de 0,50 à 0,90, pour 4 "
        "mises à jour en 20 semaines"
    )
    assert "recommandation, 4 mises à jour" in plain(alarms.below(NORMAL))
    assert "Aucune façon de faire" in plain(alarms.below(NEVER))


def test_a_history_that_never_needs_a_refresh_says_so():
    calm = changed(NORMAL, policies=NORMAL.policies.assign(weeks_below=0.0))
    assert plain(alarms.below(calm)).startswith("Même sans mise à jour")


# Other settings


def test_the_sensitivity_goes_from_the_shortest_to_the_longest():
    assert plain(refresh.sensitivity(NORMAL)) == (
        "Selon le réglage, l'intervalle va de 2 semaines (seuil 0,90) à au moins 20 "
        "semaines (5 segments)"
    )
    assert "moins d'une semaine" in plain(refresh.sensitivity(AT_ONCE))


def test_the_setting_that_counts_most_is_named():
    told = plain(refresh.strongest(NORMAL))
    assert told.startswith("C'est le nombre de segments qui pèse le plus")
    assert "déplacé de 15 semaines au moins" in told
    assert told.endswith("d'une semaine au plus pour le choix des variables")


def test_settings_that_move_nothing_are_told():
    weeks = float(NORMAL.interval_weeks)
    same = changed(NORMAL, sensitivity=NORMAL.sensitivity.assign(weeks=weeks))
    assert plain(refresh.sensitivity(same)).startswith("Aucun des réglages essayés")
    assert "n'y change rien" in plain(refresh.strongest(same))


def test_good_customers_may_wait_longer():
    table = NORMAL.sensitivity[NORMAL.sensitivity["what"].isin(["reference", "good"])]
    told = plain(refresh.strongest(changed(NORMAL, sensitivity=table)))
    assert told.startswith("C'est le choix des clients suivis qui pèse le plus")
    assert plain(refresh.good(NORMAL)) == (
        "S'il suffit que les bons clients restent justes : 7 semaines (intervalle à "
        "90 % : de 6 à 7 semaines)"
    )
    none = NORMAL.sensitivity[NORMAL.sensitivity["what"] != "good"]
    assert "n'a pas pu" in plain(refresh.good(changed(NORMAL, sensitivity=none)))
