"""Keeps what was imported, one small file for each kind, so that editions can be put together again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.suggest.kleplan import Emne, Facet, KlePlan, Noegleord, Retskilde

OFFICIAL = "emneplan.json"
KEYWORDS = "noegleord.json"
FACETS = "facetter.json"
EVERYDAY_WEIGHT = 3
"""What an everyday word of ours counts beside a published keyword, which has 5."""


def write(path: Path, plan: KlePlan) -> None:
    """Keep the plan; a torn write leaves the old file."""
    part = path.with_suffix(".part")
    part.write_text(dumps(plan), encoding="utf-8")
    part.replace(path)


def dumps(plan: KlePlan) -> str:
    """The plan as compact JSON, without what was malformed."""
    return json.dumps(
        {
            "edition": plan.edition,
            "emner": [_emne_to(emne) for emne in plan.emner],
            "facetter": [asdict(facet) | {"nummer": str(facet.nummer)} for facet in plan.facetter],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def loads(text: str) -> KlePlan:
    """The inverse of `dumps`. Raises ValueError, KeyError for anything else."""
    tree = json.loads(text)
    return KlePlan(
        tree["edition"],
        tuple(_emne_from(node) for node in tree["emner"]),
        tuple(
            Facet(Handlingsfacet(node["nummer"]), node["titel"], node["bevaring"], node["udgaaet"])
            for node in tree["facetter"]
        ),
    )


def _emne_to(emne: Emne) -> dict[str, Any]:
    """Only what is there, so that 2,400 subjects stay small."""
    node: dict[str, Any] = {"nr": str(emne.nummer), "t": emne.titel}
    optional = {
        "o": [[word.text, word.weight] for word in emne.noegleord],
        "v": emne.vejledning,
        "r": [[source.titel, source.paragraf] for source in emne.retskilder],
        "b": emne.bevaring,
        "s": emne.sletning,
        "u": emne.udgaaet,
        "a": [str(nummer) for nummer in emne.afloest_af],
        "id": emne.uuid,
    }
    return node | {key: value for key, value in optional.items() if value}


def _emne_from(node: dict[str, Any]) -> Emne:
    return Emne(
        KleNummer(node["nr"]),
        node["t"],
        tuple(Noegleord(text, weight) for text, weight in node.get("o", ())),
        node.get("v", ""),
        tuple(Retskilde(titel, paragraf) for titel, paragraf in node.get("r", ())),
        node.get("b", ""),
        node.get("s", ""),
        node.get("u", False),
        tuple(KleNummer(text) for text in node.get("a", ())),
        node.get("id", ""),
    )


def merged(official: KlePlan | None, keywords: KlePlan | None, starter: KlePlan) -> KlePlan:
    """One plan of what there is: official fields from the XML, keywords from OS2KLE, the starter when there is neither.

    A keyword's subject that the official plan has retired gives its words to the successors; one that it does not
    know is left out, because the service would refuse it.
    """
    if official is None:
        return keywords or starter
    if keywords is None:
        return official
    words: dict[KleNummer, tuple[Noegleord, ...]] = {}
    successors = {emne.nummer: emne.afloest_af for emne in official.emner if emne.udgaaet}
    for emne in keywords.emner:
        for target in successors.get(emne.nummer, (emne.nummer,)):
            words[target] = words.get(target, ()) + emne.noegleord
    emner = tuple(
        Emne(
            emne.nummer,
            emne.titel,
            words.get(emne.nummer, ()),
            emne.vejledning,
            emne.retskilder,
            emne.bevaring,
            emne.sletning,
            emne.udgaaet,
            emne.afloest_af,
            emne.uuid,
        )
        for emne in official.emner
    )
    return KlePlan(f"{official.edition} + {keywords.edition}", emner)


def read_everyday(lines: Iterable[str]) -> dict[KleNummer, tuple[str, ...]]:
    """Our own words for subjects: number, a tab, words parted by semicolons; `#` starts a note."""
    found: dict[KleNummer, tuple[str, ...]] = {}
    for line in lines:
        number, tab, words = line.partition("\t")
        if tab and not line.startswith("#"):
            found[KleNummer(number)] = tuple(word.strip() for word in words.split(";") if word.strip())
    return found


def with_everyday(plan: KlePlan, words: Mapping[KleNummer, Sequence[str]]) -> KlePlan:
    """The plan with our own words beside the published ones, where it does not have them already."""
    return replace(plan, emner=tuple(_with_words(emne, words.get(emne.nummer, ())) for emne in plan.emner))


def _with_words(emne: Emne, words: Sequence[str]) -> Emne:
    known = {word.text.lower() for word in emne.noegleord}
    new = tuple(Noegleord(word, EVERYDAY_WEIGHT) for word in words if word.lower() not in known)
    return replace(emne, noegleord=emne.noegleord + new) if new else emne
