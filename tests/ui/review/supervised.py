"""A caseworker and her supervisor on one service: what the one files comes to the other for review."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from uuid import UUID, uuid4

from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.states import OrderState

from tests.support.program import Service
from tests.ui.stage import Stage, open_stage, wait_until

OTHER_KLE = KleNummer("05.01.08")
PATIENCE = 60


class Supervised:
    """A caseworker whose house runs, and whoever else is asked for. All she files is looked at by the supervisor."""

    def __init__(self, folder: Path, service: Service, language: str, *, shared: bool = False) -> None:
        """With a `shared` queue what is filed goes to the unit, whose reviewers share it."""
        self.service = service
        self._folder = folder
        self._language = language
        self.clerk_id, self.boss_id = uuid4(), uuid4()
        self._unit = str(uuid4()) if shared else None
        self.clerk = self.house("clerk", self.clerk_id)
        self.clerk.house.start()

    @cached_property
    def boss(self) -> Stage:
        """The supervisor's house; a window over it closes it."""
        return self.house("boss", self.boss_id)

    def house(self, name: str, user: UUID) -> Stage:
        """A house of this user, under the same rules. Who asks for it closes it."""
        settings = {
            "user": str(user),
            "reviewers": [str(self.boss_id)],
            "review_to": self._unit or str(self.boss_id),
            "unit": self._unit,
            "review_reasons": ["usikkert_forslag", "aendret_klasse"],
            "review_sample_percent": 100,
        }
        return open_stage(
            self._folder / name, service=self.service, undo_seconds=0, language=self._language, settings=settings
        )

    def close(self) -> None:
        """Close the caseworker's house."""
        self.clerk.house.close()

    def files(self, count: int, *, changed: int = 0) -> list[ItemId]:
        """The caseworker files so many of the demo's documents, the first of them with another subject."""
        items = self.clerk.put_demo(count=count)
        return self.file(items, changed=changed)

    def file(self, items: Sequence[ItemId], *, changed: int = 0, sag: str = "26/1182") -> list[ItemId]:
        """The same with these documents."""
        engine = self.clerk.house.engine
        for at, item in enumerate(items):
            detail = engine.detail(item)
            assert detail
            found = detail.suggestions.sager
            proposal = detail.proposal.on(found[0].value if found else self.clerk.sag(sag))
            if at < changed:
                proposal = replace(proposal, kle=OTHER_KLE, titel=f"{proposal.titel}, rettet")
            engine.decide(proposal, hold=False)
        wait_until(lambda: all(self._is_filed(item) for item in items))
        return list(items)

    def _is_filed(self, item: ItemId) -> bool:
        entry = self.clerk.house.engine.entry(item)
        return entry is not None and entry.state is OrderState.FILED

    def dokument_of(self, item: ItemId) -> DokumentId:
        """The Dokument an item became."""
        entry = self.clerk.house.engine.entry(item)
        assert entry
        assert entry.order
        return entry.order.main.dokument

    def fremdrift(self, dokument: DokumentId) -> str:
        """What the service says of it now, asked independently."""
        state = self.service.dokument(dokument)["tilstande"]["dokumentfremdrift"]
        return str(max(state, key=lambda period: period["virkning"]["from"])["fremdrift"])

    def holder(self, dokument: DokumentId) -> str:
        """Whom it is given to, asked independently."""
        (relation,) = self.service.dokument(dokument)["relationer"]["fordelttil"]
        return str(relation["uuid"])

    def note(self, dokument: DokumentId) -> str:
        """What is noted on its newest state."""
        state = self.service.dokument(dokument)["tilstande"]["dokumentfremdrift"]
        newest = max(state, key=lambda period: period["virkning"]["from"])
        return str(newest["virkning"].get("notetekst", ""))
