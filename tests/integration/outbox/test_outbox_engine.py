"""The engine over the real rooms: what a decision takes along, and what a look leaves behind."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState

from tests.support.embedded import dropped, house_on_embedded
from tests.support.orders import KLE, make_sag

SAG = make_sag(1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The whole program without a face, on a service in this process; no thread of its own runs."""
    with house_on_embedded(tmp_path, [SAG]) as opened:
        yield opened


def a_mail(folder: Path, attachments: int) -> Path:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Ansøgning", "a@borger.example", "b@fjordby.example"
    mail.set_content("Hermed min ansøgning.\n" * 3)
    for number in range(attachments):
        mail.add_attachment(
            f"Bilag {number}\n".encode() * 50, maintype="text", subtype="plain", filename=f"{number}.txt"
        )
    path = folder / "mail.eml"
    path.write_bytes(mail.as_bytes())
    return path


def decide(house: House, item: ItemId) -> None:
    detail = house.engine.detail(item)
    assert detail is not None
    house.engine.decide(replace(detail.proposal, sag=SAG, kle=KLE, titel="Ansøgning"), hold=False)


def test_a_mail_decided_before_it_was_read_takes_its_attachments_along(house: House, tmp_path: Path) -> None:
    item = dropped(house, a_mail(tmp_path, 2))
    decide(house, item)
    entry = house.engine.entry(item)
    assert entry is not None
    assert entry.order is not None
    assert [draft.file_name for draft in entry.order.bilag] == ["0.txt", "1.txt"]
    assert entry.state is OrderState.QUEUED
    assert {child.state for child in house.ports.outbox.children(item)} == {OrderState.QUEUED}


def test_a_mail_decided_before_its_attachments_were_read_takes_them_along(house: House, tmp_path: Path) -> None:
    item = dropped(house, a_mail(tmp_path, 1))
    assert house.engine.read_next()
    assert house.ports.outbox.children(item)[0].summary is None
    decide(house, item)
    entry = house.engine.entry(item)
    assert entry is not None
    assert entry.order is not None
    assert [draft.item for draft in entry.order.bilag] == [house.ports.outbox.children(item)[0].item.id]


def test_a_defect_in_reading_is_the_documents_and_the_next_one_is_read(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dropped(house, a_mail(tmp_path, 0))
    (tmp_path / "andet.txt").write_text("Noget andet\n")
    second = dropped(house, tmp_path / "andet.txt")
    real = house.ports.extractor.read
    broken = iter([True])

    def read(*given: object, **named: object) -> object:
        if next(broken, False):
            raise ZeroDivisionError
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(house.ports.extractor, "read", read)
    with pytest.raises(ZeroDivisionError):
        house.engine.read_next()
    house.engine.read_now()
    read_first, read_second = house.engine.entry(first), house.engine.entry(second)
    assert read_first is not None
    assert read_first.problem is not None
    assert read_first.problem.trouble is Trouble.DEFECT
    assert read_second is not None
    assert read_second.summary is not None


def test_who_looks_at_a_content_is_in_the_history_once(house: House, tmp_path: Path) -> None:
    item = dropped(house, a_mail(tmp_path, 0))
    for _ in range(3):
        house.engine.contents.original(item)
    house.engine.contents.mail_page(item)
    looks = [row for row in house.engine.history(item) if row.what == "viewed"]
    assert [row.actor for row in looks] == [str(house.ports.aktoer.id)]
