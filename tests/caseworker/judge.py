"""The verdict: what the service holds, asked for with plain HTTP, against what a person would have filed where."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sagsbud.domain.klassifikation import KleNummer
from sagsbud.sagdok.setup import klasse_id, sag_id

from tests.caseworker.documents import PLAN, Paper
from tests.support.program import Service


def wrong_in(service: Service, papers: Sequence[Paper]) -> list[str]:
    """In words what is not as it should be: each document once, whole, on its Sag, with its subject."""
    held: dict[str, list[tuple[str, str]]] = {}
    wrong, posts = [], 0
    for sag in PLAN.sager:
        journal = service.journalposter_on(sag_id(sag.sagsnummer))
        wrong += [f"{sag.sagsnummer}: {uuid} stands there {n} times" for uuid, n in Counter(journal).items() if n > 1]
        posts += len(journal)
        for uuid in journal:
            digest = sha256(service.content_of(uuid)).hexdigest()
            held.setdefault(digest, []).append((sag.sagsnummer, _kle(service.dokument(uuid))))
    for paper in papers:
        found = held.get(paper.digest, [])
        if found != [(paper.sag, str(klasse_id(KleNummer(paper.kle))))]:
            wrong.append(f"{paper.name}: belongs once on {paper.sag} with {paper.kle}, is {found or 'nowhere'}")
    wanted = sum(1 + paper.bilag for paper in papers)
    if posts != wanted:
        wrong.append(f"{posts} Journalposter, should be {wanted}")
    return wrong


def _kle(registration: dict[str, Any]) -> str:
    """The uuid of the Klasse a Dokument is under."""
    return " ".join(str(one["uuid"]) for one in registration["relationer"].get("primaerklasse", []))
