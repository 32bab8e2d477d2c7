"""A caseworker's stream of 500 filings in order of time: better with use, and honest about how sure it is."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import AktoerId, Digest, SagId, new_dokument_id, new_item_id, new_order_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Dokumenttype, SagRef
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester

from tests.bench._world import Municipality

STARTER = Path(__file__).parents[3] / "resources" / "kle" / "starter.tsv"
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
KEY = b"k" * 32


def _order(number: str, at: datetime) -> FilingOrder:
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
        date(2026, 1, 5),
        START,
    )
    sag = SagRef(SagId(UUID(int=int(number.replace(".", "")) + 1)), number, "Sag")
    return FilingOrder(new_order_id(), sag, KleNummer(number), draft, Aktoer(AktoerId(UUID(int=9))), at)


def test_five_hundred_filings_make_it_better_and_its_page_tells_the_truth(tmp_path: Path) -> None:
    catalogue = LocalKleCatalogue(STARTER, tmp_path / "kle")
    directory = LocalSagDirectory(tmp_path / "sager.db", KEY)
    suggester = LocalSuggester(catalogue, directory, tmp_path / "memory.db", KEY)
    numbers = random.Random(4).sample(catalogue.loaded.index.numbers, 25)
    emner = {emne.nummer.text: emne for emne in catalogue.loaded.plan.emner}
    town = Municipality({number: emner[number].titel.lower().split()[:1] for number in numbers}, seed=4)
    said: list[tuple[float, bool]] = []
    for at in range(500):
        subject = town.subjects[min(24, int(25 * random.Random(at).random() ** 1.6))]
        document = Extract(Kind.TXT, "text/plain", town.document(subject).text)
        found = suggester.suggest(document, "brev.txt").kle
        first = found[0] if found else None
        said.append((first.confidence, first.value.text == subject.nummer) if first else (0.0, False))
        suggester.learn(document, _order(subject.nummer, START + timedelta(hours=at)))
    thirds = [sum(right for _, right in said[start : start + 100]) / 100 for start in (0, 200, 400)]
    assert thirds[0] < thirds[1] < thirds[2] + 0.05
    assert thirds[2] > thirds[0] + 0.1
    bins: dict[int, list[float]] = {}
    for confidence, right in said:
        if confidence > 0:
            bins.setdefault(min(9, int(confidence * 10)), []).append(confidence - right)
    error = sum(abs(sum(values)) for values in bins.values()) / sum(map(len, bins.values()))
    assert error <= 0.08, (error, thirds)
    page = suggester.reliability()
    assert sum(line.answers for line in page) >= 450
    assert all(abs(line.said - line.right) < 0.2 for line in page if line.answers >= 40)
    suggester.close()
    directory.close()
