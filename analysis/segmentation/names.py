"""The rule base of names and advice, as data: what is said of which customers.

A name asks for traits (see :mod:`analysis.segmentation.naming`); the first whose traits
are all there is given, so the order matters.  Advice is chosen in the same way: how and
when to write depends on fewer traits than what to say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A name, the traits that it asks for, and what to say to these customers."""

    traits: tuple[str, ...]
    name: str
    action: str
    message: str
    offer: str


@dataclass(frozen=True)
class Advice:
    """How to reach customers of these traits, what to avoid, what to watch."""

    traits: tuple[str, ...]
    channel: str
    timing: str
    avoid: str
    indicator: str


NAMES = (
    Name(
        ("loyal", "unhappy"),
        "Fidèles déçus",
        "Les faire appeler par le service client, régler d'abord les retards de "
        "livraison, puis offrir un geste sur la prochaine commande.",
        "Vous nous êtes fidèle et nous vous avons déçu : voici ce que nous corrigeons.",
        "Bon d'achat sans minimum et livraison offerte sur la prochaine commande.",
    ),
    Name(
        ("loyal", "lavish"),
        "Fidèles à gros panier",
        "Leur écrire en premier, par un courriel personnel : accès anticipé aux "
        "nouveautés et livraison offerte toute l'année.",
        "Vous êtes de nos meilleurs clients : voici nos nouveautés avant tout le "
        "monde.",
        "Accès anticipé aux nouveautés et livraison offerte toute l'année.",
    ),
    Name(
        ("loyal", "old"),
        "Fidèles endormis",
        "Leur montrer par courriel ce qui est nouveau dans leurs rayons, avec un bon "
        "d'achat de retour.",
        "Vous nous manquez : voici du nouveau dans les rayons que vous aimez.",
        "Bon d'achat de retour, valable un mois.",
    ),
    Name(
        ("loyal",),
        "Fidèles",
        "Les remercier par courriel : accès anticipé aux nouveautés et bon d'achat sur "
        "la prochaine commande.",
        "Merci de votre fidélité : nos nouveautés sont à vous en premier.",
        "Accès anticipé aux nouveautés et bon d'achat sur la prochaine commande.",
    ),
    Name(
        ("lavish", "unhappy"),
        "Gros paniers déçus",
        "Les faire appeler par le service client, régler le litige (la livraison "
        "d'abord, si elle a tardé), puis offrir un bon d'achat.",
        "Votre commande ne s'est pas passée comme prévu : dites-nous ce qui n'a pas "
        "convenu, nous réglons la question.",
        "Le litige réglé, bon d'achat personnel.",
    ),
    Name(
        ("lavish", "old"),
        "Gros paniers endormis",
        "Les réveiller par un courriel personnel : une sélection haut de gamme, "
        "payable en plusieurs fois.",
        "Depuis votre dernière commande, notre sélection haut de gamme a changé : la "
        "voici.",
        "Paiement en plusieurs fois et livraison offerte sur la sélection.",
    ),
    Name(
        ("lavish",),
        "Gros paniers",
        "Leur proposer par courriel une sélection haut de gamme, avec paiement en "
        "plusieurs fois et livraison offerte.",
        "Une sélection haut de gamme, choisie pour aller avec votre dernier achat.",
        "Paiement en plusieurs fois et livraison offerte sur la sélection.",
    ),
    Name(
        ("unhappy", "late"),
        "Déçus par la livraison",
        "S'excuser du retard par courriel et offrir la livraison de la prochaine "
        "commande, suivie de près.",
        "Votre commande est arrivée en retard et nous en sommes désolés.",
        "Livraison offerte et suivie sur la prochaine commande.",
    ),
    Name(
        ("unhappy", "often late"),
        "Déçus",
        "S'excuser par courriel, d'abord auprès de ceux qui ont été livrés en retard ; "
        "demander aux autres ce qui n'a pas convenu ; offrir la prochaine livraison.",
        "Votre commande est arrivée en retard ou n'a pas convenu : nous en sommes "
        "désolés, dites-nous ce qui s'est passé.",
        "Livraison offerte et suivie sur la prochaine commande.",
    ),
    Name(
        ("unhappy",),
        "Déçus",
        "S'excuser par courriel, demander ce qui n'a pas convenu, offrir la livraison "
        "de la prochaine commande.",
        "Votre commande n'a pas convenu et nous en sommes désolés : dites-nous ce qui "
        "s'est passé.",
        "Livraison offerte sur la prochaine commande.",
    ),
    Name(
        ("mixed",),
        "Mitigés",
        "Demander par courriel ce qui aurait pu être mieux, puis proposer une deuxième "
        "commande.",
        "Qu'aurions-nous pu mieux faire ? Votre réponse compte pour la prochaine fois.",
        "Livraison offerte sur la prochaine commande, après la réponse.",
    ),
    Name(
        ("recent", "frugal"),
        "Petits paniers récents",
        "Leur proposer par courriel un produit complémentaire, livraison offerte à "
        "partir d'un montant supérieur à leur panier.",
        "De quoi compléter votre achat, la livraison en moins.",
        "Livraison offerte à partir d'un montant supérieur à leur panier.",
    ),
    Name(
        ("recent", "happy"),
        "Récents satisfaits",
        "Tant que le souvenir est bon, proposer par courriel une deuxième commande, "
        "livraison offerte pendant deux semaines.",
        "Vous avez aimé votre achat : voici de quoi le compléter.",
        "Livraison offerte pendant deux semaines sur la deuxième commande.",
    ),
    Name(
        ("recent",),
        "Récents",
        "Prendre des nouvelles de la commande par courriel et en proposer une "
        "deuxième, livraison offerte.",
        "Votre commande vous convient-elle ? Voici de quoi la compléter.",
        "Livraison offerte sur la deuxième commande.",
    ),
    Name(
        ("active", "frugal"),
        "Petits paniers actifs",
        "Leur proposer par courriel des lots, livraison offerte à partir d'un montant "
        "supérieur à leur panier.",
        "Plusieurs articles, une seule livraison : voici nos lots.",
        "Livraison offerte à partir d'un montant supérieur à leur panier.",
    ),
    Name(
        ("active", "happy"),
        "Satisfaits actifs",
        "Proposer par courriel une deuxième commande dans le rayon de la première, "
        "livraison offerte pendant deux semaines.",
        "Vous avez aimé votre achat : voici de quoi le compléter.",
        "Livraison offerte pendant deux semaines sur la deuxième commande.",
    ),
    Name(
        ("active",),
        "Actifs",
        "Prendre des nouvelles par courriel et proposer une deuxième commande, "
        "livraison offerte.",
        "Votre achat vous convient-il toujours ? Voici de quoi le compléter.",
        "Livraison offerte sur la deuxième commande.",
    ),
    Name(
        ("old", "frugal"),
        "Petits paniers endormis",
        "Une seule relance par courriel, à moindre coût, avant de les retirer des "
        "envois.",
        "Voici ce qui a changé depuis votre dernière commande.",
        "Livraison offerte à partir d'un montant supérieur à leur panier.",
    ),
    Name(
        ("old", "happy"),
        "Satisfaits endormis",
        "Les réveiller par courriel : nouveautés et bon d'achat valable deux semaines, "
        "et deux envois au plus.",
        "Vous aviez aimé votre achat : voici ce qui est nouveau depuis.",
        "Bon d'achat valable deux semaines.",
    ),
    Name(
        ("old",),
        "Endormis",
        "Une relance par courriel avec un bon d'achat ; sans réponse, les laisser.",
        "Voici ce qui a changé depuis votre dernière commande.",
        "Bon d'achat valable deux semaines.",
    ),
    Name(
        ("frugal",),
        "Petits paniers",
        "Leur proposer par courriel des lots et la livraison offerte à partir d'un "
        "montant supérieur à leur panier.",
        "Plusieurs articles, une seule livraison : voici nos lots.",
        "Livraison offerte à partir d'un montant supérieur à leur panier.",
    ),
    Name(
        ("happy",),
        "Satisfaits",
        "Leur proposer par courriel une deuxième commande et de parrainer un proche.",
        "Vous avez aimé votre achat : voici de quoi le compléter, ou l'offrir.",
        "Bon d'achat pour le client et pour le proche qu'il parraine.",
    ),
    Name(
        (),
        "Occasionnels",
        "Les garder dans les envois habituels et observer leur prochaine commande.",
        "Voici nos nouveautés du mois.",
        "Aucune offre propre : celles de tous les envois.",
    ),
)

ADVICE = (
    Advice(
        ("unhappy", "loyal"),
        "Téléphone, par le service client ; courriel si l'appel n'aboutit pas.",
        "Cette semaine, une personne après l'autre.",
        "Toute promotion avant que le litige soit réglé.",
        "Part des litiges réglés, puis part de ceux qui rachètent.",
    ),
    Advice(
        ("unhappy", "lavish"),
        "Téléphone, par le service client ; courriel si l'appel n'aboutit pas.",
        "Cette semaine, une personne après l'autre.",
        "Toute promotion avant que le litige soit réglé.",
        "Part des litiges réglés, puis part de ceux qui rachètent.",
    ),
    Advice(
        ("unhappy",),
        "Courriel du service client, sans publicité.",
        "Un envoi cette semaine, une relance au plus.",
        "Les promotions, et les demandes d'avis public.",
        "Part de réponses, note de la commande suivante, part de ceux qui rachètent.",
    ),
    Advice(
        ("mixed",),
        "Courriel du service client, deux questions au plus.",
        "Un envoi cette semaine ; l'offre suit la réponse.",
        "Une promotion sans avoir demandé ce qui n'allait pas.",
        "Part de réponses, note de la commande suivante.",
    ),
    Advice(
        ("loyal",),
        "Courriel personnel, signé.",
        "À chaque nouveauté de leurs rayons, deux envois par mois au plus.",
        "Les offres de bienvenue : elles disent qu'on ne les reconnaît pas.",
        "Nombre d'achats par client et part de ceux qui rachètent.",
    ),
    Advice(
        ("lavish",),
        "Courriel personnel, signé.",
        "Un envoi par mois au plus, et avant les fêtes.",
        "Les remises générales : elles apprennent à attendre la suivante.",
        "Panier moyen et part de ceux qui rachètent.",
    ),
    Advice(
        ("recent",),
        "Courriel.",
        "Dans le mois qui suit la livraison.",
        "Plusieurs relances de suite.",
        "Part de ceux qui rachètent, comparée à celle du groupe témoin.",
    ),
    Advice(
        ("old",),
        "Courriel, le moins coûteux des canaux.",
        "Deux envois à deux semaines d'écart, puis plus rien.",
        "Les relances sans fin et les fortes remises.",
        "Part de ceux qui rachètent, comparée à celle du groupe témoin.",
    ),
    Advice(
        (),
        "Courriel.",
        "Un envoi cette semaine, une relance deux semaines plus tard.",
        "Plus de deux envois par mois.",
        "Part de ceux qui rachètent, comparée à celle du groupe témoin.",
    ),
)

WITHOUT_PURCHASE = Name(
    (),
    "Sans achat",
    "Leur écrire pour comprendre pourquoi la commande n'a pas abouti et proposer un "
    "produit équivalent disponible.",
    "Votre commande n'a pas pu aboutir et nous en sommes désolés : voici un produit "
    "équivalent, disponible aujourd'hui.",
    "Livraison offerte sur la commande de remplacement.",
)
WITHOUT_PURCHASE_ADVICE = Advice(
    (),
    "Courriel du service client.",
    "Dès l'annulation pour les prochains ; un seul envoi pour les anciens.",
    "Les offres de fidélité : rien n'a encore été livré.",
    "Part de ceux qui achètent enfin.",
)
