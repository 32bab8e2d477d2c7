"""The client: every verb of an OIO Sag/Dokument service, careful where the reference is not.

    from sagsbud.sagdok import SagDokumentClient
    with SagDokumentClient("http://127.0.0.1:8000") as client:
        ...

Objects are given as JSON of the wire, in which dates, uuids and Virkninger may stand as types, or as a Registrering.
Every method raises ServiceError (`sagsbud.domain.errors`), whose `retry` says when trying again is right.
"""

import hashlib
import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar
from uuid import UUID

import msgspec

from sagsbud.domain.checks import Contact
from sagsbud.domain.errors import AnswerLost, Busy, Conflict, NotThere, Refused, Trouble
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.sagsobjekter import DokumentProof
from sagsbud.sagdok.capabilities import Capabilities, ask_capabilities
from sagsbud.sagdok.changes import Changes, changes_of
from sagsbud.sagdok.contact import ask_contact
from sagsbud.sagdok.errors import NoChange
from sagsbud.sagdok.login import Authorization
from sagsbud.sagdok.models import (
    OBJECT_TYPES,
    SDI,
    InvalidObject,
    Limits,
    Moment,
    ObjectType,
    check_object,
    parse_moment,
)
from sagsbud.sagdok.models.values import Egenskaber, Registrering
from sagsbud.sagdok.models.wire import body_of, registrering_of, to_wire
from sagsbud.sagdok.pacing import NO_LIMIT, Pace
from sagsbud.sagdok.proofs import proofs_of
from sagsbud.sagdok.session import Session
from sagsbud.sagdok.transport import Timeouts, connect, proxy_on_the_way
from sagsbud.sagdok.uploading import Form, Progress

Json = dict[str, Any]
Body = Json | Registrering[Any]
E = TypeVar("E", bound=Egenskaber)

LISTED_AT_ONCE = 50
_SHA256 = re.compile("[0-9a-f]{64}")
ALL_TIME = {"virkningfra": "-infinity", "virkningtil": "infinity"}


class SagDokumentClient:
    """A connection to one service. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        *,
        authorization: Authorization | None = None,
        ca_file: Path | None = None,
        client_certificate: tuple[Path, Path | None] | None = None,
        proxy: str | None = None,
        connections: int = 8,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        limits: Limits = SDI,
        pace: Pace = NO_LIMIT,
    ) -> None:
        self._proxy = proxy_on_the_way(url, proxy)
        self._http = connect(
            url,
            ca_file=ca_file,
            client_certificate=client_certificate,
            proxy=proxy,
            connections=connections,
            timeouts=timeouts,
        )
        self._session = Session(self._http, authorization)
        self._limits = limits
        self._pace = pace
        self._capabilities: Capabilities | None = None
        self._asking = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do; asked for once."""
        with self._asking:
            if self._capabilities is None:
                self._capabilities = ask_capabilities(self._session)
            return self._capabilities

    # -- reading ------------------------------------------------------------------------------------------

    def read(self, service: str, name: str, uuid: UUID, **times: str) -> Json:
        """The object with its registreringer in the window, newest first. Raises NotThere."""
        answer = self._session.json("GET", f"/{service}/{name}/{uuid}", params=times)
        for versions in answer.values():  # keyed by the uuid as written; there is only one
            if isinstance(versions, list) and versions and isinstance(versions[0], dict):
                found: Json = versions[0]
                if found.get("registreringer"):
                    return found
        raise Busy(None, cause="unintelligible")

    def newest(self, service: str, name: str, uuid: UUID) -> Json | None:
        """The newest registrering with all its periods, or None when there never was one. Raises NotThere if deleted."""
        try:
            found = self.read(service, name, uuid, **ALL_TIME)
        except NotThere as error:
            if error.params.get("state") == "deleted":
                raise
            return None
        registration: Json = found["registreringer"][0]
        return None if registration.get("livscykluskode") == "Slettet" else registration

    def registrering(self, kind: type[E], uuid: UUID) -> Registrering[E] | None:
        """As `newest`, with types: `client.registrering(SagEgenskaber, uuid)`."""
        spec = OBJECT_TYPES[kind.type]
        found = self.newest(*kind.type, uuid)
        try:
            return registrering_of(kind, spec, found) if found else None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Busy(None, cause="unintelligible") from None

    def search(self, service: str, name: str, **terms: str) -> list[UUID]:
        """The uuids that fit all terms. A `%` in a value is a wildcard; relations as `primaerklasse=<uuid>`.

        `relation__Type` asks for targets of one object type only.
        """
        given = {key.replace("__", ":"): unicodedata.normalize("NFC", value) for key, value in terms.items()}
        results = self._session.json("GET", f"/{service}/{name}", params=given).get("results")
        try:
            return msgspec.convert(results[0], list[UUID]) if results else []
        except (msgspec.ValidationError, TypeError, KeyError):
            raise Busy(None, cause="unintelligible") from None

    def objects(self, service: str, name: str, uuids: Sequence[UUID], **times: str) -> Sequence[Json]:
        """The objects with these uuids, those that exist, each with its newest registrering."""
        found: list[Json] = []
        for start in range(0, len(uuids), LISTED_AT_ONCE):
            params = [("uuid", str(uuid)) for uuid in uuids[start : start + LISTED_AT_ONCE]] + list(times.items())
            results = self._session.json("GET", f"/{service}/{name}", params=params).get("results", [])
            found += results[0] if results else []
        return found

    @contextmanager
    def content(self, url: str) -> Iterator[Iterator[bytes]]:
        """The bytes behind a `store:` url, in chunks."""
        with self._session.answer("GET", _content_path(url)) as response:
            yield response.iter_bytes()

    def content_digest(self, url: str) -> str:
        """The sha256 of the bytes behind a `store:` url, computed here."""
        digest = hashlib.sha256()
        with self.content(url) as chunks:
            for chunk in chunks:
                digest.update(chunk)
        return digest.hexdigest()

    def changes(
        self, after: int | None = None, *, limit: int = 100, wait: int = 0, feed: UUID | None = None
    ) -> Changes:
        """What was registered after this place in the service's change feed; without one, only where the feed ends now.

        With nothing there yet the service waits for so many seconds (at most 30) before it answers. Give the `feed` you
        read before: Conflict says that it is another one now, to be read from 0. Raises Refused where there is none.
        """
        if not self.capabilities.changes:
            raise Refused(cause="capability")
        given = {"limit": limit, "wait": wait, "after": after, "feed": feed}
        params = {name: str(value) for name, value in given.items() if value is not None}
        return changes_of(self._session.json("GET", "/changes", params=params))

    def proofs(self, dokumenter: Sequence[UUID]) -> dict[DokumentId, DokumentProof]:
        """What proves the filing of many Dokumenter, those that are there. Raises Refused where there is no such thing."""
        if not self.capabilities.proofs:
            raise Refused(cause="capability")
        found: dict[DokumentId, DokumentProof] = {}
        for start in range(0, len(dokumenter), LISTED_AT_ONCE):
            params = [("uuid", str(uuid)) for uuid in dokumenter[start : start + LISTED_AT_ONCE]]
            found |= proofs_of(self._session.json("GET", "/proofs", params=params))
        return found

    def content_tag(self, url: str) -> str | None:
        """The sha256 a service keeps of the bytes behind a `store:` url, where it gives one as their tag (HEAD)."""
        with self._session.answer("HEAD", _content_path(url)) as response:
            tag = response.headers.get("etag", "").strip('"')
        return tag if _SHA256.fullmatch(tag) else None

    def contact(self) -> Contact:
        """One cheap search, for what its answer tells of the way to the service. Raises ServiceError."""
        return ask_contact(self._http, self._session.login, self._proxy)

    # -- writing ------------------------------------------------------------------------------------------

    def create(
        self,
        service: str,
        name: str,
        body: Body,
        contents: Mapping[str, IO[bytes]] | None = None,
        *,
        progress: Progress | None = None,
    ) -> UUID:
        """POST; the uuid the service chose. After AnswerLost nobody knows it: prefer `put` with a uuid of your own."""
        checked = self._checked(OBJECT_TYPES[service, name], body)
        answer = self._send("POST", f"/{service}/{name}", checked, {}, contents, progress)
        try:
            return UUID(answer["uuid"])
        except (KeyError, ValueError, TypeError, AttributeError):
            raise AnswerLost(cause="unintelligible") from None

    def put(
        self,
        service: str,
        name: str,
        uuid: UUID,
        body: Body,
        contents: Mapping[str, IO[bytes]] | None = None,
        *,
        progress: Progress | None = None,
        expected: Moment | None = None,
    ) -> None:
        """PUT: makes the object, or replaces ALL of it; only for a uuid a read did not find.

        `contents` are streamed; the object names them as `field:NAME` in `indhold`. `expected` as in `patch`.
        """
        checked = self._checked(OBJECT_TYPES[service, name], body)
        headers = self._expecting(service, name, uuid, expected)
        self._send("PUT", f"/{service}/{name}/{uuid}", checked, headers, contents, progress)

    def patch(self, service: str, name: str, uuid: UUID, body: Body, *, expected: Moment | None = None) -> bool:
        """PATCH; False when the service says that everything is already so.

        A Dokument's variants are kept unless the body has some: the reference would drop them. `expected` is the
        stamp of the version the change was made for; Conflict when the object is another one by now.
        """
        spec = OBJECT_TYPES[service, name]
        checked = self._checked(spec, body, partial=True)
        if spec.has_variants and "varianter" not in checked:
            checked["varianter"] = None
        headers = self._expecting(service, name, uuid, expected)
        try:
            self._session.json("PATCH", f"/{service}/{name}/{uuid}", json=checked, headers=headers)
        except NoChange:
            return False
        return True

    def passivate(self, service: str, name: str, uuid: UUID, note: str = "", *, expected: Moment | None = None) -> None:
        """End the object's life without deleting it. `expected` as in `patch`."""
        body = {"livscyklus": "Passiv"} | ({"note": note} if note else {})
        headers = self._expecting(service, name, uuid, expected)
        self._session.json("PATCH", f"/{service}/{name}/{uuid}", json=body, headers=headers)

    def delete(self, service: str, name: str, uuid: UUID) -> None:
        """Delete the object; again is fine."""
        self._session.json("DELETE", f"/{service}/{name}/{uuid}")

    def _send(
        self,
        method: str,
        path: str,
        checked: Json,
        headers: dict[str, str],
        contents: Mapping[str, IO[bytes]] | None,
        progress: Progress | None,
    ) -> Json:
        if not contents:
            return self._session.json(method, path, json=checked, headers=headers)
        form = Form(msgspec.json.encode(checked), contents, progress, self._pace)
        return self._session.json(method, path, content=form, headers={**headers, **form.headers})

    # -- helpers ------------------------------------------------------------------------------------------

    def _expecting(self, service: str, name: str, uuid: UUID, expected: Moment | None) -> dict[str, str]:
        """The header that holds a service to a version; with one that cannot be held, a look just before."""
        if expected is None:
            return {}
        if self.capabilities.optimistic_locking:
            return {"If-Match": f'"{expected.iso()}"'}
        found = self.newest(service, name, uuid)
        if found is None or parse_moment(found["fratidspunkt"]["tidsstempeldatotid"]) != expected:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return {}

    def _checked(self, spec: ObjectType, body: Body, *, partial: bool = False) -> Json:
        """The body in wire form. Nothing that breaks the model leaves the machine."""
        try:
            wire: Json = body_of(spec, body) if isinstance(body, Registrering) else to_wire(body)
            check_object(spec, wire, partial=partial, limits=self._limits)
        except InvalidObject as error:
            raise Refused(cause="model", path=error.path) from None
        except (TypeError, ValueError):
            raise Refused(cause="model", path="object") from None
        return wire


def _content_path(url: str) -> str:
    return "/dokument/dokument/" + url.removeprefix("store:")
