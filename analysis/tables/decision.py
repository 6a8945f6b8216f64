"""Tables of the decision: the rule, the finalists, the retained model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from great_tables import GT
from pandas import DataFrame

from analysis import french, say
from analysis.charts.theme import Note, missing
from analysis.tables.appendix import FEATURES
from analysis.tables.style import base, emphasised, labelled, numbers, readable
from analysis.tables.trials import EFFECTS, in_order, judged, names, scores

if TYPE_CHECKING:
    from analysis.segmentation import Segmentation
    from analysis.settings import Rule, SegmentationSettings

TRANSFORMS = {
    "log": "logarithme",
    "yeo-johnson": "Yeo-Johnson",
    "quantile": "quantiles",
}
MISSING = {
    "mean": "la moyenne des autres acheteurs",
    "median": "la médiane des autres acheteurs",
    "neutral": "une valeur neutre",
}
SCALINGS = {
    "standard": "standardisation (moyenne 0, écart-type 1)",
    "robust": "échelle robuste (médiane 0, écart interquartile 1)",
    "min-max": "de 0 à 1 (minimum, maximum)",
}


def rule(asked: Rule, eliminated: DataFrame) -> GT:
    """The constraints in their order, their thresholds, and whom they eliminated.

    Parameters
    ----------
    asked : Rule
        ``study.yml › segmentation › rule``.
    eliminated : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    """
    from analysis.segmentation.choice import LATER

    counts = eliminated.pivot(index="objection", columns="round", values="candidates")
    order = eliminated.drop_duplicates("objection")
    told = thresholds(asked)
    shown = DataFrame(
        {
            "label": [french.sentence_case(text) for text in order["reason_label"]],
            "threshold": [told.get(code, "") for code in order["objection"]],
            "sample": [
                None if code in LATER else counts.loc[code, "sample"]
                for code in order["objection"]
            ],
            "all": [counts.loc[code, "all"] for code in order["objection"]],
        }
    )
    labels = {
        "threshold": "Il faut",
        "sample": ("Premier tour", "candidats écartés"),
        "all": ("Second tour", "candidats écartés"),
    }
    return (
        base(shown, "label", "Est écarté pour")
        .pipe(readable, "threshold")
        .pipe(numbers, ["sample", "all"])
        .pipe(labelled, labels)
    )


def thresholds(asked: Rule) -> dict[str, str]:
    """What each constraint asks for, by its code."""
    least, most = asked.segments
    return {
        "segments": f"de {least} à {most} segments",
        "noise": f"{french.percent(asked.maximum_noise)} au plus",
        "smallest": f"{french.percent(asked.minimum_share, 1)} des acheteurs au moins",
        "separation": f"η² d’au moins {french.number(asked.minimum_separation, 2)} "
        "sur la dépense, les achats et la note",
        "fidelity": f"{french.percent(asked.minimum_fidelity)} retrouvés au moins",
        "stability": "accord entre tirages d’au moins "
        f"{french.number(asked.minimum_stability, 2)}",
        "jaccard": f"Jaccard d’au moins {french.number(asked.minimum_jaccard, 2)} "
        "pour chaque segment",
        "writable": "une requête SQL",
    }


def final(scored: DataFrame, *, everything: bool = False) -> GT:
    """The candidates of the second round: every score, on whom, and the verdict.

    Parameters
    ----------
    scored : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    everything : bool
        Show them all, and not only those that the rule admits and the best of each
        family.
    """
    ordered = in_order(scored)
    if not everything:
        first = ~ordered["family"].duplicated()
        ordered = ordered[ordered["eligible"] | first | ordered["chosen"]]
        # Those that differ by their start only make the same segments.
        ordered = ordered.drop_duplicates(["family", "space", "segments"])
    ordered = ordered.reset_index(drop=True)
    columns = [
        *("segments", "silhouette", "calinski_harabasz", "davies_bouldin"),
        *("smallest_share", "noise_share", *EFFECTS),
        *("stability", "jaccard", "fidelity", "seconds", "reason"),
    ]
    marked = ordered.index[ordered["chosen"] | ordered["runner_up"]]
    shown = judged(ordered)[columns].assign(
        name=names(ordered) if everything else briefly(ordered),
        on=[french.number(count) for count in ordered["customers"]],
    )
    heads = {"on": ("Noté sur", "acheteurs")}
    table = scores(shown, "name", "Candidat", columns, heads)
    return emphasised(table.cols_align("right", columns=["on"]), list(marked))


def briefly(table: DataFrame) -> list[str]:
    """Names of candidates of which no two differ by their start only."""
    told = [say.trials.candidate(row) for _, row in table.iterrows()]
    return [french.sentence_case(name) for name in told]


def sensitivity(table: DataFrame) -> GT | Note:
    """What the rule would have chosen, had it been another."""
    if table.empty:
        return missing("Aucune variante de la règle n’a été essayée.")
    names = [
        f"{say.trials.family(row['family'])}, {say.trials.space(row['space'])}, "
        f"{french.plural(row['segments'], 'segment')}"
        for _, row in table.iterrows()
    ]
    verdicts = ["même" if same else "autre" for same in table["same"]]
    shown = DataFrame({"variant": table["variant"], "name": names, "same": verdicts})
    others = list(shown.index[~table["same"].to_numpy()])
    return (
        base(shown, "variant", "Règle changée")
        .pipe(readable, "name")
        .pipe(labelled, {"name": "Choix", "same": ""})
        .pipe(emphasised, others, ["same"])
    )


def model(segmentation: Segmentation, settings: SegmentationSettings) -> GT:
    """Everything that the retained model was fitted with."""
    space = settings.spaces[segmentation.space]
    features = [
        FEATURES[name] + (f" ({TRANSFORMS[how]})" if how in TRANSFORMS else "")
        for name, how in zip(
            segmentation.features, segmentation.transforms, strict=True
        )
    ]
    facts = {
        "Méthode": "k-moyennes (scikit-learn, KMeans)",
        "Espace": say.trials.space(segmentation.space),
        "Variables": french.enumeration(features),
        "Valeurs absentes": MISSING[space.missing],
        "Échelle": SCALINGS[space.scaling],
        "Nombre de segments": french.number(segmentation.k),
        "Départs (n_init)": f"le meilleur de {segmentation.n_init}",
        "Graine": str(segmentation.seed),
        "Acheteurs de l’ajustement": french.number(segmentation.trained_on),
        "Inertie": french.number(segmentation.inertia),
    }
    table = DataFrame({"name": list(facts), "value": list(facts.values())})
    return base(table, "name", "Hyper-paramètre").pipe(labelled, {"value": "Valeur"})
