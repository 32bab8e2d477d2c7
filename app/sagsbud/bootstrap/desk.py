"""What commands of other systems do in the service, each with the rights of the user it was sent for."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from sagsbud.bootstrap.connecting import client_for
from sagsbud.domain.errors import Conflict, NotThere, Refused, Trouble
from sagsbud.domain.ids import SagId
from sagsbud.domain.mox import Json, Objekttype, Paper, PaperFiled
from sagsbud.domain.workdays import danish_date
from sagsbud.sagdok import Document, SagDokumentFiling, Virkning, file_document
from sagsbud.sagdok.client import ALL_TIME
from sagsbud.system.settings import Settings


class ServiceDesk:
    """The domain's ObjectDesk over the client. Safe to use from several threads.

    The header of a command goes to the service as it came, and without one the service is asked as nobody: what the
    agent itself may do is never lent out. With `own_login` it acts for itself alone, as a recipe of the organisation does.
    """

    def __init__(self, url: str, settings: Settings, *, own_login: bool = False) -> None:
        self._given = threading.local()
        self._client = client_for(url, settings, None if own_login else self._authorization)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def create(self, kind: Objekttype, uuid: UUID, body: Json, authorization: str | None) -> None:
        """Make it, unless an earlier try did."""
        with self._as(authorization):
            if self._client.newest(kind, kind, uuid) is None:
                self._client.put(kind, kind, uuid, body)

    def update(self, kind: Objekttype, uuid: UUID, body: Json, authorization: str | None) -> None:
        """PATCH, without the journalposter that stand there already."""
        with self._as(authorization):
            if kind is Objekttype.SAG:
                body = self._without_known_posts(uuid, body)
            if body:
                self._client.patch(kind, kind, uuid, body)

    def read(self, kind: Objekttype, uuid: UUID, authorization: str | None) -> Json | None:
        """The newest registrering."""
        with self._as(authorization):
            return self._client.newest(kind, kind, uuid)

    def search(self, kind: Objekttype, terms: Mapping[str, str], authorization: str | None) -> list[UUID]:
        """The uuids that fit."""
        if not terms:
            raise Refused(cause="model", path="query")
        with self._as(authorization):
            return self._client.search(kind, kind, **{name.replace(":", "__"): value for name, value in terms.items()})

    def passivate(self, kind: Objekttype, uuid: UUID, authorization: str | None) -> None:
        """Take it out of use."""
        with self._as(authorization):
            found = self._client.newest(kind, kind, uuid)
            if found is None:
                raise NotThere(Trouble.REFUSED, state="unknown")
            if found.get("livscykluskode") != "Passiveret":
                self._client.passivate(kind, kind, uuid)

    def file(self, paper: Paper, at: datetime, authorization: str | None) -> PaperFiled:
        """On the Sag, and read back. Raises Conflict SAG_CLOSED, or CONTENT_DIFFERS when the uuid is another document's."""
        with self._as(authorization):
            filing = SagDokumentFiling(self._client)
            sag = self._open_sag(filing, paper)
            if paper.content is None and filing.dokument(paper.uuid) is None:
                raise NotThere(Trouble.DOKUMENT_GONE, state="unknown")
            file_document(self._client, sag, _document(paper, at), BytesIO(paper.content or b""))
            filed = filing.dokument(paper.uuid)
            if filed is None or not filing.has_journalpost(sag, paper.uuid):
                raise Conflict(Trouble.DOKUMENT_CHANGED)
            digest = filing.content_digest(filed)
            if paper.content is not None and digest != hashlib.sha256(paper.content).hexdigest():
                raise Conflict(Trouble.CONTENT_DIFFERS)
            return PaperFiled(sag, digest)

    def _open_sag(self, filing: SagDokumentFiling, paper: Paper) -> SagId:
        if paper.sag:
            try:
                found = filing.sag(paper.sag)
            except NotThere as error:
                raise NotThere(Trouble.SAG_GONE, state=error.params.get("state", "unknown")) from None
            sager = [found] if found else []
        else:
            sager = filing.sager(paper.sagsnummer)
        if len(sager) != 1:
            raise NotThere(Trouble.SAG_UNKNOWN, state="unknown")
        if not sager[0].is_open:
            raise Conflict(Trouble.SAG_CLOSED)
        return sager[0].id

    def _without_known_posts(self, sag: UUID, body: Json) -> Json:
        """A PATCH that adds a journalpost adds one each time: those that point at what the Sag has are left out."""
        relations: dict[str, Any] = dict(body.get("relationer") or {})
        posts = [post for post in relations.get("journalpost", []) if not self._is_known(sag, post)]
        if posts == relations.get("journalpost", []):
            return body
        relations["journalpost"] = posts
        kept = {name: targets for name, targets in relations.items() if targets}
        rest = {name: value for name, value in body.items() if name != "relationer"}
        return {**rest, "relationer": kept} if kept else rest

    def _is_known(self, sag: UUID, post: object) -> bool:
        if not isinstance(post, dict) or not post.get("uuid") or "indeks" in post:
            return False
        return sag in self._client.search("sag", "sag", journalpost=str(post["uuid"]), **ALL_TIME)

    @contextmanager
    def _as(self, authorization: str | None) -> Iterator[None]:
        self._given.header = authorization
        try:
            yield
        finally:
            self._given.header = None

    def _authorization(self) -> str | None:
        return getattr(self._given, "header", None)


def _document(paper: Paper, at: datetime) -> Document:
    return Document(
        uuid=paper.uuid,
        titel=paper.titel,
        brevdato=paper.brevdato or danish_date(at),  # only for a Dokument that is there, which has its own
        filnavn=paper.filnavn or str(paper.uuid),
        mimetype=paper.mimetype,
        virkning=Virkning.since(at.astimezone(UTC)),
        dokumenttype=paper.dokumenttype.value,
    )
