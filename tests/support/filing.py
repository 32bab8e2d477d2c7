"""A Sag/Dokument service in memory that can be told to misbehave: the contract partner of the real adapter.

It keeps to the port's contract (`tests/contract/test_filing_service.py` says so) and to the reference's awkward
habits: a journalpost that is added twice stands there twice.
"""

import hashlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import IO
from uuid import uuid4

from sagsbud.domain.errors import Conflict, NotThere, Refused, SagsbudError, Trouble, Unreachable
from sagsbud.domain.ids import Digest, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, SagDraft
from sagsbud.domain.sagsobjekter import DokumentProof, FiledDokument, SagFremdrift, SagRef

WRITES = ("put_dokument", "add_journalpost")
READS = (
    "probe",
    "klasse",
    "dokument",
    "absent",
    "content_digest",
    "sag",
    "has_journalpost",
    "single_journalpost",
    "is_journalised",
)


@dataclass
class Misdeed:
    """An error instead of an answer: before anything was done, or after it was."""

    error: SagsbudError
    after: bool = False


@dataclass
class MemoryService:
    """The domain's FilingService. Safe to use from several threads."""

    klasser: dict[KleNummer, KlasseId] = field(default_factory=dict)
    sager_: dict[SagId, SagRef] = field(default_factory=dict)
    dokumenter: dict[DokumentId, FiledDokument] = field(default_factory=dict)
    contents: dict[DokumentId, bytes] = field(default_factory=dict)
    notes: dict[DokumentId, FiledDokument] = field(default_factory=dict)
    journal: dict[SagId, list[DokumentId | None]] = field(default_factory=lambda: defaultdict(list))
    deleted: set[DokumentId | SagId] = field(default_factory=set)
    calls: list[tuple[str, object]] = field(default_factory=list)
    at_once: int = 0
    """The most calls ever under way at the same time for one Sag."""
    on_call: Callable[[str, object], None] = lambda name, about: None
    closed: bool = False
    """As if the cable were pulled."""
    proves_many: bool = False
    """As a service that tells of many Dokumenter at once."""
    _misdeeds: dict[str, deque[Misdeed]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Misdeed] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _under_way: dict[SagId, int] = field(default_factory=lambda: defaultdict(int))

    # -- setting up and misbehaving -----------------------------------------------------------------------

    def add_klasse(self, kle: KleNummer) -> None:
        """A Klasse it knows."""
        self.klasser[kle] = KlasseId(uuid4())

    def add_sag(self, sag: SagRef) -> None:
        """A Sag it knows."""
        self.sager_[sag.id] = sag

    def close_sag(self, sag: SagId) -> None:
        """Somebody closes the Sag."""
        self.sager_[sag] = replace(self.sager_[sag], fremdrift=SagFremdrift.AFSLUTTET)

    def delete(self, uuid: DokumentId | SagId) -> None:
        """Somebody deletes it."""
        self.deleted.add(uuid)

    def misbehave(self, name: str, *errors: SagsbudError, after: bool = False) -> None:
        """The next calls of the method end so, one error a call."""
        self._misdeeds[name].extend(Misdeed(error, after) for error in errors)

    def always(self, error: SagsbudError | None, *names: str, after: bool = False) -> None:
        """From now on these methods end so; None makes them well again."""
        for name in names:
            if error is None:
                self._always.pop(name, None)
            else:
                self._always[name] = Misdeed(error, after)

    def _do(self, name: str, about: object, sag: SagId | None = None) -> "_Doing":
        return _Doing(self, name, about, sag)

    # -- the domain's FilingService -----------------------------------------------------------------------

    def probe(self) -> None:
        with self._do("probe", None):
            pass

    def put_sag(self, sag: SagDraft, order: FilingOrder) -> None:
        with self._do("put_sag", sag.id, sag.id):
            if sag.kle not in self.klasser:
                raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=str(sag.kle))
            self.sager_[sag.id] = sag.ref

    def note(self, sag: SagId, dokument: DokumentId) -> FiledDokument | None:
        with self._do("note", dokument):
            if sag in self.deleted:
                raise NotThere(Trouble.REFUSED, state="deleted")
            return self.notes.get(dokument) if dokument in self.journal[sag] else None

    def add_note(self, draft: DokumentDraft, text: str, order: FilingOrder) -> None:
        with self._do("add_note", draft.dokument, order.sag.id):
            if order.sag.id in self.deleted or order.sag.id not in self.sager_:
                raise NotThere(Trouble.REFUSED, state="unknown")
            self.journal[order.sag.id].append(draft.dokument)
            self.notes[draft.dokument] = FiledDokument(
                id=draft.dokument,
                titel=draft.titel,
                brevdato=None,
                digest=Digest(hashlib.sha256(text.encode()).hexdigest()),
                sager=frozenset({order.sag.id}),
                content_url=None,
                fratidspunkt=str(len(self.calls)),
            )

    def klasse(self, kle: KleNummer) -> KlasseId | None:
        with self._do("klasse", kle):
            return self.klasser.get(kle)

    def dokument(self, dokument: DokumentId) -> FiledDokument | None:
        with self._do("dokument", dokument):
            if dokument in self.deleted:
                raise NotThere(Trouble.REFUSED, state="deleted")
            return self.dokumenter.get(dokument)

    def absent(self, dokumenter: Sequence[DokumentId]) -> set[DokumentId]:
        with self._do("absent", tuple(dokumenter)):
            return {one for one in dokumenter if one not in self.dokumenter and one not in self.deleted}

    def put_dokument(
        self,
        draft: DokumentDraft,
        content: IO[bytes],
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        sent = content.read()
        with self._do("put_dokument", draft.dokument, order.sag.id):
            self.contents[draft.dokument] = sent
            self.dokumenter[draft.dokument] = FiledDokument(
                id=draft.dokument,
                titel=draft.titel,
                brevdato=draft.brevdato,
                digest=draft.digest,
                sager=frozenset({order.sag.id}),
                content_url="store:1",
                fratidspunkt=str(len(self.calls)),
                bilag=frozenset(bilag),
            )

    def adopt_dokument(
        self,
        draft: DokumentDraft,
        seen: FiledDokument,
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        with self._do("adopt_dokument", draft.dokument, order.sag.id):
            if self.dokumenter[draft.dokument] != seen:
                raise Conflict(Trouble.DOKUMENT_CHANGED)
            self.dokumenter[draft.dokument] = replace(
                seen,
                titel=draft.titel,
                sager=frozenset({order.sag.id}),
                bilag=frozenset(bilag),
                fratidspunkt=str(len(self.calls)),
                fremdrift="Endeligt",
            )

    def content_digest(self, filed: FiledDokument) -> Digest:
        with self._do("content_digest", filed.id):
            if filed.id not in self.contents:
                raise NotThere(Trouble.CONTENT_DIFFERS, state="unknown")
            return Digest(hashlib.sha256(self.contents[filed.id]).hexdigest())

    def proofs(self, dokumenter: Sequence[DokumentId]) -> dict[DokumentId, DokumentProof]:
        if not self.proves_many:
            return {}
        with self._do("proofs", tuple(dokumenter)):
            held = [self.dokumenter[one] for one in dokumenter if one in self.dokumenter and one not in self.deleted]
            return {filed.id: self._proof(filed) for filed in held if not filed.passive}

    def _proof(self, filed: FiledDokument) -> DokumentProof:
        content = self.contents.get(filed.id)
        return DokumentProof(
            dokument=filed.id,
            fratidspunkt=filed.fratidspunkt,
            contents=frozenset() if content is None else frozenset({Digest(hashlib.sha256(content).hexdigest())}),
            sager=filed.sager,
            journals=frozenset(sag for sag, posts in self.journal.items() if filed.id in posts),
        )

    @contextmanager
    def content(self, filed: FiledDokument) -> Iterator[IO[bytes]]:
        with self._do("content", filed.id):
            if filed.id not in self.contents:
                raise NotThere(Trouble.CONTENT_MISSING, state="unknown")
            found = self.contents[filed.id]
        yield BytesIO(found)

    def sag(self, sag: SagId) -> SagRef | None:
        with self._do("sag", sag):
            if sag in self.deleted:
                raise NotThere(Trouble.REFUSED, state="deleted")
            return self.sager_.get(sag)

    def has_journalpost(self, sag: SagId, dokument: DokumentId) -> bool:
        with self._do("has_journalpost", dokument):
            return dokument in self.journal[sag]

    def add_journalpost(self, draft: DokumentDraft, order: FilingOrder) -> None:
        with self._do("add_journalpost", draft.dokument, order.sag.id):
            if order.sag.id in self.deleted or order.sag.id not in self.sager_:
                raise NotThere(Trouble.REFUSED, state="unknown")
            self.journal[order.sag.id].append(draft.dokument)

    def single_journalpost(self, sag: SagId, dokument: DokumentId) -> int:
        with self._do("single_journalpost", dokument):
            posts = self.journal[sag]
            repeats = [place for place, post in enumerate(posts) if post == dokument][1:]
            for place in repeats:
                posts[place] = None
            return len(repeats)

    def is_journalised(self, dokument: DokumentId) -> bool:
        with self._do("is_journalised", dokument):
            return any(dokument in posts for posts in self.journal.values())

    def passivate(self, dokument: DokumentId, version: str = "") -> None:
        with self._do("passivate", dokument):
            self._expect(dokument, version)
            self.dokumenter[dokument] = replace(self.dokumenter[dokument], passive=True)

    def _expect(self, dokument: DokumentId, version: str) -> None:
        if version and self.dokumenter[dokument].fratidspunkt != version:
            raise Conflict(Trouble.DOKUMENT_CHANGED)

    def set_nyrevision(
        self, dokument: DokumentId, successor: DokumentId, order: FilingOrder, version: str = ""
    ) -> None:
        with self._do("set_nyrevision", dokument):
            self._expect(dokument, version)
            self.dokumenter[dokument] = replace(self.dokumenter[dokument], nyrevision=successor)

    def find_dokumenter_by_digest(self, digest: Digest) -> list[DokumentId]:
        with self._do("find_dokumenter_by_digest", digest):
            return [filed.id for filed in self.dokumenter.values() if filed.digest == digest]

    def sager(self, sagsnummer: str | None = None, limit: int = 1000) -> list[SagRef]:
        with self._do("sager", sagsnummer):
            found = [sag for sag in self.sager_.values() if sag.id not in self.deleted]
            if sagsnummer is None:
                return [sag for sag in found if sag.is_open][:limit]
            return [sag for sag in found if sag.sagsnummer == sagsnummer]

    # -- looking on ---------------------------------------------------------------------------------------

    def called(self, name: str) -> list[object]:
        """What the method was called about, in order."""
        return [about for called, about in self.calls if called == name]

    def posts(self, sag: SagId) -> list[DokumentId]:
        """The journal without emptied places."""
        return [post for post in self.journal[sag] if post is not None]


class _Doing:
    """One call: noted, counted, and ended badly when it was asked for."""

    def __init__(self, service: MemoryService, name: str, about: object, sag: SagId | None) -> None:
        self._service, self._name, self._about, self._sag = service, name, about, sag
        self._late: SagsbudError | None = None

    def __enter__(self) -> None:
        service = self._service
        with service._lock:
            if self._sag is not None:
                service._under_way[self._sag] += 1
                service.at_once = max(service.at_once, service._under_way[self._sag])
        try:
            service.on_call(self._name, self._about)
            with service._lock:
                if service.closed:
                    raise Unreachable(cause="connect")
                service.calls.append((self._name, self._about))
                misdeed = service._always.get(self._name)
                with suppress(IndexError):
                    misdeed = service._misdeeds[self._name].popleft()
            if misdeed and not misdeed.after:
                raise misdeed.error
            self._late = misdeed.error if misdeed else None
        except BaseException:
            self._end()
            raise
        service._lock.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._service._lock.release()
        self._end()
        if self._late and error is None:
            raise self._late

    def _end(self) -> None:
        if self._sag is not None:
            with self._service._lock:
                self._service._under_way[self._sag] -= 1
