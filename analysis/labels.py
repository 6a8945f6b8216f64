"""French names of what the tables name in Portuguese or by code; the map of states."""

from __future__ import annotations

# Short name of a table → what its rows are.
TABLES = {
    "customers": "clients",
    "orders": "commandes",
    "items": "articles",
    "payments": "paiements",
    "reviews": "avis",
    "products": "produits",
    "sellers": "vendeurs",
    "geolocation": "positions",
    "translation": "traductions",
}

# Column of the customer table → the word for a feature.
FEATURES = {
    "recency": "récence",
    "frequency": "fréquence",
    "monetary": "montant",
    "satisfaction": "satisfaction",
    "delivery_delay": "retard",
    "freight_share": "part du port",
    "installments": "mensualités",
}

PAYMENT_TYPES = {
    "credit_card": "carte de crédit",
    "boleto": "boleto (bordereau bancaire)",
    "voucher": "bon d’achat",
    "debit_card": "carte de débit",
    "not_defined": "non précisé",
}

# Code → name, row and column of the state's tile: a grid that keeps neighbours close.
STATES = {
    "RR": ("Roraima", 0, 1),
    "AP": ("Amapá", 0, 3),
    "AM": ("Amazonas", 1, 1),
    "PA": ("Pará", 1, 2),
    "MA": ("Maranhão", 1, 3),
    "CE": ("Ceará", 1, 4),
    "RN": ("Rio Grande do Norte", 1, 5),
    "AC": ("Acre", 2, 0),
    "RO": ("Rondônia", 2, 1),
    "TO": ("Tocantins", 2, 3),
    "PI": ("Piauí", 2, 4),
    "PB": ("Paraíba", 2, 5),
    "MT": ("Mato Grosso", 3, 2),
    "GO": ("Goiás", 3, 3),
    "BA": ("Bahia", 3, 4),
    "PE": ("Pernambuco", 3, 5),
    "MS": ("Mato Grosso do Sul", 4, 2),
    "DF": ("District fédéral", 4, 3),
    "SE": ("Sergipe", 4, 4),
    "AL": ("Alagoas", 4, 5),
    "SP": ("São Paulo", 5, 2),
    "MG": ("Minas Gerais", 5, 3),
    "ES": ("Espírito Santo", 5, 4),
    "PR": ("Paraná", 6, 2),
    "RJ": ("Rio de Janeiro", 6, 3),
    "SC": ("Santa Catarina", 7, 2),
    "RS": ("Rio Grande do Sul", 8, 2),
}

CATEGORIES = {
    "agro_industria_e_comercio": "agriculture et commerce",
    "alimentos": "alimentation",
    "alimentos_bebidas": "aliments et boissons",
    "artes": "art",
    "artes_e_artesanato": "art et artisanat",
    "artigos_de_festas": "articles de fête",
    "artigos_de_natal": "articles de Noël",
    "audio": "audio",
    "automotivo": "automobile",
    "bebes": "bébé",
    "bebidas": "boissons",
    "beleza_saude": "beauté et santé",
    "brinquedos": "jouets",
    "cama_mesa_banho": "linge de maison",
    "casa_conforto": "confort de la maison",
    "casa_conforto_2": "confort de la maison (2)",
    "casa_construcao": "construction",
    "cds_dvds_musicais": "CD et DVD musicaux",
    "cine_foto": "cinéma et photo",
    "climatizacao": "climatisation",
    "consoles_games": "consoles et jeux vidéo",
    "construcao_ferramentas_construcao": "outils de chantier",
    "construcao_ferramentas_ferramentas": "outils à main",
    "construcao_ferramentas_iluminacao": "éclairage",
    "construcao_ferramentas_jardim": "outils d’extérieur",
    "construcao_ferramentas_seguranca": "sécurité des chantiers",
    "cool_stuff": "idées cadeaux",
    "dvds_blu_ray": "DVD et Blu-ray",
    "eletrodomesticos": "électroménager",
    "eletrodomesticos_2": "électroménager (2)",
    "eletronicos": "électronique",
    "eletroportateis": "petit électroménager",
    "esporte_lazer": "sport et loisirs",
    "fashion_bolsas_e_acessorios": "sacs et accessoires de mode",
    "fashion_calcados": "chaussures",
    "fashion_esporte": "mode sportive",
    "fashion_roupa_feminina": "mode femme",
    "fashion_roupa_infanto_juvenil": "mode enfant",
    "fashion_roupa_masculina": "mode homme",
    "fashion_underwear_e_moda_praia": "sous-vêtements et plage",
    "ferramentas_jardim": "outils et jardin",
    "flores": "fleurs",
    "fraldas_higiene": "couches et hygiène",
    "industria_comercio_e_negocios": "industrie et commerce",
    "informatica_acessorios": "accessoires informatiques",
    "instrumentos_musicais": "instruments de musique",
    "la_cuisine": "cuisine",
    "livros_importados": "livres importés",
    "livros_interesse_geral": "livres",
    "livros_tecnicos": "livres techniques",
    "malas_acessorios": "bagages",
    "market_place": "place de marché",
    "moveis_colchao_e_estofado": "matelas et canapés",
    "moveis_cozinha_area_de_servico_jantar_e_jardim": "meubles de cuisine et jardin",
    "moveis_decoracao": "meubles et décoration",
    "moveis_escritorio": "meubles de bureau",
    "moveis_quarto": "meubles de chambre",
    "moveis_sala": "meubles de salon",
    "musica": "musique",
    "papelaria": "papeterie",
    "pc_gamer": "PC de jeu",
    "pcs": "ordinateurs",
    "perfumaria": "parfumerie",
    "pet_shop": "animalerie",
    "portateis_casa_forno_e_cafe": "fours et cafetières",
    "portateis_cozinha_e_preparadores_de_alimentos": "robots de cuisine",
    "relogios_presentes": "montres et cadeaux",
    "seguros_e_servicos": "assurances et services",
    "sinalizacao_e_seguranca": "signalisation et sécurité",
    "tablets_impressao_imagem": "tablettes et impression",
    "telefonia": "téléphonie",
    "telefonia_fixa": "téléphonie fixe",
    "utilidades_domesticas": "articles ménagers",
}


def category(name: str) -> str:
    """Name a product category in French; an unknown one keeps its words."""
    return CATEGORIES.get(name, name.replace("_", " "))


def payment_type(name: str) -> str:
    """Name a means of payment in French; an unknown one keeps its words."""
    return PAYMENT_TYPES.get(name, name.replace("_", " "))
