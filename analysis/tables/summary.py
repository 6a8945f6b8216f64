"""The summary page: one line per segment, and where the numbers come from."""

from __future__ import annotations

from great_tables import GT
from pandas import DataFrame

from analysis import french
from analysis.cards import Markup, environment
from analysis.labels import TABLES
from analysis.period import Period
from analysis.provenance import Provenance
from analysis.say.segments import told
from analysis.tables.segments import swatched
from analysis.tables.style import base, labelled, numbers, readable

KINDS = {
    "csv": "dossier de fichiers CSV",
    "zip": "archive ZIP",
    "sqlite": "fichier SQLite",
    "parquet": "dossier de fichiers Parquet",
    "duckdb": "fichier DuckDB",
}


def segments(portraits: DataFrame) -> GT:
    """Size and action of each segment; the picture beside shows the rest.

    Parameters
    ----------
    portraits : DataFrame
        One row per segment; those that may not be told are left out.
    """
    table = told(portraits)
    finished = (
        base(table[["name", "customers", "action"]], "name", "Segment")
        .pipe(numbers, "customers")
        .pipe(readable, "action", "10rem")
        .pipe(labelled, {"customers": "Clients", "action": "Action"})
    )
    return swatched(finished, table)


def provenance(known: Provenance, period: Period) -> Markup:
    """Write the box that says where the numbers of the report come from."""
    rows = [
        f"{TABLES.get(name, name)} {french.number(count)}"
        for name, count in known.rows.items()
    ]
    versions = [f"{name} {version}" for name, version in known.versions.items()]
    facts = {
        "Source": f"{KINDS.get(known.kind, known.kind)} « {known.name} »",
        "Période": f"commandes du {french.date(period.first_order)} au "
        f"{french.date(period.last_order)}",
        "Clients décrits": f"au {french.date(period.as_of)}",
        "Lignes": french.enumeration(rows),
        "Conformité": conformity(known),
        "Empreinte des données": known.fingerprint,
        "Calculé": f"le {french.date(known.computed)}",
        "Versions": french.enumeration(versions),
        "Rendu": f"par {known.renderer}",
    }
    template = environment().get_template("provenance.html.j2")
    if known.demo:
        del facts["Conformité"]
    facts = {name: french.sentence(fact) for name, fact in facts.items()}
    return Markup(template.render(demo=known.demo, facts=facts))


def conformity(known: Provenance) -> str:
    """Say whether the tables are as large as those that Olist published."""
    if not known.differences:
        return "autant de lignes, table par table, que dans la publication d'Olist"
    gaps = [
        f"{TABLES.get(name, name)} : {french.number(known.rows[name])} au lieu de "
        f"{french.number(known.rows[name] - gap)}"
        for name, gap in known.differences.items()
    ]
    return (
        "des tables n'ont pas le nombre de lignes publié par Olist "
        f"({', '.join(gaps)}) ; les chiffres peuvent s'écarter de ceux de la "
        "publication"
    )
