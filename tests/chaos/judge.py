"""The verdict: what the service holds, asked for with plain HTTP, against what was acknowledged."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.plan import Planned, contents, sag_uuid


@dataclass
class Verdict:
    """What was found; `wrong` says in words what should not be."""

    dokumenter: int = 0
    journalposter: int = 0
    emptied: int = 0
    """Places in journals that repeated another and were emptied."""
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything is as promised."""
        return not self.wrong


def acknowledged(files: Iterable[Path]) -> dict[int, dict[str, Any]]:
    """Each document's line, by its number; a line cut off by a kill was not said."""
    found: dict[int, dict[str, Any]] = {}
    for path in files:
        for line in path.read_text().splitlines():
            if line.endswith("}"):
                told = json.loads(line)
                found[told["document"]] = told
    return found


def judge(url: str, seed: int, documents: list[Planned], acks: dict[int, dict[str, Any]], sager: int) -> Verdict:
    """Read everything back."""
    verdict = Verdict()
    missing = [one.number for one in documents if one.number not in acks]
    if missing:
        verdict.wrong.append(f"{len(missing)} documents were never acknowledged")
    with httpx.Client(base_url=url, timeout=120, trust_env=False) as http, ThreadPoolExecutor(4) as pool:
        journals = dict(zip(range(sager), pool.map(lambda sag: _journal(http, sag), range(sager)), strict=True))
        held = set[str]().union(*pool.map(lambda sag: _held(http, sag), range(sager)))
        for found in pool.map(lambda one: _document(http, seed, one, acks.get(one.number)), documents):
            verdict.wrong += found
    wanted = {dokument for told in acks.values() for dokument, _digest in told["drafts"]}
    verdict.dokumenter = len(held)
    verdict.wrong += [f"Dokument {uuid} nobody promised" for uuid in sorted(held - wanted)]
    verdict.wrong += [f"Dokument {uuid} is missing" for uuid in sorted(wanted - held)]
    for document in documents:
        if document.number in acks:
            verdict.wrong += _in_order(document, acks[document.number], journals[document.sag])
    for sag, journal in journals.items():
        posts = [post for post in journal if post]
        verdict.journalposter += len(posts)
        verdict.emptied += len(journal) - len(posts)
        repeated = [uuid for uuid, times in Counter(posts).items() if times > 1]
        verdict.wrong += [f"Sag {sag}: {uuid} stands there more than once" for uuid in repeated]
        verdict.wrong += [f"Sag {sag}: {uuid} nobody promised" for uuid in set(posts) - wanted]
    return verdict


def _journal(http: httpx.Client, sag: int) -> list[str]:
    """The targets of the journal by their number; an emptied place is the empty text."""
    answer = http.get(f"/sag/sag/{sag_uuid(sag)}").raise_for_status().json()
    (versions,) = answer.values()
    posts = versions[0]["registreringer"][0].get("relationer", {}).get("journalpost", [])
    return [post.get("uuid", "") for post in sorted(posts, key=lambda post: int(post["indeks"]))]


def _held(http: httpx.Client, sag: int) -> set[str]:
    answer = http.get("/dokument/dokument", params={"tilknyttedesager": str(sag_uuid(sag))}).raise_for_status()
    return set(answer.json()["results"][0])


def _document(http: httpx.Client, seed: int, document: Planned, told: dict[str, Any] | None) -> list[str]:
    """What is wrong with the bytes of a document and its attachments."""
    if told is None:
        return []
    wrong = []
    for (uuid, digest), content in zip(told["drafts"], contents(seed, document), strict=True):
        if hashlib.sha256(content).hexdigest() != digest:
            wrong.append(f"document {document.number}: other bytes were acknowledged")
        answer = http.get(f"/dokument/dokument/{uuid}")
        if answer.status_code != 200:
            wrong.append(f"Dokument {uuid}: answers {answer.status_code}")
            continue
        (versions,) = answer.json().values()
        part = versions[0]["registreringer"][0]["varianter"][0]["dele"][0]
        path = part["egenskaber"][0]["indhold"].removeprefix("store:")
        if http.get(f"/dokument/dokument/{path}").content != content:
            wrong.append(f"Dokument {uuid}: other bytes are held")
    return wrong


def _in_order(document: Planned, told: dict[str, Any], journal: list[str]) -> list[str]:
    uuids = [uuid for uuid, _digest in told["drafts"]]
    missing = [uuid for uuid in uuids if uuid not in journal]
    if missing:
        return [f"document {document.number}: {len(missing)} not in the journal"]
    places = [journal.index(uuid) for uuid in uuids]
    return [] if places == sorted(places) else [f"document {document.number}: not in order"]
