"""Which Sag: invented mail on open cases, filed in order of arrival, the last of each case asked for before it is filed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind
from sagsbud.domain.ids import AktoerId, Digest, SagId, new_dokument_id, new_item_id, new_order_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.parties import Aktoer, Part
from sagsbud.domain.sagsobjekter import Dokumenttype, SagRef
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester

from tests.bench._baselines import PlainBm25
from tests.bench._world import Mail, Mailbox

START = datetime(2026, 1, 1, tzinfo=UTC)
ASKED = 3
KEY = b"k" * 32


@dataclass(frozen=True, slots=True)
class Result:
    """Shares as shown in the table."""

    plain: str
    bare: str
    header: str
    numbered: str
    calibration: str


def measure(cases: int, starter: Path) -> Result:
    """File all mail once for each way of asking."""
    box = Mailbox(cases)
    mails = list(box.mails())
    by_case: dict[int, list[int]] = defaultdict(list)
    for at, mail in enumerate(mails):
        by_case[mail.case].append(at)
    asked = {at for places in by_case.values() for at in places[-ASKED:] if len(places) > ASKED + 1}
    catalogue = LocalKleCatalogue(starter)
    streams = {way: _stream(box, mails, asked, catalogue, way) for way in ("bare", "header", "numbered")}
    bare = streams["bare"]
    return Result(
        _plain(mails, asked, cases),
        _tops([ranked for ranked, _, _ in bare], [case for _, case, _ in bare]),
        _tops([ranked for ranked, _, _ in streams["header"]], [case for _, case, _ in streams["header"]]),
        _tops([ranked for ranked, _, _ in streams["numbered"]], [case for _, case, _ in streams["numbered"]]),
        f"{_calibration(bare):.3f}".lstrip("0"),
    )


Asked = tuple[list[int], int, float]
"""The cases proposed, the right one, and how sure we said we were of the first."""


def _stream(
    box: Mailbox, mails: Sequence[Mail], asked: set[int], catalogue: LocalKleCatalogue, way: str
) -> list[Asked]:
    numbers = [KleNummer(number) for number in catalogue.loaded.index.numbers]
    sager = [
        SagRef(SagId(UUID(int=at + 1)), f"26/{1000 + at}", case.title, kle=numbers[case.subject], aendret=START)
        for at, case in enumerate(box.cases)
    ]
    found = []
    with TemporaryDirectory() as folder:
        directory = LocalSagDirectory(Path(folder) / "sager.db", KEY)
        directory.replace_all(sager)
        suggester = LocalSuggester(catalogue, directory, Path(folder) / "memory.db", KEY)
        for at, mail in enumerate(mails):
            whole = _extract(mail)
            if at in asked:
                answer = suggester.suggest(_asking(mail, sager[mail.case], way), "brev.txt").sager
                ranked = [one.value.id.int - 1 for one in answer]
                found.append((ranked, mail.case, answer[0].confidence if answer else 0.0))
            suggester.learn(whole, _order(sager[mail.case], START + timedelta(minutes=at)))
        suggester.close()
        directory.close()
    return found


def _extract(mail: Mail) -> Extract:
    sender = Found(Part(mail.sender, f"urn:mailto:{mail.sender}"), Evidence(EvidenceSource.HEADER))
    return Extract(Kind.EML, "message/rfc822", mail.body, sender=sender)


def _asking(mail: Mail, sag: SagRef, way: str) -> Extract:
    if way == "header":
        return _extract(mail)
    text = f"Vedr. sag {sag.sagsnummer}. {mail.body}" if way == "numbered" else mail.body
    return Extract(Kind.TXT, "text/plain", text)


def _order(sag: SagRef, at: datetime) -> FilingOrder:
    draft = DokumentDraft(
        new_dokument_id(),
        new_item_id(),
        Digest("0" * 64),
        1,
        "brev.txt",
        "text/plain",
        "",
        "",
        Dokumenttype.BREV_IND,
        date(2026, 1, 1),
        START,
    )
    assert sag.kle
    return FilingOrder(new_order_id(), sag, sag.kle, draft, Aktoer(AktoerId(UUID(int=9))), at)


def _plain(mails: Sequence[Mail], asked: set[int], cases: int) -> str:
    """BM25 over everything filed on each case so far, rebuilt every so often."""
    filed: list[list[str]] = [[] for _ in range(cases)]
    ranked, right = [], []
    engine = PlainBm25([])
    for at, mail in enumerate(mails):
        if at % 50 == 0:
            engine = PlainBm25([(str(case), " ".join(texts)) for case, texts in enumerate(filed)])
        if at in asked:
            ranked.append([int(name) for name in engine.rank(mail.body, 5)])
            right.append(mail.case)
        filed[mail.case].append(mail.new)
    return _tops(ranked, right)


def _tops(ranked: Sequence[Sequence[int]], right: Sequence[int]) -> str:
    total = len(right)
    tops = [sum(case in one[:top] for one, case in zip(ranked, right, strict=True)) / total for top in (1, 5)]
    return " / ".join(f"{top:.3f}".lstrip("0") for top in tops)


def _calibration(stream: Sequence[Asked]) -> float:
    bins: dict[int, list[float]] = defaultdict(list)
    for ranked, case, sure in stream:
        bins[min(9, int(sure * 10))].append(sure - (ranked[:1] == [case]))
    return sum(abs(sum(values)) for values in bins.values()) / len(stream)
