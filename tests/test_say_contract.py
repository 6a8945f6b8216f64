"""The contract as it is read: complete, true of its numbers, safe to print."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from made_up_segments import contrasted
from pandas import DataFrame
from test_contract import TODAY, TOO_FEW, answer, written

from analysis import proposal, say
from analysis.contract import contract
from analysis.economics import economy
from analysis.maintenance import Maintenance
from analysis.settings import Settings


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def costed(weekly: float, interval: int | None = 6, reason: str = ""):
    """An economy in which so many more buyers are misplaced each week."""
    weeks = range(0 if reason else 27)
    shares = [weekly * week for week in weeks]
    table = DataFrame({"age_weeks": weeks, "segment": 1, "share": shares})
    settings = Settings()
    return economy(
        table,
        contrasted(),
        answer(interval, reason),
        settings.economics,
        settings.contract,
    )


def study(
    maintenance: Maintenance | None = None, demo: bool = False, **terms: object
) -> SimpleNamespace:
    """What the page asks of a study."""
    settings = Settings.model_validate({"contract": terms})
    maintenance = maintenance or answer()
    return SimpleNamespace(
        contract=contract(settings.contract, maintenance, TODAY),
        maintenance=maintenance,
        economy=costed(0.01, reason=maintenance.reason),
        portraits=contrasted(),
        settings=settings,
        provenance=SimpleNamespace(demo=demo),
    )


def read(made: str) -> BeautifulSoup:
    return BeautifulSoup(made, "lxml")


# Sentences.


def test_the_price_is_told_in_both_currencies_with_the_refreshes():
    assert plain(say.contract.price(written())) == (
        "La première année coûte 7 400,00 € hors taxes (46 250,00 R$), mise en place "
        "et 8 mises à jour comprises"
    )
    assert plain(say.contract.headline(written())) == (
        "Un contrat à 7 400 € la première année, une mise à jour toutes les 6 semaines"
    )
    assert "4 200,00 €" in plain(say.contract.following(written()))


@pytest.mark.parametrize(
    ("maintenance", "terms", "expected"),
    [
        (answer(6), {}, "garde 6 semaines un accord d'au moins 0,80"),
        (answer(6), {}, "de 5 à 8 semaines avec une confiance de 90 %"),
        (answer(0), {}, "avant la fin de la première semaine"),
        (answer(None), {}, "borne basse"),
        (answer(80), {}, "pour que chaque année ait au moins une mise à jour"),
        (answer(None, TOO_FEW, 0), {}, "une hypothèse de départ, non un résultat"),
        (answer(None, TOO_FEW, 0), {}, "12 clients seulement"),
        (answer(6), {"refresh_weeks": 6}, "celui que recommande la simulation"),
        (answer(6), {"refresh_weeks": 9}, "la simulation recommande 6 semaines"),
        (answer(None), {"refresh_weeks": 9}, "en recommande au moins 26 semaines"),
        (answer(None, TOO_FEW, 0), {"refresh_weeks": 9}, "d'en recommander aucun"),
    ],
)
def test_the_rhythm_says_where_it_comes_from(maintenance, terms, expected):
    found = say.contract.basis(written(maintenance, **terms), maintenance)
    assert expected in plain(found)


def test_the_contract_says_when_another_interval_would_cost_less():
    found = costed(0.0001)
    assert found.is_bound
    told = plain(say.contract.choice(written(), found))
    assert "le plus bas à 26 semaines au moins (écart :" in told
    assert "retient une mise à jour toutes les 6 semaines, parce que" in told
    chosen = plain(say.contract.choice(written(refresh_weeks=2), found))
    assert "toutes les 2 semaines, dont les parties sont convenues" in chosen


def test_the_contract_says_when_its_rhythm_is_among_the_cheapest():
    found = costed(0.01)
    chosen = written(refresh_weeks=found.best_weeks)
    assert "l'un des rythmes les moins chers" in plain(
        say.contract.choice(chosen, found)
    )


def test_without_history_no_cost_is_told():
    told = say.contract.choice(written(), costed(0.01, None, TOO_FEW))
    assert f"ne se calcule pas encore ({TOO_FEW})" in told


def test_the_tax_is_a_rate_or_a_reason():
    assert plain(say.contract.vat(written())).startswith(
        "TVA (France) non applicable : client établi hors de l'Union européenne"
    )
    taxed = written(vat={"country": "Belgique", "rate": 21})
    assert plain(say.contract.vat(taxed)).startswith("TVA (Belgique) au taux de 21 %")


def test_the_rate_of_exchange_is_told_with_its_day():
    told = plain(say.contract.exchange(written(exchange={"reais_per_euro": "6.125"})))
    assert "6,125 R$ pour 1 €, arrêté le 23 novembre 2026" in told


# The page.

ARTICLES = (
    *("Objet", "Périmètre", "Fréquence", "livre", "Surveillance", "Calendrier"),
    *("Rôles", "Niveaux de service", "Prix", "Options", "Paiement", "Hypothèses"),
    *("comprend pas", "Protection des données", "Propriété", "Confidentialité"),
    *("Acceptation", "résiliation", "signatures"),
)


def test_the_contract_has_every_article_in_order():
    page = read(proposal.page(study()))
    titles = [title.get_text() for title in page.select(".contract-article > h2")]
    assert len(titles) == len(ARTICLES)
    pairs = zip(ARTICLES, titles, strict=True)
    assert all(words in title for words, title in pairs)
    assert len(page.select("h1")) == 1
    assert len(page.select(".contract-signature")) == 2


def test_the_book_and_the_file_hold_the_same_articles():
    found = study()
    alone = read(proposal.page(found)).select_one("article.contract")
    inside = read(proposal.articles(found)).select_one("article.contract")
    assert alone.get_text() == inside.get_text()
    assert inside.select_one("h2.contract-title")
    assert proposal.articles(found)._repr_markdown_().startswith("```{=html}")


def test_the_file_calls_nobody():
    page = proposal.page(study())
    assert not re.search(r"https?://|<script|<link(?! rel=\"icon\")", page)
    assert set(re.findall(r"(?:src|href)=\"([^\"]*)", page)) == {"data:,"}


def test_the_totals_of_the_page_are_those_of_the_quote():
    found = study(vat={"country": "France", "rate": 20})
    text = plain(read(proposal.page(found)).get_text(" "))
    quote = found.contract.quote
    for amount in (quote.net, quote.vat, quote.gross):
        assert plain(say.contract.euros(amount)) in text
        assert plain(say.contract.in_reais(amount)) in text


def test_the_calendar_of_the_page_has_a_line_for_each_refresh():
    found = study()
    text = read(proposal.page(found)).get_text(" ")
    assert f"Mise à jour {len(found.contract.refreshes)}" in text
    assert f"Mise à jour {len(found.contract.refreshes) + 1}" not in text


def test_parties_without_a_name_have_room_to_write_it():
    text = plain(read(proposal.page(study())).get_text(" "))
    assert "Entre le prestataire et Olist" in text
    assert "Adresse : …" in text
    named = study(provider={"name": "Ana & Cie <3", "signatory": "Ana Sá, gérante"})
    page = read(proposal.page(named))
    assert "Ana & Cie <3" in page.get_text()
    assert "Représenté par Ana Sá, gérante" in page.get_text()


def test_alarms_come_from_the_simulation_or_from_the_settings():
    signs = DataFrame(
        {
            "alarm": ["agreement", "psi"],
            "label": ["accord mesuré chaque semaine", "indice de stabilité"],
            "level": [0.85, 0.3],
            "advised_level": [0.87, 0.3],
            "best": [True, False],
            **dict.fromkeys(("in_time", "calibrated_in_time"), [9, 4]),
            **dict.fromkeys(("false_alarms", "calibrated_false_alarms"), [1, 3]),
            **dict.fromkeys(("missed", "calibrated_missed"), [0, 4]),
        }
    )
    usual = plain(read(proposal.page(study())).get_text(" "))
    assert "0,85 ou moins" in usual
    told = Maintenance(**vars(answer()) | {"alarms": signs})
    text = plain(read(proposal.page(study(told))).get_text(" "))
    assert "0,87 ou moins" in text
    # An alarm that is wrong more often than right is not sold.
    assert "Indice de stabilité" not in text
    assert "le signe le plus sûr est le suivant : accord mesuré" in text


def test_demonstration_data_are_named_as_such():
    page = read(proposal.page(study(demo=True)))
    assert "démonstration" in page.main.select_one(".demonstration").get_text()
    assert "CC BY-NC-SA" not in page.get_text()
    assert "CC BY-NC-SA 4.0" in read(proposal.page(study())).get_text()


def test_the_page_has_french_typography():
    page = read(proposal.page(study()))
    text = page.select_one("article.contract").get_text()
    assert "'" not in text
    assert not re.search(r"« | »| [;?!%]", text)


@pytest.mark.parametrize(
    "maintenance", [answer(0), answer(None), answer(None, TOO_FEW, 0)]
)
def test_every_shape_of_the_answer_gives_a_whole_contract(maintenance):
    page = read(proposal.page(study(maintenance)))
    assert len(page.select(".contract-article")) == len(ARTICLES)
    assert "nan" not in page.select_one("article.contract").get_text().lower().split()
