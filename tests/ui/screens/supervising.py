"""Scenes of the supervisor's pages.

The real program: a caseworker files the demo's documents, the rest of a long queue is written into the service's store.
"""

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sagsbud.bootstrap import House
from sagsbud.bootstrap.front import HouseFront
from sagsbud.domain.figures import FilingFacts
from sagsbud.domain.ids import AktoerId, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import KleEmne, KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewFilter as Filter
from sagsbud.domain.review import SavedFilter
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewRequest, ReviewTiming
from sagsbud.domain.suggestions import Band
from sagsbud.domain.suggestports import KleCatalogue
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.mapping import Belonging, dokument_body
from sagsbud.sagdok.setup import put_aktoer
from sagsbud.service.database import Database
from sagsbud.ui.app import Program
from sagsbud.ui.review.overview import OVERVIEW
from sagsbud.ui.review.page import REVIEW, ReviewQueuePage

from tests.bench._serving import DOKUMENT, add
from tests.support.orders import CLERK, make_item, make_order
from tests.support.program import Service, sag_id
from tests.support.review import since_now
from tests.ui.review.supervised import Supervised
from tests.ui.screens.shooting import Camera, program_on, rest
from tests.ui.stage import DEMO, seeded_service, settle, wait_until

TITLES = (
    ("Kontrakt om snerydning 2026/27", "26/1033"), ("Påbud om udbedring af nedsivningsanlæg", "26/0933"),
    ("Høringssvar til lokalplan 114, Havnefronten", "25/0418"), ("Fuldmagt til Tegnestuen Granly", "26/1182"),
    ("Vedligeholdelsespligt på privat fællesvej", "26/1020"), ("Klage over støj fra varmepumpe", "26/1140"),
    ("Tømningsattest for samletank", "26/1090"), ("Foto af rabat efter gravearbejde", "26/1021"),
)  # fmt: skip
GROUPS = (("02", 0.94, 412), ("05", 0.91, 288), ("06", 0.88, 190), ("07", 0.86, 94), ("09", 0.79, 121), ("01", 0.71, 66),
          ("00", 0.63, 41))  # fmt: skip
KEPT = {
    "da": (("Ændret KLE", ReviewReason.CHANGED_CLASS), ("Andres cpr-numre", ReviewReason.THIRD_PARTY_CPR)),
    "en": (("Changed KLE", ReviewReason.CHANGED_CLASS), ("Others' CPR", ReviewReason.THIRD_PARTY_CPR)),
}
"""The filters a supervisor has kept, by the window's language."""


def fill(service: Service, boss: UUID, kle: KleCatalogue, count: int) -> None:
    """So many Dokumenter that wait for the supervisor, received over the last days, straight into the store."""
    chance, now = random.Random(8), datetime.now(UTC)
    database = Database(f"sqlite:///{service.folder / 'service.db'}")
    to = Aktoer(AktoerId(boss))
    plan = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))
    subjects = {sag["sagsnummer"]: kle.emne(KleNummer(sag["kle"])) for sag in plan["sager"]}
    klasser = {subject: KlasseId(service.put_klasse(str(subject.nummer))) for subject in subjects.values() if subject}
    for begin in range(0, count, 500):
        with database.writing() as connection:
            for number in range(begin, min(begin + 500, count)):
                titel, sagsnummer = TITLES[number % len(TITLES)]
                asked = now - timedelta(minutes=chance.randrange(1, 4 * 24 * 60))
                order = make_order(make_item(), titel=titel, decided_at=asked)
                order = replace(order, sag=replace(order.sag, id=SagId(sag_id(sagsnummer)), sagsnummer=sagsnummer))
                draft = replace(order.main, received_at=asked - timedelta(hours=chance.randrange(1, 9)))
                subject = subjects[sagsnummer]
                assert subject
                order = replace(order, main=draft, review=request(to, number, subject))
                body = dokument_body(draft, order, klasser[subject], [], Belonging(unit=None))
                add(connection, database, DOKUMENT, {**body, "varianter": []})
    database.close()


def request(to: Aktoer, number: int, subject: KleEmne) -> ReviewRequest:
    """Why it is looked at: one reason after the other."""
    reasons = (ReviewReason.UNSURE, ReviewReason.CHANGED_CLASS, ReviewReason.THIRD_PARTY_CPR, ReviewReason.SAMPLE,
               ReviewReason.NEW_EMPLOYEE, ReviewReason.SENSITIVE)  # fmt: skip
    reason = reasons[number % len(reasons)]
    band = Band.UNSURE if reason is ReviewReason.UNSURE else Band.LIKELY
    now, before = (str(subject.nummer), subject.titel), ("02.34.02", "Byggetilladelse")
    if reason is not ReviewReason.CHANGED_CLASS:
        before = now
    elif now == before:
        before = "05.01.08", "Vejvedligeholdelse og vejrenovering"
    kle = ReviewField(FieldName.KLE, now[0], before[0], band, 0.61, now[1], before[1])
    return ReviewRequest(to, ReviewTiming.AFTER, (reason,), (kle,))


def give_figures(house: House) -> None:
    """A quarter of a busy unit's filings, as if they had been counted in the service."""
    chance, today = random.Random(9), datetime.now(UTC).date()
    facts = []
    for _number in range(6000):
        group, share, _weight = chance.choices(GROUPS, [weight for _g, _s, weight in GROUPS])[0]
        day = today - timedelta(days=chance.randrange(90))
        if day.weekday() > 4:
            continue
        promised = chance.betavariate(5, 1.4)
        right = chance.random() < (promised * 0.7 + share * 0.3)
        slow = 1 + (today - day).days / 45
        reviewed = chance.random() < 0.25
        back = chance.choice(list(ReturnReason)[:5]) if reviewed and chance.random() < 0.08 else None
        facts.append(FilingFacts(DokumentId(uuid4()), day, chance.expovariate(1 / (3 * slow)), group, None, right,
                                 promised, reviewed, back))  # fmt: skip
    ports = house.ports.review
    assert ports
    ports.counting._figures.take(facts)  # type: ignore[attr-defined]
    ports.counting._figures.note_harvest(datetime.now(UTC))  # type: ignore[attr-defined]


def give_names(service: Service, supervised: Supervised) -> None:
    """The people of the unit, as the service's Organisation has them."""
    people = ((supervised.clerk_id, "Sofie Thorup"), (supervised.boss_id, "Lone Mikkelsen"), (CLERK.id, "Karim Haddad"))
    with SagDokumentClient(service.url) as client:
        for person, navn in people:
            put_aktoer(client, Aktoer(AktoerId(person), AktoerTypeKode.BRUGER, navn))


@contextmanager
def queue_of(rows: int, camera: Camera, *, filed: int = 0) -> Iterator[tuple[Program, ReviewQueuePage, Supervised]]:
    """The supervisor's window with the queue open."""
    with tempfile.TemporaryDirectory() as folder:
        service = seeded_service(Path(folder) / "service")
        supervised = Supervised(Path(folder), service, camera.look.language)
        give_names(service, supervised)
        if filed:
            supervised.files(filed, changed=filed // 3)
        fill(service, supervised.boss_id, supervised.boss.house.catalogue, rows - filed)
        give_figures(supervised.boss.house)
        desk = supervised.boss.house.engine.review
        assert desk
        desk.save_filters([SavedFilter(name, Filter(reason=reason)) for name, reason in KEPT[camera.look.language]])
        with program_on(supervised.boss, camera.look) as program:
            assert program.review
            program.review.open(REVIEW)
            page = program.review.page
            wait_until(lambda: page.model.total >= rows, 300_000)
            rest(program)
            page.take_list_focus()
            settle()
            if rows:
                wait_until(lambda: page.case.preview.item is not None or bool(page.case.preview.nothing.text()))
            yield program, page, supervised
        supervised.close()
        service.stop()


def choose_changed(program: Program, page: ReviewQueuePage) -> None:
    """Go to a document with changed fields that has a content to show."""
    rows = [page.model.row(at) for at in range(page.model.rowCount())]
    at = next(at for at, row in enumerate(rows) if row and len(row.changed) > 1)
    page.list.table.choose(at)
    rest(program)


def queue(camera: Camera) -> None:
    """Fifty, in every state, light and dark."""
    with queue_of(50, camera, filed=12) as (program, page, supervised):
        choose_changed(program, page)
        camera.shoot(program, "10-review-light")
        if camera.look.is_narrow:
            page.open_document()
            camera.shoot(program, "10-review-case")
        page.case.past.click()
        page.case.panel.folded.button.click()
        camera.shoot(program, "10-review-past")
        page.back_to_list()
        page.list.filter_button.click()
        camera.shoot(program, "10-review-filters")
        page.list.filter_button.click()
        page.list.table.selectAll()
        camera.shoot(program, "10-review-many")
        page.list.table.choose(3)
        for name, ask in (("return", page.return_own), ("withdraw", page.withdraw), ("sample-ask", page.ask_sample),
                          ("tray", page.ask_tray)):  # fmt: skip
            ask()
            rest(program)
            camera.shoot(program, f"10-review-{name}")
            if page.sheet:
                page.sheet.close_overlay()
        page.draw(20)
        rest(program)
        page.approve()
        camera.shoot(program, "10-review-sample")
        page.end_sample()
        program.window.keys.open()
        camera.shoot(program, "10-review-keys")
        program.window.keys.close_overlay()
        supervised.service.stop()
        page.refresh()
        wait_until(page.list.connection.isVisible)
        HouseFront(supervised.boss.house).checks()
        wait_until(lambda: (told := program.window.line._snapshot) is not None and told.offline is not None)
        page.approve()
        camera.shoot(program, "10-review-offline")


def few(camera: Camera) -> None:
    """None, and one."""
    for count in (0, 1):
        with queue_of(count, camera) as (program, _page, _supervised):
            camera.shoot(program, f"10-review-{count}")


def afterwards(camera: Camera) -> None:
    """What was changed after its approval, on a Sag that was closed meanwhile."""
    with queue_of(6, camera, filed=4) as (program, page, supervised):
        desk = supervised.boss.house.engine.review
        assert desk
        page.list.table.choose(0)
        row = page.list.table.current()
        assert row
        page.approve()
        wait_until(lambda: supervised.fremdrift(row.dokument) == "Endeligt" and not desk.unsettled())
        period = since_now(CLERK)
        edited = {"attributter": {"dokumentegenskaber": [{"titel": "Noget ganske andet", "virkning": period}]}}
        closed = {"tilstande": {"sagfremdrift": [{"fremdrift": "Afsluttet", "virkning": period}]}}
        with SagDokumentClient(supervised.service.url) as client:
            client.patch("dokument", "dokument", row.dokument, edited)
            client.patch("sag", "sag", sag_id("26/1182"), closed)
        wait_until(lambda: any(one.edited for one in desk.page().rows), 120_000)
        wait_until(lambda: any(one.sag_closed for one in desk.page().rows), 120_000)
        page.look()
        rest(program)
        shown = [page.model.row(at) for at in range(page.model.rowCount())]
        for name, at in (
            ("edited", next(at for at, one in enumerate(shown) if one and one.edited)),
            ("closed", next(at for at, one in enumerate(shown) if one and one.sag_closed)),
        ):
            page.list.table.choose(at)
            rest(program)
            if camera.look.is_narrow:
                page.open_document()
            camera.shoot(program, f"10-review-{name}")
            page.back_to_list()


def long(camera: Camera) -> None:
    """Five thousand."""
    with queue_of(5000, camera) as (program, page, _supervised):
        camera.shoot(program, "10-review-5000")
        page.list.table.scrollToBottom()
        camera.shoot(program, "10-review-5000-below")


def overview(camera: Camera) -> None:
    """The figures in light and dark, by the week, as numbers, and on paper."""
    with queue_of(3, camera) as (program, _page, _supervised):
        assert program.review
        program.review.open(OVERVIEW)
        page = program.review.overview
        wait_until(page.pdf.isEnabled)
        camera.shoot(program, "11-overview")
        page.saving.write("pdf", camera.out / f"11-overview{camera.look.suffix}.pdf")
        wait_until(lambda: bool(page.notice.text))
        page.notice.hide()
        page.period.setCurrentIndex(1)
        for card in page.cards.values():
            card.switch.setChecked(True)
        camera.shoot(program, "11-overview-numbers")


SCENES: dict[str, Callable[[Camera], None]] = {
    "queue": queue,
    "overview": overview,
    "few": few,
    "long": long,
    "afterwards": afterwards,
}
