"""Tables of the trials chapter."""

from __future__ import annotations

import json
from collections.abc import Iterable

from great_tables import GT
from pandas import DataFrame

from analysis import french, say
from analysis.charts.theme import Note, missing
from analysis.say.methods import QUANTILES, RFM, classes, of_family
from analysis.tables.style import (
    base,
    emphasised,
    labelled,
    numbers,
    percents,
    readable,
)

SHARES = ["smallest_share", "largest_share", "noise_share"]
EFFECTS = ["eta_monetary", "eta_frequency", "eta_satisfaction"]
HUNDREDTHS = ["silhouette", "davies_bouldin", "stability", "fidelity", "jaccard"]
LABELS = {
    "k": "k",
    "segments": "Segments",
    "silhouette": ("Silhouette", "séparation, au mieux 1"),
    "calinski_harabasz": ("Calinski-Harabasz", "plus haut, mieux"),
    "davies_bouldin": ("Davies-Bouldin", "plus bas, mieux"),
    "inertia": ("Inertie", "plus bas, mieux"),
    "stability": ("Stabilité", "accord entre tirages"),
    "jaccard": ("Jaccard", "segment le plus fragile"),
    "fidelity": ("Fidélité", "arbre de profondeur 3"),
    "smallest_share": ("Plus petit", "part des acheteurs"),
    "largest_share": ("Plus grand", "part des acheteurs"),
    "noise_share": ("Bruit", "part des acheteurs"),
    "eta_monetary": ("Dépense", "part expliquée"),
    "eta_frequency": ("Achats", "part expliquée"),
    "eta_satisfaction": ("Note", "part expliquée"),
    "seconds": ("Durée", "secondes"),
    "reason": "Verdict",
}
SCAN = (
    *("k", "silhouette", "calinski_harabasz", "davies_bouldin", "stability"),
    *("smallest_share", "reason"),
)
FEATURES = {
    "recency": "Récence (jours)",
    "frequency": "Fréquence (achats)",
    "monetary": "Montant (R$)",
}


def grids(screened: DataFrame, scored: DataFrame) -> GT:
    """What was tried: per family, where, with which values, how many candidates."""
    rows = []
    for name in dict.fromkeys(screened["family"]):
        tried = of_family(screened, name)
        kept = scored[scored["family"] == name]
        rows.append(
            {
                "family": french.sentence_case(say.trials.family(name)),
                "spaces": tried["space"].nunique(),
                "values": values(tried),
                "first": len(tried),
                "second": len(kept),
            }
        )
    labels = {
        "spaces": ("Espaces", "de variables"),
        "values": "Valeurs essayées",
        "first": ("Premier tour", "candidats"),
        "second": ("Second tour", "candidats"),
    }
    return (
        base(DataFrame(rows), "family", "Famille")
        .pipe(numbers, ["spaces", "first", "second"])
        .pipe(readable, "values")
        .pipe(labelled, labels)
    )


def values(tried: DataFrame) -> str:
    """Values of each hyper-parameter of some candidates, from what they were given."""
    asked: dict[str, list] = {}
    if len(found := tried["k"].dropna()):
        asked["k"] = sorted({int(k) for k in found})
    for text in tried["parameters"]:
        for name, value in say.trials.given(text).items():
            known = asked.setdefault(name, [])
            if value not in known:
                known.append(value)
    told = [f"{name} : {listed(found)}" for name, found in asked.items()]
    return french.sentence(" ; ".join(told))


def listed(found: list) -> str:
    """Values side by side; a run of whole numbers by its ends."""
    whole = all(isinstance(value, int) for value in found)
    if whole and len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{found[0]} à {found[-1]}"
    return french.enumeration(str(value) for value in found)


def quantiles(customers: DataFrame) -> GT:
    """Bounds of the quintiles of recency, frequency and amount, and their classes."""
    buyers = customers[customers["frequency"] > 0]
    rows = []
    for feature in RFM:
        bounds = buyers[feature].quantile(list(QUANTILES))
        told = {f"at_{share:.0%}": bound for share, bound in bounds.items()}
        rows.append(
            {"name": FEATURES[feature], **told, "classes": classes(buyers[feature])}
        )
    columns = [name for name in rows[0] if name.startswith("at_")]
    labels = {name: french.percent(float(name[3:-1]) / 100) for name in columns}
    return (
        base(DataFrame(rows), "name", "Variable")
        .pipe(numbers, [*columns, "classes"])
        .pipe(labelled, labels | {"classes": ("Classes", "cinq voulues")})
    )


def spaces(screened: DataFrame, k: int, here: str) -> GT | Note:
    """k-means with k segments in each space of the first round.

    Parameters
    ----------
    screened : DataFrame
    k : int
        Number of segments of the retained model.
    here : str
        Its space.
    """
    table = of_family(screened, "kmeans")
    table = table[table["k"] == k].sort_values("inertia").drop_duplicates("space")
    if table.empty:
        return missing(f"Aucun espace n’a été essayé avec {k} segments.")
    table = table.sort_values("separation", ascending=False).reset_index(drop=True)
    columns = ["silhouette", *EFFECTS, "stability", "reason"]
    rows = [row for row, name in enumerate(table["space"]) if name == here]
    shown = judged(table, short=True)[columns].assign(
        name=table["space"].map(say.trials.space)
    )
    return emphasised(scores(shown, "name", "Espace", columns, long=False), rows)


def starts(screened: DataFrame, here: str) -> GT | Note:
    """Ways of starting k-means: agreement of the seeds, for each k tried in all ways.

    Parameters
    ----------
    screened : DataFrame
    here : str
        The retained space.
    """
    table = of_family(screened, "kmeans")
    table = table[table["space"] == here]
    ways = table.pivot(index="parameters", columns="k", values="stability").dropna(
        axis=1
    )
    if len(ways) < 2 or ways.empty:
        return missing("Une seule façon de partir a été essayée.")
    ways = ways.loc[sorted(ways.index, key=start)]
    ways.columns = [f"k = {int(k)}" for k in ways.columns]
    columns = list(ways.columns)
    shown = ways.reset_index().assign(
        name=lambda told: told["parameters"].map(say.trials.parameters)
    )
    return base(shown[["name", *columns]], "name", "Départ").pipe(numbers, columns, 2)


def start(text: str) -> tuple[str, int]:
    """Order of the ways of starting: how, then how many times."""
    asked = json.loads(text)
    return asked["init"], asked["n_init"]


def scan(curve: DataFrame) -> GT | Note:
    """Scores of each number of segments, and what the rule made of it."""
    if curve.empty:
        return missing("Aucun nombre de segments n’a pu être noté sur ces données.")
    chosen = [row for row, here in enumerate(curve["chosen"]) if here]
    shown = judged(curve)[list(SCAN)].assign(k=[str(int(k)) for k in curve["k"]])
    return emphasised(scores(shown, "k", "k", SCAN[1:]), chosen)


def candidates(
    table: DataFrame, families: Iterable[str], *, best: bool = False
) -> GT | Note:
    """The candidates of some families, with the scores that tell them apart.

    Parameters
    ----------
    table : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    families : iterable of str
    best : bool
        Keep of each setting the number of segments that goes best.
    """
    wanted = list(families)
    table = table[table["family"].isin(wanted)]
    if best:
        table = in_order(table).drop_duplicates(["family", "space", "parameters"])
    if table.empty:
        return missing("Aucun candidat de cette famille n’a pu être noté.")
    table = table.reset_index(drop=True)
    columns = told(table)
    good = [row for row, here in enumerate(table["eligible"]) if here]
    shown = judged(table, short=True)[columns].assign(name=names(table))
    return emphasised(scores(shown, "name", "Candidat", columns, long=False), good)


def told(table: DataFrame) -> list[str]:
    """The columns in which some candidates differ, so that they fit a page."""
    columns = ["segments", "silhouette", *SHARES, *EFFECTS, "stability", "reason"]
    left_out = {"smallest_share" if table["noise_share"].any() else "noise_share"}
    if not table["noise_share"].any():
        left_out.add("largest_share")
    if table["k"].notna().all():
        left_out.add("segments")
    if table["deterministic"].all():
        left_out.add("stability")
    return [name for name in columns if name not in left_out]


def names(table: DataFrame) -> list[str]:
    """What tells some candidates apart: only what differs between them."""
    families, spaces = table["family"].nunique() > 1, table["space"].nunique() > 1
    asked = [json.loads(text) for text in table["parameters"]]
    fixed = set.intersection(*(set(each.items()) for each in asked))
    told = []
    for (_, row), values in zip(table.iterrows(), asked, strict=True):
        differing = dict(item for item in values.items() if item not in fixed)
        parts = [
            french.sentence_case(say.trials.family(row["family"])) * families,
            say.trials.space(row["space"]) * spaces,
            say.trials.number_asked(row),
            say.trials.parameters(json.dumps(differing)),
        ]
        told.append(", ".join(filter(None, parts)))
    return told


def in_order(table: DataFrame) -> DataFrame:
    """Candidates by what the rule makes of them.

    The eligible come first, by rank, then those of an admitted number of segments.
    """
    ordered = table.assign(counted=table["objection"] != "segments").sort_values(
        ["eligible", "rank", "counted", "silhouette"],
        ascending=[False, True, False, False],
        kind="stable",
    )
    return ordered.drop(columns="counted")


def judged(table: DataFrame, *, short: bool = False) -> DataFrame:
    """Say in ``reason`` what became of each candidate, those that passed too."""
    say_it = say.trials.word if short else say.trials.verdict
    return table.assign(reason=[say_it(row) for _, row in table.iterrows()])


def scores(
    table: DataFrame,
    stub: str,
    head: str,
    columns: Iterable[str],
    others: dict[str, str] | None = None,
    *,
    long: bool = True,
) -> GT:
    """Show scores in their French formats, in the order given.

    Parameters
    ----------
    table : DataFrame
    stub, head : str
        The column whose values head the rows, and its French name.
    columns : iterable of str
        The scores.
    others : dict, optional
        Other columns and their French names.
    long : bool
        The verdicts are whole sentences.
    """
    names = list(columns)
    first = [name for name in table.columns if name in {stub, *(others or {})}]
    kept = set(names)
    table = table[[*first, *names]]
    shares = [name for name in ("smallest_share", "largest_share") if name in kept]
    whole = ["segments", "calinski_harabasz", "inertia"]
    return (
        base(table, stub, head)
        .pipe(numbers, [name for name in HUNDREDTHS if name in kept], 2)
        .pipe(numbers, [name for name in whole if name in kept])
        .pipe(numbers, [name for name in ("seconds",) if name in kept], 1)
        .pipe(percents, [*shares, *(kept & {"noise_share"})], 1)
        .pipe(percents, [name for name in EFFECTS if name in kept])
        .pipe(readable, [name for name in ("reason",) if long and name in kept])
        .pipe(labelled, {name: LABELS[name] for name in names} | (others or {}))
    )
