"""What one suggestion and one learning cost when much was filed, by the clock and on the processor alone."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind
from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.filings import Filing, kept_words
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import make_query
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester

from tests.bench._world import Municipality

KEY = bytes(32)
ON_EACH_SAG = 12
ASKED_OF = 12
"""Every so manyeth subject is asked for."""
SENDERS = [f"urn:mailto:{at}@example.org" for at in range(500)]


@dataclass(slots=True)
class Times:
    """Seconds of many calls: by the clock, and on the processor, which other programs disturb less."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def of(self, call: Callable[[], object]) -> None:
        """Time one call."""
        start, busy = time.perf_counter(), time.thread_time()
        call()
        self.processor.append(time.thread_time() - busy)
        self.clock.append(time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Cost:
    """What `measure` found; megabytes are those of this process."""

    learning: Times
    asking: Times
    megabytes: float
    disk: float


def measure(filings: int, starter: Path, plan: Path, folder: Path) -> Cost:
    """File so many documents on Sager of twelve, then ask for whole suggestions: subject, Sag, fields and reasons."""
    before = resident()
    _install(starter, plan, folder / "kle")
    catalogue = LocalKleCatalogue(starter, folder / "kle")
    numbers = catalogue.loaded.index.numbers
    town = Municipality({emne.nummer.text: emne.titel.lower().split() for emne in catalogue.loaded.plan.emner})
    learning = _file(catalogue, town, -(-filings // len(numbers)), folder / "memory.db")
    directory = LocalSagDirectory(folder / "sager.db", KEY)
    directory.replace_all(_sager(town, filings // ON_EACH_SAG, numbers))
    suggester = LocalSuggester(catalogue, directory, folder / "memory.db", KEY)
    asking = Times()
    for at, subject in enumerate(town.subjects[::ASKED_OF]):
        mail = _mail(town.document(subject).text, SENDERS[at % len(SENDERS)])
        asking.of(lambda mail=mail: suggester.suggest(mail, "brev.eml"))  # type: ignore[misc]
    used = resident() - before
    suggester.close()
    directory.close()
    return Cost(learning, asking, used, sum(path.stat().st_size for path in (folder / "kle").iterdir()) / 1e6)


def _install(starter: Path, plan: Path, folder: Path) -> None:
    """Index the plan in a process of its own, so that what that took is not counted as ours."""
    program = (
        "import sys; from pathlib import Path; from sagsbud.suggest.catalogue import LocalKleCatalogue; "
        "starter, plan, folder = map(Path, sys.argv[1:]); LocalKleCatalogue(starter, folder).install(plan)"
    )
    subprocess.run([sys.executable, "-c", program, str(starter), str(plan), str(folder)], check=True)


def _file(catalogue: LocalKleCatalogue, town: Municipality, each: int, path: Path) -> Times:
    memory, times, rng = FilingMemory(path, KEY), Times(), random.Random(8)
    for at, one in enumerate(town.filings(each)):
        query = make_query("", one.text, catalogue.loaded.index.splitter)
        words = kept_words((), query.words)
        sag = str(UUID(int=at // ON_EACH_SAG + 1))
        filing = Filing(str(at), one.nummer, sag, "", words, rng.choice(SENDERS), (f"<{at}@example.org>",))
        times.of(lambda filing=filing: memory.add(filing))  # type: ignore[misc]
    memory.close()
    return times


def _sager(town: Municipality, count: int, numbers: Sequence[str]) -> list[SagRef]:
    """Sager with titles of half a dozen of the town's words, common ones among them."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    titles = (town.document(town.subjects[at % len(town.subjects)], (4, 8)).text for at in range(count))
    return [
        SagRef(
            SagId(UUID(int=at + 1)),
            f"26/{10_000 + at}",
            titel,
            kle=KleNummer(numbers[at % len(numbers)]),
            aendret=start,
        )
        for at, titel in enumerate(titles)
    ]


def _mail(text: str, sender: str) -> Extract:
    return Extract(
        Kind.EML, "message/rfc822", text, sender=Found(Part(sender, sender), Evidence(EvidenceSource.HEADER))
    )


def shown(seconds: Sequence[float]) -> str:
    """The middle and the ninety-fifth of a hundred, in milliseconds."""
    order = sorted(seconds)
    return " / ".join(f"{1000 * order[int(share * (len(order) - 1))]:.2f}" for share in (0.5, 0.95)) + " ms"


def resident() -> float:
    """Megabytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def import_seconds() -> float:
    """How long importing the room takes, the best of three."""
    program = "import time; t = time.perf_counter(); import sagsbud.suggest.suggester; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout)
        for _ in range(3)
    ]
    return min(runs)
