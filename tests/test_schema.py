"""The contract, the quality register and the inventory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.exploration.quality import register
from analysis.period import find_period
from analysis.schema import CONTRACTS, ingest
from analysis.schema.anomalies import ANOMALIES
from analysis.schema.anomalies.anomaly import WITH_ORDERS
from analysis.settings import Settings
from analysis.sources import Tables, find
from analysis.sources.demo import write_demo


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "tables"
    ingest(find(real_data), folder)
    return folder


def quality(folder: Path, minimum_share: float = 0.05) -> pd.DataFrame:
    """The quality register of ingested tables."""
    tables = Tables.read(folder)
    return register(tables, find_period(tables, Settings()), minimum_share)


def counts(folder: Path) -> pd.Series:
    """Count of each anomaly, by its label."""
    return quality(folder).set_index("anomaly")["count"]


def inventory(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "inventory.parquet").set_index("table")


@pytest.mark.real
def test_the_real_tables_have_their_known_sizes(real):
    assert inventory(real)["rows"].to_dict() == {
        "customers": 99_441,
        "orders": 99_441,
        "items": 112_650,
        "payments": 103_886,
        "reviews": 98_718,
        "products": 32_951,
        "sellers": 3_095,
        "geolocation": 19_015,
        "translation": 71,
    }


@pytest.mark.real
def test_the_real_tables_tell_persons_from_customers(real):
    customers = Tables.read(real).customers.execute()
    placed = customers["customer_unique_id"].value_counts()
    assert len(placed) == 96_096
    assert (placed > 1).sum() == 2_997


@pytest.mark.real
def test_the_real_payments_sum_to_the_published_total(real):
    tables = Tables.read(real)
    assert tables.payments.payment_value.sum().execute() == pytest.approx(16_008_872.12)
    assert tables.items.price.sum().execute() == pytest.approx(13_591_643.70)
    assert tables.items.freight_value.sum().execute() == pytest.approx(2_251_909.54)


@pytest.mark.real
def test_the_real_register_counts_the_known_anomalies(real):
    expected = {
        "Commandes annulées ou indisponibles": 625 + 609,
        "Commandes sans article": 99_441 - 98_666,
        "Commandes sans paiement": 1,
        "Commandes notées plusieurs fois": 2,
        "Moyen de paiement non défini": 3,
        "Produits sans catégorie": 610,
        "Positions répétées à l’identique": 0,
    }
    assert counts(real)[list(expected)].to_dict() == expected


@pytest.mark.real
def test_the_real_decisions_have_their_known_effects(real):
    found = quality(real).set_index("anomaly")
    cancelled = found.loc["Commandes annulées ou indisponibles"]
    assert float(cancelled["value"]) == pytest.approx(16_008_872.12 - 15_740_425.69)
    first = found.loc["Commandes des premiers mois presque vides"]
    last = found.loc["Commandes des derniers mois presque vides"]
    assert (first["value"], last["value"]) == (332, 20)
    assert found.loc["Commandes sans article", "value"] == 0


@pytest.mark.real
def test_the_real_zip_codes_keep_their_zeros(real):
    codes = Tables.read(real).customers.customer_zip_code_prefix.execute()
    assert codes.str.fullmatch(r"\d{5}").all()
    assert codes.min() == "01003"


@pytest.mark.real
def test_the_translation_starts_without_byte_order_mark(real):
    names = Tables.read(real).translation.product_category_name.execute()
    assert names[0] == "beleza_saude"


def made(folder: Path, **shape) -> Path:
    """Ingested tables of a demonstration of some shape."""
    write_demo(folder / "demo", 2_000, seed=9, **shape)
    ingest(find(folder / "demo"), folder / "tables")
    return folder / "tables"


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("Commandes sans avis", "unanswered"),
        ("Commandes notées plusieurs fois", "second_review"),
        ("Commandes sans paiement", "no_payment"),
        ("Commandes livrées sans date de livraison", "no_delivery_date"),
        ("Remise au transporteur avant l’achat", "early_carrier"),
        ("Remise au transporteur avant l’accord du paiement", "late_approval"),
        ("Livraison avant la remise au transporteur", "late_carrier"),
        ("Date limite d’expédition après la dernière commande", "far_limit"),
        ("Articles sans frais de port", "free_freight"),
        ("Paiements en zéro mensualité", "no_installment"),
        ("Produits sans catégorie", "no_category"),
        ("Produits de poids nul ou absent", "no_weight"),
        ("Code postal du client sans position connue", "unknown_zip"),
        ("Avis dont l’identifiant sert à plusieurs commandes", "shared_review"),
        ("Positions hors du Brésil", "outside_brazil"),
        ("Positions répétées à l’identique", "repeated_position"),
    ],
)
def test_an_anomaly_is_counted_where_it_was_planted(label, shape, tmp_path):
    without = counts(made(tmp_path / "without", **{shape: 0.0}))
    planted = counts(made(tmp_path / "with", **{shape: 0.2}))
    # Another anomaly, or an order at the very end, may look alike now and then.
    assert without[label] <= 5
    assert planted[label] >= 20 + without[label]


def test_an_order_canceled_stays_in_the_register(tmp_path):
    found = counts(made(tmp_path, statuses={"canceled": 1, "delivered": 3}))
    orders = pd.read_parquet(tmp_path / "tables" / "orders.parquet")
    canceled = (orders["order_status"] == "canceled").sum()
    assert found["Commandes annulées ou indisponibles"] == canceled > 400


def test_the_register_lists_also_what_it_did_not_find(tmp_path):
    found = quality(made(tmp_path))
    assert len(found) == len(ANOMALIES)
    assert (found["count"] == 0).any()
    assert (found["count"] <= found["total"]).all()


def test_the_register_leaves_out_checks_of_absent_tables(tmp_path):
    write_demo(tmp_path / "demo", 100, seed=0)
    (tmp_path / "demo" / "olist_geolocation_dataset.parquet").unlink()
    ingest(find(tmp_path / "demo"), tmp_path / "tables")
    labels = counts(tmp_path / "tables").index
    assert not labels.str.contains("position", case=False).any()


def test_the_inventory_counts_rows_missing_values_and_duplicates(tmp_path):
    folder = made(tmp_path, repeated_position=0.5, no_category=0.0, no_weight=0.0)
    table = inventory(folder)
    reviews = pd.read_parquet(folder / "reviews.parquet")
    positions = pd.read_parquet(folder / "geolocation.parquet")
    assert table.loc["reviews", "missing"] == reviews.isna().sum().sum() > 0
    assert table.loc["products", "missing"] == 0
    assert table.loc["geolocation", "duplicates"] == positions.duplicated().sum() > 0
    assert table.loc["items", "key"] == "order_id + order_item_id"
    assert table["rows"].min() > 0


def test_anomalies_speak_of_existing_tables_and_have_distinct_names():
    labels = [anomaly.label for anomaly in ANOMALIES]
    assert len(set(labels)) == len(labels)
    for anomaly in ANOMALIES:
        assert {anomaly.table, *anomaly.needs} <= CONTRACTS.keys()


def test_a_measured_effect_knows_its_orders():
    for anomaly in ANOMALIES:
        if anomaly.effect.measure and not anomaly.effect.condition:
            assert anomaly.table in WITH_ORDERS, anomaly.label


def test_the_effect_of_cancelled_orders_is_the_money_that_leaves_revenue(tmp_path):
    folder = made(tmp_path, statuses={"canceled": 1, "delivered": 3})
    found = quality(folder).set_index("anomaly")
    found = found.loc["Commandes annulées ou indisponibles"]
    orders = pd.read_parquet(folder / "orders.parquet")
    canceled = orders[orders["order_status"] == "canceled"]
    paid = pd.read_parquet(folder / "payments.parquet").set_index("order_id")
    lost = paid.loc[paid.index.isin(canceled["order_id"]), "payment_value"].sum()
    assert found["value"] == pytest.approx(lost)
    assert found["whole"] == pytest.approx(paid["payment_value"].sum())
    assert found["customers"] > 400


def test_the_register_leaves_the_tables_to_the_next_step(tmp_path):
    tables = Tables.read(made(tmp_path))
    register(tables, find_period(tables, Settings()), 0.05)
    assert len(tables.orders.to_pandas()) > 2_000


def test_an_anomaly_without_consequence_says_why(tmp_path):
    found = quality(made(tmp_path))
    assert found["effect"].str.len().min() > 10
    assert found.loc[found["measure"] == "", "value"].isna().all()
    measured = found[found["measure"] != ""]
    assert (measured["value"] <= measured["whole"]).all()


def test_nearly_empty_months_are_those_below_the_configured_share(tmp_path):
    folder = made(tmp_path, monthly_orders={"2017-01": 1, "2017-02": 9, "2017-03": 9})
    label = "Commandes des premiers mois presque vides"
    strict, lax = (
        quality(folder, share).set_index("anomaly").loc[label] for share in (0.5, 0.05)
    )
    assert strict["count"] > 20
    assert strict["value"] == 0  # the study window was decided with another share
    assert lax["count"] == 0


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_the_contract_is_consistent(contract):
    names = [column.name for column in contract.columns]
    assert len(set(names)) == len(names)
    for key in contract.key:
        assert contract.column(key).required
    for reference in contract.references:
        assert reference.column in names
        assert CONTRACTS[reference.table].column(reference.target)
