"""What a request's body must be before anything is written, and the part of it that a registrering keeps."""

import unicodedata
from typing import Any

from sagsbud.sagdok.models import InvalidObject, ObjectType, check_object
from sagsbud.service.bounds import hold_bounds
from sagsbud.service.errors import bad_request

Json = dict[str, Any]


def checked_note(note: object) -> str | None:
    """A note in canonical form. Raises Refusal."""
    if note is None:
        return None
    if not isinstance(note, str) or "\x00" in note:
        raise bad_request("note: is not text")
    try:
        note.encode()
    except UnicodeEncodeError:
        raise bad_request("note: holds half a character") from None
    return unicodedata.normalize("NFC", note)


def checked_body(spec: ObjectType, body: object, *, partial: bool = False) -> Json:
    """The body in canonical form and within bounds. Raises Refusal."""
    if body == {} or body is None:
        raise bad_request("The body is an empty object: attributter and tilstande are missing.")
    try:
        checked = check_object(spec, body, partial=partial)
    except InvalidObject as error:
        raise bad_request(str(error)) from None
    hold_bounds(spec, checked)
    return checked


def without_journal(spec: ObjectType, checked: Json) -> Json:
    """The body as a registrering keeps it: journalposter have rows of their own."""
    relations = {name: entries for name, entries in checked["relationer"].items() if name != "journalpost" and entries}
    if spec.appends_relations:
        relations = {name: _numbered(spec, name, entries) for name, entries in relations.items()}
    body = {"attributter": checked["attributter"], "tilstande": checked["tilstande"], "relationer": relations}
    return body | ({"varianter": checked.get("varianter", [])} if spec.has_variants else {})


def _numbered(spec: ObjectType, name: str, entries: list[Json]) -> list[Json]:
    if not spec.relations[name]:
        return entries
    return [{**entry, "indeks": number} for number, entry in enumerate(entries, start=1)]
