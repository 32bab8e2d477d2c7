"""The client: every verb of an OIO Sag/Dokument service, careful where the reference is not.

    from sagsbud.sagdok import SagDokumentClient
    with SagDokumentClient("http://127.0.0.1:8000") as client:
        ...

Every method raises ServiceError (`sagsbud.domain.errors`), whose `retry` says when trying again is right.
"""

import hashlib
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from uuid import UUID

import msgspec

from sagsbud.domain.checks import Contact
from sagsbud.domain.errors import AnswerLost, Busy, NotThere, Refused, Unreachable
from sagsbud.sagdok.contact import contact_of, takes_connections
from sagsbud.sagdok.errors import NoChange, refusal, service_errors
from sagsbud.sagdok.models import OBJECT_TYPES, InvalidObject, ObjectType, check_object
from sagsbud.sagdok.transport import connect, proxy_on_the_way

Json = dict[str, Any]
TokenSource = Callable[[], str | None]
"""Gives the value of the Authorization header, or None; asked before each request."""

CHUNK = 1 << 20
CONTACT_SECONDS = 15.0
ALL_TIME = {"virkningfra": "-infinity", "virkningtil": "infinity"}


class SagDokumentClient:
    """A connection to one service. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        *,
        authorization: TokenSource | None = None,
        ca_file: Path | None = None,
        client_certificate: tuple[Path, Path | None] | None = None,
        proxy: str | None = None,
        connections: int = 8,
    ) -> None:
        self._authorization = authorization
        self._proxy = proxy_on_the_way(url, proxy)
        self._http = connect(
            url, ca_file=ca_file, client_certificate=client_certificate, proxy=proxy, connections=connections
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    # -- reading ------------------------------------------------------------------------------------------

    def read(self, service: str, name: str, uuid: UUID, **times: str) -> Json:
        """The object with its registreringer in the window, newest first. Raises NotThere."""
        answer = self._request("GET", f"/{service}/{name}/{uuid}", params=times)
        for versions in answer.values():  # keyed by the uuid as written; there is only one
            if isinstance(versions, list) and versions:
                found: Json = versions[0]
                return found
        raise Refused(status="200", cause="unintelligible")

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

    def search(self, service: str, name: str, **terms: str) -> list[UUID]:
        """The uuids that fit all terms. A `%` in a value is a wildcard; relations as `primaerklasse=<uuid>`."""
        given = {key.replace("__", ":"): unicodedata.normalize("NFC", value) for key, value in terms.items()}
        results = self._request("GET", f"/{service}/{name}", params=given).get("results", [])
        return [UUID(uuid) for uuid in results[0]] if results else []

    def objects(self, service: str, name: str, uuids: Sequence[UUID]) -> Sequence[Json]:
        """The objects with these uuids, those that exist, each with its newest registrering."""
        found: list[Json] = []
        for start in range(0, len(uuids), 50):
            params = [("uuid", str(uuid)) for uuid in uuids[start : start + 50]]
            results = self._request("GET", f"/{service}/{name}", params=params).get("results", [])
            found += results[0] if results else []
        return found

    @contextmanager
    def content(self, url: str) -> Iterator[Iterator[bytes]]:
        """The bytes behind a `store:` url, in chunks."""
        path = "/dokument/dokument/" + url.removeprefix("store:")
        with service_errors(writes=False), self._http.stream("GET", path, headers=self._headers()) as response:
            if not response.is_success:
                response.read()
                raise refusal(response, writes=False)
            yield response.iter_bytes(CHUNK)

    def content_digest(self, url: str) -> str:
        """The sha256 of the bytes behind a `store:` url, computed here."""
        digest = hashlib.sha256()
        with self.content(url) as chunks:
            for chunk in chunks:
                digest.update(chunk)
        return digest.hexdigest()

    def contact(self) -> Contact:
        """One cheap search, for what its answer tells of the way to the service. Raises ServiceError."""
        began = time.monotonic()
        try:
            with service_errors(writes=False):
                url, params = "/sag/sag", {"brugervendtnoegle": "-", "maximalantalresultater": "1"}
                with self._http.stream(
                    "GET", url, params=params, headers=self._headers(), timeout=CONTACT_SECONDS
                ) as response:
                    told = contact_of(response, began, self._proxy)
                    response.read()
        except Unreachable:
            if self._proxy and not takes_connections(self._proxy):
                raise Unreachable(cause="proxy") from None
            raise
        if not response.is_success:
            raise refusal(response, writes=False)
        return told

    # -- writing ------------------------------------------------------------------------------------------

    def create(self, service: str, name: str, body: Json) -> UUID:
        """POST; the uuid the service chose. After AnswerLost nobody knows it: prefer `put` with a uuid of your own."""
        self._check(service, name, body)
        return UUID(self._request("POST", f"/{service}/{name}", json=body)["uuid"])

    def put(
        self, service: str, name: str, uuid: UUID, body: Json, contents: Mapping[str, IO[bytes]] | None = None
    ) -> None:
        """PUT: makes the object, or replaces ALL of it; only for a uuid a read did not find.

        `contents` are streamed; the object names them as `field:NAME` in `indhold`.
        """
        self._check(service, name, body)
        if not contents:
            self._request("PUT", f"/{service}/{name}/{uuid}", json=body)
            return
        files = [(part, (part, stream, "application/octet-stream")) for part, stream in contents.items()]
        data = {"json": msgspec.json.encode(body).decode()}
        self._request("PUT", f"/{service}/{name}/{uuid}", data=data, files=files)

    def patch(self, service: str, name: str, uuid: UUID, body: Json) -> bool:
        """PATCH; False when the service says that everything is already so.

        A Dokument's variants are kept unless the body has some: the reference would drop them.
        """
        spec = self._spec(service, name)
        self._check(service, name, body, partial=True)
        if spec.has_variants and "varianter" not in body:
            body = {**body, "varianter": None}
        try:
            self._request("PATCH", f"/{service}/{name}/{uuid}", json=body)
        except NoChange:
            return False
        return True

    def passivate(self, service: str, name: str, uuid: UUID, note: str = "") -> None:
        """End the object's life without deleting it."""
        body = {"livscyklus": "Passiv"} | ({"note": note} if note else {})
        self._request("PATCH", f"/{service}/{name}/{uuid}", json=body)

    def delete(self, service: str, name: str, uuid: UUID) -> None:
        """Delete the object; again is fine."""
        self._request("DELETE", f"/{service}/{name}/{uuid}")

    # -- requests -----------------------------------------------------------------------------------------

    def _request(self, method: str, path: str, **options: Any) -> Json:
        writes = method != "GET"
        with service_errors(writes=writes):
            response = self._http.request(method, path, headers=self._headers(), **options)
        if not response.is_success:
            raise refusal(response, writes=writes)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            # a proxy's page with status 200 says nothing about what the service did
            raise AnswerLost(cause="unintelligible") if writes else Busy(None, cause="unintelligible")
        return answer

    def _headers(self) -> dict[str, str]:
        value = self._authorization() if self._authorization else None
        return {"Authorization": value} if value else {}

    def _spec(self, service: str, name: str) -> ObjectType:
        return OBJECT_TYPES[service, name]

    def _check(self, service: str, name: str, body: Json, *, partial: bool = False) -> None:
        """Nothing that breaks the model leaves the machine."""
        try:
            check_object(self._spec(service, name), body, partial=partial)
        except InvalidObject as error:
            raise Refused(cause="model", path=error.path) from None
