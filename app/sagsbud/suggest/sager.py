"""The Sager this machine knows, kept encrypted, found by number, by words and by party, also without net."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part, PartArt, PartRolle
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.suggest.sagsnumre import number_key
from sagsbud.suggest.sagtitles import SagTitles
from sagsbud.suggest.sealed import SealedFile
from sagsbud.suggest.steder import steder
from sagsbud.suggest.words import content_tokens, stem

_SCHEMA = 1
_CREATE = """
CREATE TABLE sag (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE used (sag TEXT PRIMARY KEY, at TEXT NOT NULL)
"""
CLOSED_KEPT = 500
"""Closed Sager that stay known beside the service's list: what cites one is told so, not that it does not exist."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@frozen
class _Text:
    """What can be searched of a Sag, and what it comes to."""

    of: tuple[Any, ...]
    """The fields it was made of."""
    words: frozenset[str]
    stems: frozenset[str]
    """The content words of the title."""
    places: frozenset[str]


class LocalSagDirectory:
    """The domain's SagDirectory. All Sager are held in memory; the file makes them survive. Raises StoreError."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._changing = Lock()
        self._texts: dict[SagId, _Text] = {}
        self._file = SealedFile(path, key, _SCHEMA, _CREATE)
        rows = self._file.db.execute("SELECT data FROM sag").fetchall()
        self._used = {row[0]: _moment(row[1]) or _LONG_AGO for row in self._file.db.execute("SELECT sag, at FROM used")}
        nodes = [json.loads(row[0]) for row in rows]
        self._met = {SagId(UUID(node["id"])) for node in nodes if node.get("met")}
        self._take([_sag_from(node) for node in nodes])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _take(self, sager: Sequence[SagRef]) -> None:
        """Index in memory; the finished tables replace the old ones at once."""
        by_id = {sag.id: sag for sag in sager}
        by_number: dict[str, SagRef] = {}
        by_party: dict[str, list[SagRef]] = defaultdict(list)
        for sag in sorted(by_id.values(), key=lambda sag: (not sag.is_open, sag.id.int)):
            by_number.setdefault(number_key(sag.sagsnummer) or sag.sagsnummer.strip().upper(), sag)
            for part in sag.parter:
                by_party[part.urn].append(sag)
        self._by_id, self._by_number, self._by_party = by_id, by_number, dict(by_party)
        self._texts = {sag.id: self._text_of(sag) for sag in by_id.values()}
        by_place: dict[str, list[SagRef]] = defaultdict(list)
        for sag in by_id.values():
            for key in self._texts[sag.id].places:
                by_place[key].append(sag)
        self._by_place = dict(by_place)
        self.titles = SagTitles([(sag, self._texts[sag.id].stems) for sag in by_id.values()])
        self._order = sorted(by_id.values(), key=self.recency, reverse=True)

    def _text_of(self, sag: SagRef) -> "_Text":
        """What its text comes to, as before when it is the same: most news of a Sag is that something was filed on it."""
        known, of = self._texts.get(sag.id), (sag.titel, sag.sagsnummer, sag.kle, sag.parter)
        if known and known.of == of:
            return known
        places = frozenset(place.key for place in steder(sag.titel))
        return _Text(of, frozenset(_words(_searchable(sag))), title_stems(sag.titel), places)

    def replace_all(self, sager: Sequence[SagRef]) -> None:
        """Take over the service's list of open Sager, durably; the newest of the closed ones met here stay known."""
        with self._changing:
            listed = {sag.id for sag in sager}
            met = [sag for sag in self._order if sag.id in self._met - listed and not sag.is_open][:CLOSED_KEPT]
            with self._file.transaction():
                self._file.db.execute("DELETE FROM sag")
                self._write(sager, met=False)
                self._write(met, met=True)
            self._met = {sag.id for sag in met}
            self._take([*sager, *met])

    def add(self, sag: SagRef) -> None:
        """A Sag met by its number, durably."""
        with self._changing:
            with self._file.transaction():
                self._write([sag], met=True)
            self._met.add(sag.id)
            self._take([*(known for known in self._order if known.id != sag.id), sag])

    def forget(self, sag: SagId) -> None:
        """The Sag is gone, durably."""
        with self._changing:
            with self._file.transaction():
                self._file.db.execute("DELETE FROM sag WHERE id = ?", (str(sag),))
            self._met.discard(sag)
            self._take([known for known in self._order if known.id != sag])

    def _write(self, sager: Sequence[SagRef], *, met: bool) -> None:
        self._file.db.executemany(
            "INSERT OR REPLACE INTO sag (id, data) VALUES (?,?)",
            [(str(sag.id), json.dumps(_sag_to(sag) | {"met": met}, ensure_ascii=False)) for sag in sager],
        )

    def all(self) -> list[SagRef]:
        """Every Sag known, newest change first."""
        return self._order

    def by_number(self, sagsnummer: str) -> SagRef | None:
        """The Sag people call by this number; separators, century, spaces and leading zeros are forgiven."""
        return self.by_key(number_key(sagsnummer) or sagsnummer.strip().upper())

    def by_key(self, key: str) -> SagRef | None:
        """The Sag whose number has this key (`sagsnumre.number_key`)."""
        return self._by_number.get(key) if key else None

    def by_id(self, sag: SagId) -> SagRef | None:
        """The Sag with this uuid."""
        return self._by_id.get(sag)

    def by_text_id(self, sag: str) -> SagRef | None:
        """As `by_id`, for an id kept as text; None for no uuid."""
        try:
            return self._by_id.get(SagId(UUID(sag)))
        except ValueError:
            return None

    def by_party(self, urn: str) -> list[SagRef]:
        """The Sager this party is on, open ones first."""
        return self._by_party.get(urn, [])

    def by_place(self, key: str) -> list[SagRef]:
        """The Sager whose title names this place (`steder.steder`)."""
        return self._by_place.get(key, [])

    def search(self, text: str, limit: int = 20) -> list[SagRef]:
        """Sager whose number, title or party fits all words; the recently used first, and alone for an empty text."""
        wanted = _words(text)
        if not wanted:
            return self.all()[:limit]
        exact = self.by_number(text)
        compact = re.sub(r"\W", "", text).lower()
        found = []
        for sag in self.all():
            number = re.sub(r"\W", "", sag.sagsnummer).lower()
            fits = all(any(own.startswith(word) for own in self._texts[sag.id].words) for word in wanted)
            if sag != exact and (fits or (len(compact) > 2 and number.startswith(compact))):
                found.append(sag)
        found.sort(key=lambda sag: not sag.is_open)
        return ([exact] if exact else [])[:limit] + found[: limit - bool(exact)]

    def note_use(self, sag: SagId, at: datetime) -> None:
        """Something was filed on the Sag; it comes first from now on."""
        with self._file.transaction():
            self._file.db.execute("INSERT OR REPLACE INTO used (sag, at) VALUES (?,?)", (str(sag), at.isoformat()))
        self._used[str(sag)] = at
        self._order = sorted(self._by_id.values(), key=self.recency, reverse=True)

    def recency(self, sag: SagRef) -> tuple[datetime, str]:
        """When it was last used here or changed anywhere, its number between equals: `all` begins with the highest."""
        return max(self._used.get(str(sag.id), _LONG_AGO), _aware(sag.aendret)), sag.sagsnummer


def _searchable(sag: SagRef) -> str:
    return " ".join([sag.titel, sag.sagsnummer, str(sag.kle or ""), *(part.navn for part in sag.parter)])


def _words(text: str) -> list[str]:
    folded = re.findall(r"[^\W_]+", text.lower())
    return [stem(word) for word in folded]


def _aware(moment: datetime | None) -> datetime:
    if moment is None:
        return _LONG_AGO
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _sag_to(sag: SagRef) -> dict[str, Any]:
    return {
        "id": str(sag.id),
        "nr": sag.sagsnummer,
        "titel": sag.titel,
        "fremdrift": sag.fremdrift.value,
        "kle": str(sag.kle) if sag.kle else None,
        "facet": str(sag.facet) if sag.facet else None,
        "parter": [[part.navn, part.urn, part.art.value, part.rolle.value] for part in sag.parter],
        "aendret": sag.aendret.isoformat() if sag.aendret else None,
        "behandler": str(sag.behandler) if sag.behandler else None,
    }


def _sag_from(node: dict[str, Any]) -> SagRef:
    return SagRef(
        SagId(UUID(node["id"])),
        node["nr"],
        node["titel"],
        SagFremdrift(node["fremdrift"]),
        KleNummer(node["kle"]) if node["kle"] else None,
        Handlingsfacet(node["facet"]) if node["facet"] else None,
        tuple(Part(navn, urn, PartArt(art), PartRolle(rolle)) for navn, urn, art, rolle in node["parter"]),
        _moment(node["aendret"]),
        AktoerId(UUID(node["behandler"])) if node.get("behandler") else None,
    )


def title_stems(titel: str) -> frozenset[str]:
    """The content words of a Sag's title."""
    return frozenset(token.stem for token in content_tokens(titel) if not token.text.isdigit())
