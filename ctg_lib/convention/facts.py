"""What the files of a convention say for its evaluation: counted, never scored."""

from __future__ import annotations

import datetime

from ctg_lib.convention.coherence import carried, coherence
from ctg_lib.convention.committee import Committee
from ctg_lib.convention.criteria import Facts
from ctg_lib.convention.dossier import Dossier
from ctg_lib.convention.parity import attendance
from ctg_lib.convention.review import Review, late
from ctg_lib.secrecy.rules import Rules

BY_INHABITANTS = "habitants"


def facts(dossier: Dossier, review: Review, rules: Rules) -> Facts:
    """The counts by the date of the review; None where nobody wrote anything of it."""
    goals = dossier.goals if dossier.goals and dossier.goals.enjeux else None
    crossed = coherence(goals, dossier.actions) if goals else None
    date = review.date
    seen = [one for one in dossier.observations.seen if one.date <= date and not one.of_few(rules.persons)]
    asked = [one for one in dossier.observations.consulted if one.date <= date]
    told_of = bool(dossier.log.progress or dossier.log.reached)
    return Facts(
        enjeux=len(goals.enjeux) if goals else None,
        answered=len(goals.enjeux) - len(crossed.unanswered) - len(crossed.waiting) if goals and crossed else None,
        overlaps=len(crossed.overlaps) if crossed and carried(dossier.actions) else None,
        # What was done after its day is late no longer.
        late=len({one.fiche for one in late(review) if one.reached is None}) if told_of else None,
        consultations=len(asked) or None,
        respondents=sum(one.received for one in asked) if asked else None,
        observations=len(seen) or None,
        by_inhabitants=sum(one.college == BY_INHABITANTS for one in seen) if seen else None,
        **_governance(dossier.committee, date),
    )


def _governance(committee: Committee | None, date: datetime.date) -> dict[str, int | None]:
    held = [one for one in committee.reunions if one.date <= date] if committee else []
    if committee is None or not held:
        return {}
    there = [found for one in held if (found := attendance(committee, one))]
    decided = [decision for one in held for decision in one.decisions]
    return {
        "meetings": len(held),
        "parity": sum(one.equal for one in there) if there else None,
        "decisions": len(decided) or None,
        "agreed": sum(bool(one.accord.collectivite and one.accord.caf) for one in decided) if decided else None,
    }
