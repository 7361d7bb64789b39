"""What a text gives away of a person: a header that only a list of persons has, a number, an address, a name.

Each function answers in French what was recognised, or None; nothing of the text is ever in the answer. A name is told
from that of a place by what stands around it: « École Jean-Moulin » says what it is, « DUPONT Léa » does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctg_lib.sources.local_forms import folded
from ctg_lib.sources.local_words import FIRST_NAMES, KINDS, NAMESAKES, OFFICES, PARTICLES, PLACES

NAMES, GIVEN, BIRTHS = "des noms de personnes", "des prénoms", "des dates de naissance"
FILES, NIRS = "des numéros d’allocataire", "des numéros de sécurité sociale"
ADDRESSES, CONTACTS = "des adresses personnelles", "des coordonnées personnelles"

_NUMBER = r"(?:numeros?|num|n|nos?)(?: d| de l| de la| de| du| des)?"
_ROLE = (
    r"(?:enfants?|parents?|pere|mere|maman|papa|familles?|foyer|conjointe?|tuteur|responsables?|resp|allocataires?"
    r"|demandeurs?|beneficiaires?|assistantes? maternelles?|ass ?mat|usagers?|jeunes?|habitants?|personnes?"
    r"|professionnel(?:le)?s?|agents?|directeur|directrice)"
)
# Headers that only a list of persons has, looked for in the folded text of a short cell.
PERSONAL = {
    r"prenoms?": GIVEN,
    r"nom (?:de )?(?:famille|naissance|jeune fille)|nom (?:d usage|marital|usuel)|patronymes?|civilite": NAMES,
    rf"noms?(?: de| du| des| d)?(?: l| la| le)? {_ROLE}|resp(?:onsable)?s?(?: du| de)? dossiers?": NAMES,
    r"(?:dates?|dt|jour|annee|lieu) (?:prevue )?(?:de )?nai(?:s|ss|ssances?)|ddn|d d n": BIRTHS,
    r"(?:nee?|ne e) (?:le|en)(?: jj.*)?$": BIRTHS,
    rf"{_NUMBER} ?(?:alloc\w*|dossiers?(?: caf| familles?)?|familles?|foyers?|usagers?|caf)|matricules?": FILES,
    rf"nir|niss|{_NUMBER} ?(?:securite sociale|secu|ss)": NIRS,
    rf"(?:adresse|domicile)(?: personnelle| de l| de la| du| des| de)? (?:{_ROLE}|domicile)|adresse personnelle": (
        ADDRESSES
    ),
    rf"(?:tel\w*|portable|mobile|e ?mail|mail|courriel)(?: de l| de la| du| des| de)? {_ROLE}": CONTACTS,
}
# The whole of a header, where no place is listed: there, a name or an address is that of a person.
AMBIGUOUS = {
    rf"noms?(?: \d)?|identite|representante? legale?|responsable legal(?: \d)?|assmat|{_ROLE}(?: \d)?": NAMES,
    r"adresses?(?: (?:postale|complete|\d))*|domicile|rue|voie|n(?:umero)? et (?:rue|voie)|code postal": ADDRESSES,
    r"(?:telephones?|tel|portable|mobile|contacts?)(?: (?:fixe|portable|mobile|\d))*"
    r"|courriels?|e ?mails?|adresse (?:mail|e mail|electronique)": CONTACTS,
    r"naissance": BIRTHS,
}
# Counts of persons have such words for headers, in the plural.
COUNTED = re.compile(
    r"enfants|familles|foyers?|jeunes|habitants|personnes|parents|usagers|agents|professionnel(?:le)?s|allocataires"
    r"|demandeurs|beneficiaires|assistantes maternelles"
)
# The name of an establishment, as headers say it.
PLACE = re.compile(
    r"(nom (de l |du |de la |de )?)?(etablissement|structure|relais|lieu|accueil|creche|organisme|association|centre)s?"
)
# A social-security number: sex, year, month, département, commune, order, and perhaps its key.
_GAP = r"[\s.\-/]?"
NIR = re.compile(
    rf"(?<!\d)(?<!\d,)[1-478]{_GAP}\d{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d{{2}}|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"(?:{_GAP}\d{{2}})?(?!,?\d)",
    re.IGNORECASE,
)
# « M. le maire » is an office, « M. Le Goff » is somebody.
SHORT_CIVILITY = re.compile(
    r"(?<![\w.’'-])(?:mm?\.|mmes?|mlles?|mrs?\.?|famille(?= [A-ZÉÈ]{3}))\s+"
    r"(?!d[eu]\b|la\b|d[’']|(?-i:le\b|l[’']))[^\W\d]",
    re.IGNORECASE,
)
LONG_CIVILITY = re.compile(
    r"(?<![\w’'-])(?:[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|MONSIEUR|MADAME|MADEMOISELLE)\s+[A-ZÉÈÀ]|^M\s+[A-ZÉÈÀ]{3,}"
)
MAIL = re.compile(r"([\w.+-]+)@[\w-]+\.[\w.]+")
PHONE = re.compile(r"(?<!\d)(?<!\d,)(?:(?:\+|00)33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/]?\d{2}){4}(?!,?\d)")
STREET = re.compile(
    r"\b\d{1,4} ?(?:(?:bis|ter|quater|[a-d]) )?(?:(?:rue|avenue|av|boulevard|bd|bld|allee|all|impasse|imp|chemin|ch"
    r"|route|rte|square|quai|lotissement|passage|sentier|montee|faubourg|hameau|lieu dit|esplanade|rond point)"
    r"(?: des| du| de la| de l| de| d)?|(?:place|residence|cite|cours|clos) (?:du|des|de la|de l|les))"
    r" (?!creche|accueil|multi)\w+"
)
BORN = re.compile(r"\b(?:nee?|ne e|ddn)(?: le| en)? \d")
DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\s?[/.\-]\s?(?:0?[1-9]|1[0-2])\s?[/.\-]\s?(?:(?:19|20)?\d{2})")
# Seven figures and a letter: a household of the Caf, unless the letter is the one that a school would have.
ALLOCATAIRE = re.compile(r"(?<![\w-])(\d{7})(?:([A-Z])|\s([A-Z])$)(?![\w-])", re.IGNORECASE)
SCHOOL_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
HEADING = 60


def heading(cell: object) -> bool:
    """Whether a cell may be a column’s name: a short text without many figures."""
    return isinstance(cell, str) and len(cell) <= HEADING and not re.search(r"\d{3}", cell)


def header(cell: object, *, about_places: bool) -> str | None:
    """What the name of a column announces; about_places: whether a name there is that of a place."""
    if not heading(cell):
        return None
    words = folded(cell)
    if found := next((told for known, told in PERSONAL.items() if re.search(rf"\b(?:{known})\b", words)), None):
        return found
    if about_places or COUNTED.fullmatch(words):
        return None
    return next((told for known, told in AMBIGUOUS.items() if re.fullmatch(known, words)), None)


def number(cell: object) -> str | None:
    """A social-security number or that of a household of the Caf, alone or in a sentence."""
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if any(_is_nir(found[0]) for found in NIR.finditer(text)):
        return NIRS
    found = ((one[1], (one[2] or one[3]).upper()) for one in ALLOCATAIRE.finditer(text))
    return FILES if any(not _is_school(*one) for one in found) else None


def _is_nir(found: str) -> bool:
    """Thirteen figures, or fifteen of which the last two are the key; written in groups, whatever the key."""
    bare = re.sub(r"[\s.\-/]", "", found).upper()
    if len(bare) == 13 or len(found) - len(bare) > 3:
        return True
    corsican = bare[:13].replace("2A", "19").replace("2B", "18")
    return int(bare[13:]) == 97 - int(corsican) % 97


def _is_school(figures: str, letter: str) -> bool:
    """Whether it is the identifier of a school: its département, and its letter of control."""
    here = int(figures[:3])
    known = 1 <= here <= 95 or here in (620, 720) or 970 <= here <= 988
    return known and letter == SCHOOL_LETTERS[int(figures) % len(SCHOOL_LETTERS)]


def contact(text: str) -> str | None:
    """A telephone, an e-mail or an address with its number in the street, where nothing says that it is a place’s."""
    words = folded(text)
    if any(not OFFICES & set(folded(one[1]).split()) for one in MAIL.finditer(text)):
        return CONTACTS
    if KINDS & set(re.sub(STREET, " ", words).split()):
        return None
    if STREET.search(words):
        return ADDRESSES
    return CONTACTS if PHONE.search(text) else None


def born(text: str) -> str | None:
    """A birth date that a sentence tells."""
    return BIRTHS if BORN.search(folded(text)) else None


def addressed(text: str) -> str | None:
    """A person named with a title, « Mme Untel », where no word before says that a place bears the name."""
    for pattern in (SHORT_CIVILITY, LONG_CIVILITY):
        for found in pattern.finditer(text):
            if not PLACES & set(folded(text[: found.start()]).split()):
                return NAMES
    return None


def sure_name(text: str) -> bool:
    """Whether a text is « DUPONT Léa » or « Léa DUPONT », and not the namesake of places."""
    words = _name(text)
    if not words:
        return False
    for given, family in ((words[0], words[1:]), (words[-1], words[:-1])):
        said = given[:1].isupper() and not given.isupper() and _is_given(given)
        if said and all(one.isupper() for one in family) and any(len(one) > 1 for one in family):
            return True
    return False


def likely_name(text: str) -> bool:
    """Whether a text has the words of a name, « Léa Dupont » or « DUPONT LEA »: a place may bear it as well."""
    words = _name(text)
    return bool(words) and (_is_given(words[0]) or _is_given(words[-1]))


def given_name(text: str) -> bool:
    """Whether a text is one first name and nothing else."""
    return bool(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)?", text.strip())) and _is_given(text.strip())


def items(text: str) -> Iterator[str]:
    """The pieces of a sentence or of a list, each of which may be a name: without bullets, figures and dates."""
    for line in re.split(r"[\n\r;|•\t\"&=()]|\s[–—-]\s", text):
        yield _bare(line)
        if "," in line or ":" in line or "/" in line:
            yield from map(_bare, re.split(r"[,:/]", line))


def _bare(text: str) -> str:
    return re.sub(r"^\W+|[\s,:.]+$", "", re.sub(rf"{DATE.pattern}|\b\d+\s?(?:ans|mois)\b|^\s*\d{{1,3}}[.)]", "", text))


def _name(text: str) -> list[str]:
    """The two to five words of what may be somebody’s name; none where a word says that it is a place’s."""
    plain = text.replace(",", " ").replace("/", " ").strip()
    words = plain.split()
    if not 2 <= len(words) <= 5 or not all(re.fullmatch(r"[^\W\d_]+(?:[’'.-][^\W\d_]*)*", one) for one in words):
        return []
    bare = folded(plain)
    if bare in NAMESAKES or folded(words[0]).split()[0] in PLACES:
        return []
    held = set(bare.split()) - PARTICLES
    return [] if held & PLACES or not _all_are_names(words) else words


def _all_are_names(words: list[str]) -> bool:
    """Whether the words are written as names are: capitals but for particles, or two words without any."""
    proper = [one for one in words if folded(one) not in PARTICLES]
    if len(proper) < 2:
        return False
    return all(one[0].isupper() for one in proper) or (len(words) == 2 and all(map(str.islower, words)))


def _is_given(word: str) -> bool:
    first = folded(word).split()
    return bool(first) and first[0] in FIRST_NAMES
