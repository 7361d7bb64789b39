"""The convention on the page: who signs, for how long, where one stands, in place of what."""

from __future__ import annotations

import datetime

import pandas as pd

from ctg_lib.chapters.chapter import text
from ctg_lib.convention.charter import FILE, Charter
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.views.tables import plain
from ctg_lib.views.view import Block, Mark, of_kind
from ctg_lib.views.wording import day, inside, listing, plural

HOW = (
    f"La convention n’est pas décrite. Elle s’écrit dans le fichier {FILE} du dossier, que « ctg new CODE » dépose : "
    "signataires, dates, durée, thèmes."
)
EXAMPLE = "<p><strong>Exemple :</strong> les dates et les thèmes de cette convention sont inventés.</p>"


def identity(charter: Charter, date: datetime.date) -> Block:
    """What the file of the convention says, a line each; what nobody wrote is told as such."""
    if not described(charter):
        return Block(f"<p>{HOW}</p>")
    frame = pd.DataFrame(
        [
            ("Signataires", text(listing(list(charter.signataires))) or "non précisés"),
            ("Signature", f"le {day(charter.signature)}" if charter.signature else "pas encore signée"),
            ("Durée", plural(charter.duree, "an")),
            ("Du premier au dernier jour", _span(charter)),
            ("Où l’on en est", _standing(charter, date)),
            ("Thèmes", _themes(charter)),
            ("Tient lieu de", text(" ; ".join(charter.tient_lieu_de)) or "aucun autre document"),
            ("Chiffres signés", f"édition du {day(charter.edition)}" if charter.edition else "édition non précisée"),
        ],
        columns=["Ce qui la définit", f"Au {day(date)}"],
    )
    table = plain("La convention territoriale globale", frame, Mark.TYPED)
    source = f'<p class="source">D’après : {of_kind(Mark.TYPED, text(charter.source))}.</p>' if charter.source else ""
    return Block(EXAMPLE * charter.exemple + table + source)


def described(charter: Charter) -> bool:
    """Whether anybody wrote more than the rules of secrecy."""
    return bool(charter.signataires or charter.signature or charter.debut or charter.themes or charter.tient_lieu_de)


def _span(charter: Charter) -> str:
    if charter.debut is None or charter.fin is None:
        return "premier jour non précisé"
    return f"du {day(charter.debut)} au {day(charter.fin)}"


def _standing(charter: Charter, date: datetime.date) -> str:
    """« en préparation », « en cours, deuxième année sur 4 », « terminée »."""
    if charter.debut is None or charter.fin is None or date < charter.debut:
        signed = charter.signature is not None and charter.signature <= date
        return "signée, pas encore commencée" if signed else "en préparation"
    if date > charter.fin:
        return f"terminée depuis le {day(charter.fin)}"
    passed = date.year - charter.debut.year - ((date.month, date.day) < (charter.debut.month, charter.debut.day))
    return f"en cours, année {passed + 1} sur {charter.duree}"


def _themes(charter: Charter) -> str:
    if not charter.themes:
        return "non précisés"
    return text(listing([inside(THEMES[name]) for name in charter.themes if name in THEMES]))
