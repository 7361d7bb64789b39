"""The yearly review as it is read: exact sentences, what is hidden, what is escaped, and the calendar that is drawn."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.follow_up import Event, Log, Measured, Progress, Reached, Spent
from ctg_lib.convention.parts import review as parts
from ctg_lib.convention.parts.gantt import NO_CALENDAR, gantt
from ctg_lib.convention.review import Review
from ctg_lib.export import checks
from ctg_lib.export.page import finished
from ctg_lib.views import charts, embedded
from ctg_lib.views.gantt import LINE, Bar, Point, Stage
from ctg_lib.views.gantt import gantt as picture
from ctg_lib.views.view import Block, View
from tests.convention.logs import action, day

CHARTER = Charter(debut=day("2027-01-01"))
END = "2027-12-31"
STARTED = Progress(1, day("2027-01-15"), State.STARTED)
FAMILIES = "Familles accueillies"
PARTS: list[Callable[[Review], Block | View]] = [
    parts.summary,
    parts.late,
    parts.budget,
    parts.measures,
    parts.unmeasured,
    gantt,
]
BUSY = (
    STARTED,
    Reached(1, "Ouverture du lieu", day("2027-07-05")),
    Spent(1, day("2027-07-01"), "Caf", 4_500.5),
    Spent(1, day("2027-07-01"), "Commune", 3_000),
    Measured(1, FAMILIES, day("2027-06-30"), 24, "coordination"),
)


def at(date: str, *events: Event, actions: list[Action] | None = None, charter: Charter = CHARTER) -> Review:
    return Review.at(charter, [action()] if actions is None else actions, Log.of(events), day(date), 5)


def words(block: Block | View) -> str:
    """What is read, without tags, with plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", block.html)).split())


def cells(block: Block | View, table: int = 0) -> list[list[str]]:
    """The rows of a table, its header first."""
    whole = re.findall(r"<table.*?</table>", block.html, flags=re.DOTALL)[table]
    rows = re.findall(r"<tr>(.*?)</tr>", whole, flags=re.DOTALL)
    return [[words(Block(cell)) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows]


def drawing(view: Block | View) -> str:
    found = re.search(r'<img [^>]*src="([^"]+)"', view.html)
    assert found
    svg = embedded.drawing(html.unescape(found[1]))
    assert svg is not None
    return svg


# ── Sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_summary_says_each_thing_in_a_line() -> None:
    fiches = [action(), action(2, statut="idée"), action(3), action(4, statut="en cours", budget=[])]
    assert words(parts.summary(at(END, *BUSY, actions=fiches))) == (
        "Au 31 décembre 2027, 4 fiches action : 1 idée, 1 validée, 1 engagée et 1 en cours. "
        "Délais : 2 actions pas encore engagées (fiches 2 et 3), 3 étapes non faites (fiches 2, 3 et 4) et "
        "1 étape faite après sa date (fiche 1). "
        "Budget : 7 500,50 € dépensés, pour 30 000 € prévus jusqu’à 2027 compris ; dépassement à regarder (fiche 1). "
        "Mesures : 1 indicateur n’a pas été relevé à la date attendue (fiche 4)."
    )


def test_a_summary_of_what_goes_well() -> None:
    fine = (
        STARTED,
        Reached(1, "Ouverture du lieu", day("2027-06-30")),
        Spent(1, day("2027-07-01"), "Caf", 1),
        Measured(1, FAMILIES, day("2027-12-01"), 24),
    )
    assert words(parts.summary(at(END, *fine))) == (
        "Au 31 décembre 2027, 1 fiche action : 1 engagée. Rien n’est en retard, et rien n’a été fait après sa date. "
        "Budget : 1 € dépensé, pour 10 000 € prévus jusqu’à 2027 compris ; aucune fiche ne dépasse le sien. "
        "Aucun relevé attendu ne manque."
    )
    told = words(parts.summary(at(END, *fine, actions=[action(exemple=True)])))
    assert told.startswith("Exemple : ce bilan montre ce que l’outil fait.")


@pytest.mark.parametrize("part", PARTS)
def test_without_fiches_one_sentence_says_how_to_write_one(part: Callable[[Review], Block]) -> None:
    assert words(part(at(END, actions=[]))) == (
        "Aucune fiche action n’est écrite : copier modele.yaml, dans le dossier « actions », sous un autre nom."
    )


def test_where_nothing_is_written_a_sentence_says_where() -> None:
    bare = action(statut="idée", calendrier=None, budget=[], suivi=[])
    empty = at(END, actions=[bare])
    assert words(parts.summary(empty)).endswith(
        "Rien n’est encore écrit dans le suivi. Il se remplit dans suivi.xlsx, du dossier de la convention : une ligne "
        "par changement de statut, par étape faite, par dépense, par indicateur relevé."
    )
    assert words(parts.late(empty)) == "Rien n’est en retard, et rien n’a été fait après sa date."
    assert words(parts.budget(empty)) == ("Aucune fiche n’a de budget, et aucune dépense n’est écrite dans le suivi.")
    assert words(parts.measures(empty)) == (
        "Aucune fiche n’a d’indicateur de suivi : ils s’écrivent dans chaque fiche, sous « suivi »."
    )
    assert words(parts.unmeasured(empty)) == "Aucun relevé attendu ne manque."
    assert words(gantt(empty)) == NO_CALENDAR


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_late_says_what_was_due_and_where_it_stands() -> None:
    fiches = [action(), action(2)]
    assert cells(parts.late(at(END, *BUSY, actions=fiches))) == [
        ["Fiche", "Ce qui était prévu", "Pour le", "Où l’on en est"],
        ["1. Action 1", "Ouverture du lieu", "30 juin 2027", "fait le 5 juillet 2027, 5 jours après"],
        ["2. Action 2", "Commencer l’action (statut : validée)", "1er janvier 2027", "en retard de 364 jours"],
        ["2. Action 2", "Ouverture du lieu", "30 juin 2027", "en retard de 184 jours"],
    ]
    assert cells(parts.late(at("2027-06-30", STARTED)))[1][-1] == "à faire ce jour"
    ended = at("2029-01-01", STARTED, Reached(1, "Ouverture du lieu", day("2027-06-01")))
    assert cells(parts.late(ended))[-1][1:] == [
        "Terminer l’action (statut : engagée)",
        "31 décembre 2028",
        "en retard de 1 jour",
    ]


def test_the_budget_by_funder_then_by_fiche() -> None:
    unshared = action(2, budget=[{"annee": 2027, "cout": 1}, {"annee": 2029, "cout": 700.25}])
    shown = parts.budget(at(END, *BUSY, actions=[action(), unshared]))
    assert cells(shown) == [
        ["Qui paie", "2027", "2028", "2029", "Toutes les années"],
        ["Commune", "3 000 € sur 6 000 € prévus", "5 000 € prévus", "—", "3 000 € sur 11 000 € prévus"],
        ["Caf", "4 500,50 € sur 4 000 € prévus", "3 000 € prévus", "—", "4 500,50 € sur 7 000 € prévus"],
        ["À trouver", "0 € sur 1 € prévu", "—", "700,25 € prévus", "0 € sur 701,25 € prévus"],
        [
            "Ensemble",
            "7 500,50 € sur 10 001 € prévus",
            "8 000 € prévus",
            "700,25 € prévus",
            "7 500,50 € sur 18 701,25 € prévus",
        ],
    ]
    assert cells(shown, 1) == [
        ["Fiche", "Prévu en tout", "Prévu jusqu’à 2027 compris", "Dépensé", "Dépassement"],
        [
            "1. Action 1",
            "18 000 €",
            "10 000 €",
            "7 500,50 €",
            "Caf : 500,50 € de plus (4 500,50 € pour 4 000 € prévus)",
        ],
        ["2. Action 2", "701,25 €", "1 €", "0 €", "aucun"],
        ["Ensemble", "18 701,25 €", "10 001 €", "7 500,50 €", "1 fiche"],
    ]


def test_every_excess_of_a_fiche_is_told() -> None:
    spent = [Spent(1, day(date), "Caf", euros) for date, euros in (("2027-05-01", 11_000), ("2028-05-01", 9_000))]
    assert cells(parts.budget(at("2028-12-31", *spent)), 1)[1][-1] == (
        "2 000 € de plus (20 000 € pour 18 000 € prévus) en 2027 : 1 000 € de plus (11 000 € pour 10 000 € prévus) "
        "en 2028 : 1 000 € de plus (9 000 € pour 8 000 € prévus) "
        "Caf : 13 000 € de plus (20 000 € pour 7 000 € prévus)"
    )


def test_measures_say_where_they_start_and_where_they_are() -> None:
    assert cells(parts.measures(at(END, *BUSY))) == [
        ["Indicateur", "Départ", "Dernière valeur", "Cible", "Chemin fait", "Qui relève"],
        [
            "Familles accueillies, en familles 1. Action 1",
            "0 31 décembre 2026",
            "24 30 juin 2027",
            "40",
            "60 %",
            "coordination",
        ],
        [
            "Naissances 1. Action 1",
            "lu dans le diagnostic",
            "lu dans le diagnostic",
            "non fixée",
            "dit à l’évaluation",
            "le diagnostic",
        ],
    ]
    (_, silent, _) = cells(parts.measures(at(END)))
    assert silent[2:] == ["pas encore relevé", "40", "pas encore connu", "Responsable du lieu"]


def test_few_people_are_hidden_and_what_would_tell_them_too() -> None:
    shown = parts.measures(at(END, Measured(1, FAMILIES, day("2027-06-30"), 3)))
    row = cells(shown)[1]
    assert row[1:5] == ["0 31 décembre 2026", "moins de 5 30 juin 2027", "40", "masqué"]
    assert words(shown).endswith("Les effectifs de personnes de moins de 5 sont masqués.")
    # 3 of 40: the share of the way would give it away.
    assert not re.search(r"\b3 (?!0 juin|1 décembre)|\b8 %|7,5 %", words(shown))
    assert "masqués" not in words(parts.measures(at(END, *BUSY)))


def test_decimals_and_steps_back_are_told_as_they_are() -> None:
    hours = {
        "nature": "moyens",
        "nom": "Heures",
        "unite": "heures",
        "source": "Service",
        "reference": {"valeur": 4.5, "date": day("2026-12-31")},
        "cible": 9,
    }
    seen = at(END, Measured(1, "Heures", day("2027-06-30"), 3.75), actions=[action(suivi=[hours])])
    assert cells(parts.measures(seen))[1][1:] == [
        "4,5 31 décembre 2026",
        "3,75 30 juin 2027",
        "9",
        "−17 %",
        "non dit",
    ]
    flat = at(END, Measured(1, "Heures", day("2027-06-30"), 5), actions=[action(suivi=[{**hours, "cible": 4.5}])])
    assert cells(parts.measures(flat))[1][4] == "sans objet : la cible est le départ"


def test_figures_not_taken_say_since_when() -> None:
    header, row = cells(parts.unmeasured(at("2028-12-31", *BUSY)))
    assert header == ["Indicateur", "À relever", "Attendu le", "Retard", "Dernier relevé"]
    assert row == ["Familles accueillies 1. Action 1", "chaque année", "30 juin 2028", "184 jours", "30 juin 2027"]
    begun = Progress(1, day("2027-01-01"), State.STARTED)
    assert cells(parts.unmeasured(at(END, begun)))[1][-2:] == ["attendu ce jour", "jamais"]


# ── The calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_calendar_has_its_words_and_its_table() -> None:
    fiches = [action(), action(2, statut="idée"), action(3, statut="idée", calendrier=None)]
    view = gantt(at(END, *BUSY, actions=fiches))
    assert isinstance(view, View)
    assert view.alt == (
        "Diagramme de Gantt, une barre par fiche action, de son début à sa fin. Au 31 décembre 2027 : 1\u00a0étape "
        "faite, 1 en retard et 2 à venir. Les dates de chaque fiche sont dans le tableau des chiffres."
    )
    assert words(Block(view.message)).endswith("Sans calendrier, donc sans barre : fiche 3.")
    assert cells(view)[1:] == [
        [
            "1. Action 1",
            "engagée",
            "1er janvier 2027",
            "31 décembre 2028",
            (
                "30 juin 2027 : Ouverture du lieu (fait le 5 juillet 2027) "
                "31 mars 2028 : Premier bilan avec les familles (à venir)"
            ),
        ],
        [
            "2. Action 2",
            "idée",
            "1er janvier 2027",
            "31 décembre 2028",
            "30 juin 2027 : Ouverture du lieu (en retard) 31 mars 2028 : Premier bilan avec les familles (à venir)",
        ],
    ]
    for said in ("1. Action 1", "31 décembre 2027", "2028", "étape faite", "étape en retard", "durée de la convention"):
        assert f">{said}<" in drawing(view)
    assert "réalisée" not in drawing(view), "la légende ne nomme que ce qui est dessiné"


def test_what_was_given_up_is_neither_late_nor_to_come() -> None:
    view = gantt(at(END, Progress(1, day("2027-03-01"), State.ABANDONED)))
    assert isinstance(view, View)
    assert "aucune étape" in view.alt
    assert cells(view)[1][-1].count("(abandonné)") == 2
    assert "reportée ou abandonnée" in drawing(view)
    assert "étape en retard" not in drawing(view)


def test_a_fiche_without_milestones_and_a_convention_without_dates() -> None:
    calendar = {"debut": day("2027-02-01"), "fin": day("2027-03-31"), "etapes": []}
    view = gantt(at(END, actions=[action(calendrier=calendar)], charter=Charter()))
    assert isinstance(view, View)
    assert "aucune étape n’est écrite dans les fiches." in view.alt
    assert "durée de la convention" not in drawing(view)
    assert cells(view)[1][-1] == "aucune"


@pytest.mark.parametrize(("state", "stage"), [("en cours", "engagée"), ("réalisée", "réalisée"), ("idée", "pas")])
def test_bars_are_filled_by_how_far_the_fiche_is(state: str, stage: str) -> None:
    svg = drawing(gantt(at(END, actions=[action(statut=state)])))
    assert [name.split()[1] for name in re.findall(r">(action [^<]+)<", svg)] == [stage]


def bars(count: int, label: str = "Ouvrir un lieu d’accueil des enfants et de leurs parents, deux jours") -> list[Bar]:
    start, end = day("2027-03-01"), day("2029-06-30")
    marks = tuple((start + datetime.timedelta(days=90 * rank), point) for rank, point in enumerate(Point))
    return [Bar(f"{rank}. {label}", start, end, list(Stage)[rank % 4], marks) for rank in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 6, 25])
def test_every_label_stands_in_its_margin_and_no_text_on_another(count: int) -> None:
    figure = picture(bars(count), day("2028-06-30"), (day("2027-01-01"), day("2030-12-31")))
    renderer = FigureCanvasAgg(figure).get_renderer()
    (axes,) = figure.axes
    boxes = [text.get_window_extent(renderer) for text in axes.get_yticklabels()]
    assert len(boxes) == count
    assert all(box.x0 >= 0 for box in boxes)
    assert all(low.y1 <= high.y0 + 0.5 for high, low in pairwise(boxes))
    years = axes.get_xticklabels()
    assert [text.get_text() for text in years] == ["2027", "2028", "2029", "2030"]
    under = figure.legends[0].get_window_extent(renderer)
    assert under.y0 >= 0
    assert under.y1 <= min(text.get_window_extent(renderer).y0 for text in years)
    width, height = figure.get_size_inches()
    # On A4, once as wide as the page.
    assert height * 180 / width < 250


@pytest.mark.parametrize("label", ["x" * 200, f"{'Un titre ' * 30}", "a-b-" * 40, "court"])
@pytest.mark.parametrize("count", [2, 20])
def test_long_labels_are_cut(label: str, count: int) -> None:
    (axes,) = picture(bars(count, label), day("2028-06-30")).axes
    for text in axes.get_yticklabels():
        lines = text.get_text().split("\n")
        assert len(lines) <= (1 if count > 14 else 2)
        assert all(len(line) <= LINE for line in lines)


@pytest.mark.parametrize("date", ["2026-01-01", "2027-03-01", "2028-06-30", "2034-12-31"])
def test_the_date_of_the_review_is_written_inside_the_picture(date: str) -> None:
    figure = picture(bars(3), day(date))
    renderer = FigureCanvasAgg(figure).get_renderer()
    (written,) = figure.axes[0].texts
    box = written.get_window_extent(renderer)
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    assert box.y1 <= figure.bbox.height


def test_marks_are_told_by_their_shape_and_bars_by_more_than_their_colour() -> None:
    assert len({point.look["marker"] for point in Point}) == len(Point)
    looks = {(stage.look["facecolor"], stage.look.get("hatch")) for stage in Stage}
    assert len(looks) == len(Stage)


# ── What people typed ────────────────────────────────────────────────────────────────────────────────────────────────

TYPED = '<script>alert(1)</script> & "x" **gras** $a_b$ =1+1'


def hostile() -> Review:
    once = {
        "nature": "résultat",
        "nom": TYPED,
        "unite": TYPED,
        "source": "S",
        "qui": TYPED,
        "cible": 9,
        "frequence": "chaque mois",
    }
    calendar = {
        "debut": day("2027-01-01"),
        "fin": day("2027-06-30"),
        "etapes": [{"date": day("2027-02-01"), "quoi": TYPED}],
    }
    budget = [{"annee": 2027, "cout": 10, "financements": {TYPED: 5, "Caf": 5}}]
    fiche = action(titre=TYPED, suivi=[once], calendrier=calendar, budget=budget)
    return at(
        END,
        STARTED,
        Spent(1, day("2027-02-01"), TYPED, 50),
        Measured(1, TYPED, day("2027-02-01"), 6, TYPED),
        actions=[fiche],
    )


@pytest.mark.parametrize("part", PARTS[1:])
def test_what_people_typed_is_shown_and_never_run(part: Callable[[Review], Block | View]) -> None:
    shown = part(hostile())
    assert "<script" not in shown.html
    assert TYPED in words(shown)


def test_what_people_typed_is_drawn_as_it_is() -> None:
    svg = drawing(gantt(hostile()))
    assert "<script" not in svg
    texts = ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("text")]
    assert any("<script>alert(1)</script> &" in one for one in texts)
    assert any("$a_b$" in one for one in texts)
    curly = drawing(gantt(at(END, actions=[action(titre="L'accueil")])))
    assert "L’accueil" in curly


@pytest.mark.parametrize("review", [hostile(), at(END, *BUSY), at(END, actions=[]), at("2031-06-01", *BUSY)])
def test_the_checks_of_a_page_find_nothing_to_say(review: Review) -> None:
    body = "".join(f"<h2>Partie</h2>{part(review).html}" for part in PARTS)
    page = finished(
        '<!doctype html><html lang="fr"><head><meta http-equiv="Content-Security-Policy" content="@@CSP@@">'
        f"<title>Bilan</title></head><body><h1>Bilan</h1>{body}</body></html>"
    )
    checks.check(page, pd.DataFrame(columns=["indicator", "level", "territory", "vintage"], dtype=str))


@pytest.mark.parametrize("part", PARTS)
def test_the_same_review_gives_the_same_bytes(part: Callable[[Review], Block | View]) -> None:
    first, again = (part(at(END, *BUSY, actions=[action(2), action(1)])) for _ in range(2))
    assert first.html == again.html
    shuffled = part(at(END, *reversed(BUSY), actions=[action(1), action(2)]))
    assert shuffled.html == first.html


def test_the_picture_keeps_its_bytes() -> None:
    made = [charts.image(picture(bars(3), day("2028-06-30")), "Un diagramme de trois barres.") for _ in range(2)]
    assert made[0] == made[1]
