"""Notebook 91: the enjeux, the objectives, the fiches that answer them, their budget, and what the law asks of them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from ctg_lib.chapters import obligations
from ctg_lib.chapters.chapter import text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import labelled
from ctg_lib.convention.actions import AGREED, Action
from ctg_lib.convention.budget import TO_FIND, Budget
from ctg_lib.convention.checklists import Checklist, Evidence, Line, Where
from ctg_lib.convention.coherence import Coherence, Crossing, carried
from ctg_lib.convention.coherence import coherence as crossed
from ctg_lib.convention.objectives import FILE, Goal, Goals, Issue, Rank
from ctg_lib.convention.plan import FOLDER, MODEL
from ctg_lib.convention.validations import SIDES, Validations
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import day, euros, inside, listing, number

FICHES = "fiches.html"
ALL, TOTAL = "Ensemble", ' class="total"'
EXAMPLE = "Exemple : ce qui suit montre ce que l’outil fait. Ce n’est le choix de personne et n’engage personne."
NO_ISSUE = f"Aucun enjeu n’est écrit : ils s’écrivent dans {FILE}, où un modèle montre comment."
NO_GOAL = f"Aucun objectif n’est écrit : ils s’écrivent dans {FILE}, sous les enjeux."
NO_ACTION = f"Aucune fiche action n’est écrite : copier {MODEL}, dans le dossier « {FOLDER} », sous un autre nom."
NO_BUDGET = "Aucune fiche n’a de budget : il s’écrit dans chaque fiche, année par année, sous « budget »."
NO_LIST = "Ces listes s’adressent à une commune, à une intercommunalité ou à un groupe de communes."
NOT_READ = "à vérifier : le texte n’a pas été lu"


def issues(goals: Goals, diagnostic: Diagnostic) -> Block:
    """The enjeux, the first to act upon first: what each rests on, and what each side validated."""
    if not goals.enjeux:
        return _sentence(NO_ISSUE)
    rows = [(_issue(one), _priority(one), _grounds(one, diagnostic), _signs(one.validations)) for one in goals.ranked]
    table = pd.DataFrame(rows, columns=["Enjeu", "Priorité", "Ce sur quoi il repose", "Accords"])
    used = list(dict.fromkeys(name for one in goals.enjeux for name in one.indicateurs))
    return Block.stack(
        [
            *_example(goals.exemple),
            Block(
                "<p>La priorité multiplie l’importance de l’enjeu par la capacité d’y agir, notées toutes deux "
                f"{of_kind(Mark.TYPED, 'de 1 à 3')}\u00a0: elle donne l’ordre, et n’est pas une mesure.</p>"
            ),
            Block(tables.plain("Les enjeux, par ordre de priorité", table, Mark.TYPED, kind="enjeux")),
            *([Block(source_line(diagnostic.source_lines(used)))] if used else []),
        ]
    )


def objectives(goals: Goals, actions: Sequence[Action]) -> Block:
    """The tree of the objectives: strategic, operational, and the fiches that serve each."""
    if not goals.objectifs:
        return _sentence(NO_GOAL)
    tree = _branches(goals, goals.within(None), actions)
    return Block.stack(
        [*_example(goals.exemple), Block(f'<div class="objectifs" data-nombre="{Mark.TYPED}">{tree}</div>')]
    )


def coherence(goals: Goals, actions: Sequence[Action]) -> Block:
    """Enjeu × action × theme, then what stands alone on either side, and the schemes that several fiches serve."""
    if not goals.enjeux:
        return _sentence(NO_ISSUE)
    found = crossed(goals, actions)
    said = "".join(f"<li>{one}</li>" for one in _alone(found, actions))
    return Block.stack(
        [
            *_example(goals.exemple),
            Block(_matrix(found.crossings)),
            Block(f'<ul data-nombre="{Mark.TYPED}">{said}</ul>'),
        ]
    )


def actions(fiches: Sequence[Action]) -> Block:
    """The fiches, one a line, each leading to its sheet."""
    if not fiches:
        return _sentence(NO_ACTION)
    rows = [
        (
            _link(one),
            f"<strong>{one.statut}</strong>",
            _pilots(one),
            _when(one),
            euros(one.cost) if one.budget else "à chiffrer",
        )
        for one in fiches
    ]
    table = pd.DataFrame(rows, columns=["Fiche", "État", "Pilotes", "Calendrier", "Coût"])
    shown = tables.plain("Les fiches action", table, Mark.TYPED, kind="plan")
    return Block.stack([*_example(any(one.exemple for one in fiches)), Block(shown)])


def budget(fiches: Sequence[Action]) -> Block:
    """What the fiches cost, by year and by whoever pays, those put off and given up left out and told."""
    live = carried(fiches)
    money = Budget.of(live)
    if not money.years:
        return _sentence(NO_BUDGET)
    lacking = money.to_find() > 0
    columns = ["Année", "Coût", *(text(name) for name in money.funders), *([TO_FIND] if lacking else [])]
    rows = [_year(str(year), money, year, lacking=lacking) for year in money.years]
    rows.append(_year(ALL, money, None, lacking=lacking))
    agreed = Budget.of([one for one in live if one.statut in AGREED])
    rows.append(
        _year("dont fiches validées, engagées, en cours ou réalisées", agreed, None, money.funders, lacking=lacking)
    )
    caption = "Le budget du plan d’actions, par année et par financeur, en euros courants"
    table = _comptes(caption, columns, rows)
    return Block.stack([*_example(any(one.exemple for one in live)), Block(table), *_aside(live, fiches, money)])


def checklists(lists: Sequence[Checklist]) -> Block:
    """Each list, whether it is due here, and for each of its headings what answers it and what is missing."""
    if not lists:
        return _sentence(NO_LIST)
    blocks = [block for one in lists for block in _checklist(one)]
    return Block.stack([*_example(any(one.example for one in lists)), *blocks])


# ── Enjeux and objectives ────────────────────────────────────────────────────────────────────────────────────────────


def _issue(one: Issue) -> str:
    themes = ", ".join(THEMES[theme] for theme in one.themes)
    return f'<strong>{text(one.id)}. {text(one.enonce)}</strong><small class="date">{themes}</small>'


def _priority(one: Issue) -> str:
    if one.priorite is None:
        return "à fixer"
    given = one.priorite
    return f'{given.product}<small class="date">importance {given.importance}, capacité {given.capacite}</small>'


def _grounds(one: Issue, diagnostic: Diagnostic) -> str:
    """The observations by number, then the figures, each tied to its row."""
    said = [labelled(diagnostic, name) for name in one.indicateurs]
    if one.observations:
        word = "Observation" if len(one.observations) == 1 else "Observations"
        said.insert(0, f"{word} {listing([number(value) for value in sorted(one.observations)])}")
    return "<br>".join(said) or "rien n’est encore cité"


def _signs(validations: Validations) -> str:
    told = [validations.told(side) for side in SIDES]
    return "<br>".join(f"{one[0].upper()}{one[1:]}" for one in told)


def _branches(goals: Goals, several: Iterable[Goal], actions: Sequence[Action]) -> str:
    items = "".join(f"<li>{_branch(goals, one, actions)}</li>" for one in several)
    return f"<ul>{items}</ul>" if items else ""


def _branch(goals: Goals, one: Goal, actions: Sequence[Action]) -> str:
    """An objective, what it aims at and why, the fiches that serve it, and the objectives under it."""
    under = goals.within(one.id)
    serving = [action for action in actions if action.objectif == one.id]
    told = [f"<strong>{text(one.id)}. {text(one.intitule)}</strong> ({one.niveau})"]
    if one.enjeux:
        told.append(f"{'Enjeu' if len(one.enjeux) == 1 else 'Enjeux'}\u00a0: {text(', '.join(one.enjeux))}")
    told += [f"Cible\u00a0: {text(one.cible)}"] if one.cible else []
    told += [f"Échéance\u00a0: {day(one.echeance)}"] if one.echeance else []
    lines = "".join(f"<br>{line}" for line in told[1:])
    items = "".join(f"<li>{_link(action)} ({action.statut})</li>" for action in serving)
    if not items and not under:
        what = "Aucun objectif opérationnel ni aucune fiche" if one.niveau is Rank.STRATEGIC else "Aucune fiche"
        items = f"<li>{what} ne le sert encore.</li>"
    fiches = f"<ul>{items}</ul>" if items else ""
    return told[0] + lines + fiches + _branches(goals, under, actions)


# ── Coherence ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _matrix(crossings: Sequence[Crossing]) -> str:
    """One line a theme of an enjeu; each bears its enjeu, so that it reads alone in a spreadsheet too."""
    rows = [
        (
            f"{text(one.issue.id)}. {text(one.issue.enonce)}",
            THEMES[one.theme] + ("" if one.theme in one.issue.themes else " (apporté par la fiche)"),
            "<br>".join(f"{_link(action)} ({action.statut})" for action in one.actions)
            or "<strong>aucune fiche</strong>",
        )
        for one in crossings
    ]
    caption = "Les enjeux et les fiches qui y répondent, thème par thème"
    frame = pd.DataFrame(rows, columns=["Enjeu", "Thème", "Fiches"])
    return tables.plain(caption, frame, Mark.TYPED, kind="coherence")


def _alone(found: Coherence, actions: Sequence[Action]) -> list[str]:
    """What the table does not show, or not at once: each a sentence, that none is missing included."""
    said = [
        _told("Enjeux sans action", (text(f"{one.id}. {one.enonce.rstrip('.')}") for one in found.unanswered)),
        _told("Actions sans enjeu", map(_link, found.unfounded)),
        _told("Objectifs sans fiche", (text(f"{one.id}. {one.intitule.rstrip('.')}") for one in found.unserved)),
    ]
    if found.waiting:
        said.append(_told("Enjeux dont les seules fiches sont reportées", (text(one.id) for one in found.waiting)))
    for one in found.overlaps:
        fiches = listing([_link(action, str(action.numero)) for action in one.actions])
        themes = listing([inside(THEMES[theme]) for theme in one.themes])
        over = f", sur plusieurs thèmes ({themes})" if len(one.themes) > 1 else f" ({themes})"
        said.append(f"À accorder avec « {text(one.document)} »\u00a0: les fiches {fiches} le servent{over}.")
    if not found.overlaps and any(one.liens for one in actions):
        said.append("Aucun autre document n’est servi par plusieurs fiches.")
    for label, several in (("Reportées", found.postponed), ("Abandonnées", found.abandoned)):
        if several:
            reasons = (_link(one) + (f" ({text(one.motif.rstrip('.'))})" if one.motif else "") for one in several)
            said.append(_told(f"{label}, non comptées plus haut", reasons))
    return said


def _told(label: str, items: Iterable[str]) -> str:
    return f"{label}\u00a0: {' ; '.join(items) or 'aucun' + ('e' if label.startswith('Action') else '')}."


# ── Fiches and budget ────────────────────────────────────────────────────────────────────────────────────────────────


def _link(one: Action, said: str = "") -> str:
    """« 3. Title », or other words of ours, to its sheet."""
    said = said or f"{one.numero}. {text(one.titre)}"
    return f'<a href="{FICHES}#fiche-{one.numero}">{said}</a>'


def _pilots(one: Action) -> str:
    named = {SIDES[side]: getattr(one.pilotes, side) for side in SIDES}
    return "<br>".join(f"Pour {side}\u00a0: {text(who) if who else 'à désigner'}" for side, who in named.items())


def _when(one: Action) -> str:
    when = one.calendrier
    return f"Du {day(when.debut)} au {day(when.fin)}" if when else "à fixer"


def _year(label: str, money: Budget, year: int | None, funders: Sequence[str] = (), *, lacking: bool) -> list[str]:
    shares = [
        *(money.paid(name, year) for name in funders or money.funders),
        *([money.to_find(year)] if lacking else []),
    ]
    return [label, euros(money.cost(year)), *(euros(one) if one else "—" for one in shares)]


def _comptes(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of amounts: funders may share a name with a column of ours, so that a frame would not hold them."""
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join(
        f'<tr{TOTAL if first == ALL else ""}><th scope="row">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    return (
        f'<div class="defile" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="comptes" data-nombre="{Mark.TYPED}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _aside(live: Sequence[Action], fiches: Sequence[Action], money: Budget) -> list[Block]:
    """What the totals do not hold, and how much of them nobody pays yet."""
    said = []
    if share := money.to_find():
        said.append(f"Il reste {euros(share)} à trouver, sur {euros(money.cost())}.")
    bare = [_link(one) for one in live if not one.budget]
    said += [f"Sans budget écrit\u00a0: {' ; '.join(bare)}."] if bare else []
    out = [f"{_link(one)} ({one.statut}, {euros(one.cost)})" for one in fiches if one not in live and one.budget]
    said += [f"Non comptées\u00a0: {' ; '.join(out)}."] if out else []
    return [Block(f'<p data-nombre="{Mark.TYPED}">{one}</p>') for one in said]


# ── Checklists ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _checklist(one: Checklist) -> list[Block]:
    headings = one.headings
    rows = [(f"{text(line.heading.id)}", text(line.heading.texte), *_answer(line)) for line in one.lines]
    columns = ["Rubrique", "Ce qui est demandé", "État", "Où", "Ce qui manque"]
    table = tables.plain(
        f"{headings.titre} : ce qui est couvert", pd.DataFrame(rows, columns=columns), Mark.LAW, kind="listes"
    )
    source = text(headings.article)
    if headings.link:
        source = f'<a href="{html.escape(headings.link)}">{source}</a>'
    doubt = "" if headings.verified else f" <em>({NOT_READ})</em>"
    told = f"{source}, à compter du {day(headings.valid_from)}{doubt}."
    if one.duty is not None:
        due = f"obligation {obligations.state(one.duty)}. {obligations.sentence(one.duty)}"
        told = f"{text(one.duty.title)}\u00a0: {due} {told}"
    return [Block(f'<p data-nombre="{Mark.LAW}">{told}</p>'), Block(table)]


def _answer(line: Line) -> tuple[str, str, str]:
    where = "<br>".join(map(_where, line.by)) or "—"
    lacking = text(" ; ".join(line.lacking)) or "—"
    return f"<strong>{line.state}</strong>", where, lacking[:1].upper() + lacking[1:]


def _where(one: Evidence) -> str:
    if one.where is Where.ACTION:
        return f'<a href="{FICHES}#fiche-{one.name}">Fiche {one.name}. {of_kind(Mark.TYPED, text(one.title))}</a>'
    if one.where is Where.ISSUE:
        return f"Enjeu {of_kind(Mark.TYPED, f'{text(one.name)}. {text(one.title)}')}"
    return f"Chapitre « {one.title} »" if one.where is Where.CHAPTER else f"{one.name} ({one.title})"


# ── What all of them share ───────────────────────────────────────────────────────────────────────────────────────────


def _sentence(said: str) -> Block:
    return Block(f'<p data-nombre="{Mark.TYPED}">{text(said)}</p>')


def _example(shown: bool) -> list[Block]:
    return [Block(f'<p class="bandeau">{EXAMPLE}</p>')] if shown else []
