"""The comité on the page: its members, parity, its meetings and decisions, what each side validated."""

from __future__ import annotations

import datetime
import html

import pandas as pd

from ctg_lib import chapters
from ctg_lib.chapters.chapter import text
from ctg_lib.convention import parity as votes
from ctg_lib.convention.committee import FILE, College, Committee, Decision, Meeting, Member
from ctg_lib.convention.parity import COLLEGES
from ctg_lib.convention.validations import SIDES, Validations
from ctg_lib.views.tables import plain
from ctg_lib.views.view import Block, Mark, of_kind
from ctg_lib.views.wording import day, listing, number, plural

HOW = (
    f"Le comité n’est pas décrit. Il s’écrit, par fonctions et sans aucun nom, dans le fichier {FILE} du dossier de la "
    "convention, que « ctg new CODE » dépose."
)
VOTES = {True: "avec voix", False: "sans voix", None: "non déclaré"}


def members(committee: Committee | None, date: datetime.date) -> Block:
    """Everybody that sits or sat in the comité, by college: role, quality, number, vote, period."""
    if committee is None or not committee.membres:
        return _undescribed()
    ordered = [one for college in College for one in committee.membres if one.college is college]
    frame = pd.DataFrame([_member(one, date) for one in ordered])
    table = plain(f"Les membres du comité, au {day(date)}", frame, Mark.TYPED)
    return Block(_invented(committee) + table + _source(committee))


def _member(one: Member, date: datetime.date) -> dict[str, str]:
    return {
        "Fonction et qualité": text(one.role) + (f"<br><small>{one.qualite}</small>" if one.qualite else ""),
        "Pour": _whose(one.college),
        "Nombre": number(one.nombre),
        "Vote": VOTES[one.voix],
        "En fonction": _period(one, date),
    }


def _whose(college: College) -> str:
    return COLLEGES.get(college, str(college))


def _period(one: Member, date: datetime.date) -> str:
    """« depuis le 1er janvier 2026 », « jusqu’au 3 mars 2027 (terminé) »."""
    if one.du and one.au:
        told = f"du {day(one.du)} au {day(one.au)}"
    elif one.du:
        told = f"{'depuis le' if one.du <= date else 'à partir du'} {day(one.du)}"
    elif one.au:
        told = f"jusqu’au {day(one.au)}"
    else:
        return "non précisé"
    if one.au and one.au < date:
        return f"{told} (terminé)"
    return f"{told} (à venir)" if one.au and not one.sits(date) else told


def parity(committee: Committee | None, date: datetime.date) -> Block:
    """Whether the comité is in equal number on a day, or why that cannot be said and how to settle it."""
    if committee is None or not committee.membres:
        return _undescribed()
    found = votes.parity(committee, date)
    lead = f"<strong>Collectivité et Caf, au {day(date)}.</strong>"
    said = f"<p>{lead} {of_kind(Mark.TYPED, _sentence(found.sentence))}</p>"
    if found.ways:
        items = "".join(f"<li>{one}{'.' if one is found.ways[-1] else ' ;'}</li>" for one in found.ways)
        said += f'<p>Ce que le comité peut faire :</p><ul data-nombre="{Mark.TYPED}">{items}</ul>'
    if found.aside:
        said += f"<p>{of_kind(Mark.TYPED, found.aside)}.</p>"
    return Block(_invented(committee) + said + _source(committee))


def meetings(committee: Committee | None) -> Block:
    """The meetings in the order of their dates, then what was decided there."""
    if committee is None:
        return _undescribed()
    if not committee.reunions:
        return Block("<p>Aucune réunion n’est encore consignée.</p>")
    held = sorted(committee.reunions, key=lambda one: (one.date, one.instance))
    frame = pd.DataFrame([_meeting(committee, one) for one in held])
    table = plain("Les réunions du comité", frame, Mark.TYPED)
    told = _example(committee, "ces réunions et ces décisions sont inventées") + table + _counted(committee, held)
    return Block(told + _decisions(committee, held))


def _meeting(committee: Committee, one: Meeting) -> dict[str, str]:
    there = votes.attendance(committee, one)
    return {
        "Date": day(one.date),
        "Instance": str(one.instance),
        "Objet": text(one.objet),
        "Présents": _present(there) if there else "présence non notée",
        "Autres présents": (_others(there) or "aucun") if there else "présence non notée",
    }


def _present(there: votes.Attendance) -> str:
    """Who counts for parity, and whether both sides were there in equal number."""
    return f"{there.sentence}<br><small>en nombre {'égal' if there.equal else 'inégal'}</small>"


def _others(there: votes.Attendance) -> str:
    """« 1 sans voix (collectivité) et 2 partenaires »."""
    found = [f"{number(there.others[college])} sans voix ({college})" for college in COLLEGES if there.others[college]]
    partners = there.present[College.PARTNER]
    return listing([*found, *([plural(partners, "partenaire")] if partners else [])])


def _counted(committee: Committee, held: list[Meeting]) -> str:
    """Which persons are counted where somebody's vote is not declared."""
    silent = [there for one in held if (there := votes.attendance(committee, one)) and not there.voting]
    if not silent:
        return ""
    return '<p class="source">Le vote de certains membres n’est pas déclaré : tous les présents sont comptés.</p>'


def _decisions(committee: Committee, held: list[Meeting]) -> str:
    rows = [_decision(committee, meeting, one) for meeting in held for one in meeting.decisions]
    if not rows:
        return "<p>Ces réunions n’ont consigné aucune décision.</p>"
    table = plain(
        "Les décisions, la parité à leur date et l’accord de chaque côté", pd.DataFrame(rows), Mark.TYPED, kind="suivi"
    )
    kept = (
        "Une décision est commune quand les deux côtés ont donné leur accord. La parité est constatée à côté, d’après "
    )
    kept += "les votes déclarés ; ce que vaut une décision prise sans elle est à dire par le comité."
    abstained = any(one.abstentions for meeting in held for one in meeting.decisions)
    kept += " Une abstention ne change ni le nombre de voix ni la parité." if abstained else ""
    return f'{table}<p class="source">{kept}</p>'


def _decision(committee: Committee, meeting: Meeting, one: Decision) -> dict[str, str]:
    stands = votes.standing(one)
    return {
        "Décision": text(one.quoi) + (f"<br><small>{text(one.note)}</small>" if one.note else ""),
        "Réunion": f"{meeting.instance}, {day(meeting.date)}",
        "Parité à cette date": votes.parity(committee, meeting.date).short,
        "Accord": f"{stands.noted}<br><small>{stands.means}</small>",
        "Abstentions": _abstentions(committee, one),
    }


def _abstentions(committee: Committee, decision: Decision) -> str:
    """« 1 : Association de parents (sans voix) », for each member of whom somebody abstained."""
    told = []
    for name, count in decision.abstentions.items():
        member = committee.member(name)
        if member and count:
            told.append(f"{number(count)} : {text(member.role)} ({VOTES[member.voix]})")
    return "<br>".join(told) or "aucune"


def chapter_validations(committee: Committee | None, date: datetime.date) -> Block:
    """What each side had validated by a day, chapter by chapter; the chapters left are named in one line."""
    if committee is None:
        return _undescribed()
    every = chapters.every()
    given = {name: signed.at(date) for name, signed in committee.chapitres.items()}
    rows = [_signed(every[name].title, given[name]) for name in every if name in given and given[name].signs]
    left = [html.escape(one.title) for name, one in every.items() if name not in given or not given[name].signs]
    told = ""
    if rows:
        told += _example(committee, "ces validations sont inventées")
        told += plain(f"Les chapitres validés, au {day(date)}", pd.DataFrame(rows), Mark.TYPED)
    if left and rows:
        told += f"<p>Pas encore validés, ni par la collectivité ni par la Caf : {' ; '.join(left)}.</p>"
    elif left:
        told += f"<p>Au {day(date)}, aucun chapitre n’est encore validé, ni par la collectivité ni par la Caf.</p>"
    return Block(told)


def _signed(title: str, signed: Validations) -> dict[str, str]:
    if not signed.both:
        stands = f"à valider par {listing([SIDES[side] for side in SIDES if side not in signed.signs])}"
    elif len(signed.editions) > 1:
        stands = "validé sur deux éditions différentes : à relire ensemble"
    else:
        stands = "validé des deux côtés"
    sides = {f"Pour {name}": _capital(signed.told(side)) for side, name in SIDES.items()}
    return {"Chapitre": html.escape(title), **sides, "Ensemble": _capital(stands)}


# ── What every part says ─────────────────────────────────────────────────────────────────────────────────────────────


def _undescribed() -> Block:
    return Block(f"<p>{HOW}</p>")


def _example(committee: Committee, what: str) -> str:
    return f"<p><strong>Exemple :</strong> {what}.</p>" if committee.exemple else ""


def _invented(committee: Committee) -> str:
    """That who sits there is invented; where a document tells it, that the rest is."""
    cited = "les fonctions citées sont celles du document, tout le reste est inventé"
    return _example(committee, cited if committee.source else "la composition de ce comité est inventée")


def _source(committee: Committee) -> str:
    if not committee.source:
        return ""
    return f'<p class="source">Composition d’après : {of_kind(Mark.TYPED, text(committee.source.rstrip(".")))}.</p>'


def _sentence(words: str) -> str:
    return f"{_capital(words)}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
