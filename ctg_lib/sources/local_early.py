"""The sheets of `offre_locale.xlsx` about children under 3."""

from __future__ import annotations

from ctg_lib.sources.local_forms import Column, Form, Kind, Total

PERSONS = "secret_local_personnes"
INCOME = "secret_local_revenus"
ESTABLISHMENTS = "secret_etablissements_nombre"
PLACE = Column("Commune", "La commune où se trouve le service.", Kind.COMMUNE, "", required=True)
RESIDENCE = Column("Commune", "La commune dont on donne les chiffres.", Kind.COMMUNE, "", required=True)
WHERE = (
    Column("Latitude", "Facultatif : pour placer le lieu sur une carte.", Kind.LATITUDE, 45.4857),
    Column("Longitude", "Facultatif : pour placer le lieu sur une carte.", Kind.LONGITUDE, 4.4523),
)

MAM = "Maison d’assistants maternels (MAM)"
EAJE = ("Multi-accueil", "Crèche collective", "Crèche familiale", "Halte-garderie", "Jardin d’enfants", "Micro-crèche")
PSU, PAJE, OTHER = "PSU", "Paje (hors PSU)", "autre"
CHILDCARE = Form(
    "EAJE et MAM",
    "Une ligne par établissement d’accueil du jeune enfant, public ou privé, et par maison d’assistants maternels. La "
    "commune, les gestionnaires et la PMI les connaissent.",
    (
        PLACE,
        Column("Nom de l’établissement", "Le nom de l’établissement.", Kind.NAME, "Les Lutins", required=True),
        Column("Type", "Le type d’accueil.", Kind.CHOICE, EAJE[0], choices=(*EAJE, MAM), required=True),
        Column(
            "Financement",
            "PSU : la Caf finance l’établissement, et les parents paient selon le barème national. Paje : les parents "
            "reçoivent le complément de libre choix du mode de garde (micro-crèches, MAM).",
            Kind.CHOICE,
            PSU,
            choices=(PSU, PAJE, OTHER),
            required=True,
        ),
        Column(
            "Places",
            "La capacité autorisée par le département, en nombre de places.",
            Kind.COUNT,
            24,
            required=True,
            high=500,
            measure="places",
        ),
        Column(
            "Heures réalisées par an",
            "Établissements PSU : les heures de présence des enfants dans l’année, d’après la déclaration à la Caf.",
            Kind.AMOUNT,
            41200,
            secrecy=ESTABLISHMENTS,
        ),
        Column(
            "Heures théoriques par an",
            "Établissements PSU : places × heures d’ouverture par jour × jours d’ouverture dans l’année.",
            Kind.AMOUNT,
            55440,
        ),
        *WHERE,
    ),
    (
        Total("EAJE_NOMBRE", where={"Type": EAJE}),
        Total("EAJE_PLACES", "Places", {"Type": EAJE}),
        Total("EAJE_PSU_PLACES", "Places", {"Type": EAJE, "Financement": (PSU,)}),
        Total("EAJE_HORS_PSU_PLACES", "Places", {"Type": EAJE, "Financement": (PAJE, OTHER)}),
        Total("EAJE_HEURES_REALISEES", "Heures réalisées par an", {"Type": EAJE, "Financement": (PSU,)}),
        Total("EAJE_HEURES_THEORIQUES", "Heures théoriques par an", {"Type": EAJE, "Financement": (PSU,)}),
        Total("MAM_NOMBRE", where={"Type": (MAM,)}),
        Total("MAM_PLACES", "Places", {"Type": (MAM,)}),
    ),
)

CHILDMINDERS = Form(
    "Assistantes maternelles",
    "Une ligne par commune, sans aucun nom de personne. Le relais petite enfance et la PMI tiennent la liste.",
    (
        RESIDENCE,
        Column(
            "Agréées",
            "Les assistantes maternelles dont l’agrément est valide, en activité ou non.",
            Kind.COUNT,
            31,
            "AM_AGREEES",
            high=5000,
        ),
        Column(
            "En activité",
            "Celles qui gardent au moins un enfant, y compris en MAM.",
            Kind.COUNT,
            26,
            "AM_ACTIVES",
            high=5000,
            within="Agréées",
        ),
        Column(
            "Places pour les moins de 3 ans",
            "Les places que celles en activité peuvent donner à des enfants de moins de 3 ans, y compris en MAM.",
            Kind.COUNT,
            68,
            "AM_PLACES_MOINS_3",
            high=20_000,
        ),
        Column(
            "Âgées de 55 ans et plus",
            "Parmi celles en activité.",
            Kind.COUNT,
            9,
            "AM_55_PLUS",
            high=5000,
            secrecy=PERSONS,
            within="En activité",
        ),
    ),
)

OTHER_CARE = Form(
    "École et domicile",
    "Une ligne par commune : les enfants de moins de 3 ans accueillis autrement qu’en crèche ou chez une assistante "
    "maternelle. L’école et la Caf ont ces chiffres.",
    (
        RESIDENCE,
        Column(
            "Enfants de 2 ans à l’école",
            "Les enfants de 2 ans inscrits dans une école maternelle de la commune.",
            Kind.COUNT,
            6,
            "ENFANTS_2_ANS_SCOLARISES",
            high=5000,
            secrecy=PERSONS,
        ),
        Column(
            "Enfants gardés à domicile",
            "Les enfants de moins de 3 ans gardés surtout par une salariée au domicile des parents.",
            Kind.COUNT,
            5,
            "ENFANTS_GARDES_A_DOMICILE",
            high=5000,
            secrecy=PERSONS,
        ),
    ),
)

RELAY = Form(
    "RPE",
    "Une ligne par relais petite enfance installé dans le territoire.",
    (
        PLACE,
        Column("Nom du relais", "Le nom du relais.", Kind.NAME, "Relais des Monts", required=True),
        Column(
            "Équivalents temps plein",
            "Le temps de travail des animatrices, en équivalents temps plein.",
            Kind.AMOUNT,
            1.5,
            required=True,
            high=50,
            measure="etp",
        ),
        *WHERE,
    ),
    (Total("RPE_NOMBRE"), Total("RPE_ETP", "Équivalents temps plein")),
    noun="Relais petite enfance",
)

DROP_IN = Form(
    "LAEP",
    "Une ligne par lieu d’accueil enfants-parents.",
    (
        PLACE,
        Column("Nom du lieu", "Le nom du lieu d’accueil.", Kind.NAME, "La Parenthèse", required=True),
        Column(
            "Heures d’ouverture par an",
            "Les heures pendant lesquelles le lieu reçoit les familles, dans l’année.",
            Kind.AMOUNT,
            220,
            required=True,
            high=5000,
            measure="heures",
        ),
        *WHERE,
    ),
    (Total("LAEP_NOMBRE"), Total("LAEP_HEURES", "Heures d’ouverture par an")),
    noun="Lieu d’accueil enfants-parents",
)

UNMET = Form(
    "Demandes non satisfaites",
    "Une ligne par commune de résidence : des nombres, jamais la liste des familles. Un enfant inscrit sur plusieurs "
    "listes compte une fois.",
    (
        RESIDENCE,
        Column(
            "Enfants sans place",
            "Les enfants de moins de 3 ans dont la demande d’accueil reste sans réponse à la fin de l’année.",
            Kind.COUNT,
            18,
            "DEMANDES_NON_SATISFAITES",
            high=20_000,
            secrecy=PERSONS,
        ),
        Column(
            "dont horaires atypiques",
            "Ceux pour qui la demande porte sur le soir, la nuit, tôt le matin ou la fin de semaine.",
            Kind.COUNT,
            7,
            "DEMANDES_HORAIRES_ATYPIQUES",
            high=20_000,
            secrecy=PERSONS,
            within="Enfants sans place",
        ),
    ),
)

FORMS = (CHILDCARE, CHILDMINDERS, OTHER_CARE, RELAY, DROP_IN, UNMET)
