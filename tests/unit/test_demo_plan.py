"""When the demo's documents came, whenever somebody looks at it."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sagsbud.demo import load_plan
from sagsbud.demo.plan import DemoDocument
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.suggest.kleformats import read_table

RESOURCES = Path(__file__).parents[2] / "resources"
PLAN = load_plan(RESOURCES / "demo")
WINTER = timezone(timedelta(hours=1))
MONDAY = datetime(2026, 11, 23, 10, 42, tzinfo=WINTER)
LOOKS = [MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day) for day in range(7) for hour, minute in
         ((0, 0), (0, 1), (2, 30), (10, 42), (23, 59))]  # fmt: skip


@pytest.mark.parametrize("now", LOOKS, ids=str)
def test_what_came_today_came_today_and_nothing_comes_from_the_future(now: datetime) -> None:
    for document in PLAN.inbox:
        arrived = document.arrived(now).astimezone(now.tzinfo)
        assert arrived <= now
        assert (arrived.date() == now.date()) is (document.days == 0)
        assert document.days == 0 or arrived.date().weekday() < 5


def test_the_order_of_arrival_is_the_same_at_any_time_of_day() -> None:
    orders = {tuple(one.file for one in sorted(PLAN.inbox, key=lambda one: one.arrived(now))) for now in LOOKS[5:10]}
    late = {tuple(one.file for one in sorted(PLAN.inbox, key=lambda one: one.arrived(now))) for now in LOOKS[6:10]}
    assert len(late) == 1
    assert len(orders) <= 2, "at midnight all of today's came at once"


@pytest.mark.parametrize(
    ("looked", "days", "came"),
    [(0, 1, 20), (0, 2, 19), (1, 1, 23), (5, 1, 27), (6, 1, 27), (4, 3, 24)],
)
def test_working_days_are_counted_back_over_the_weekend(looked: int, days: int, came: int) -> None:
    document = DemoDocument("x", "x", "x", days=days, at="14.46")
    arrived = document.arrived(MONDAY + timedelta(days=looked)).astimezone(WINTER)
    assert arrived.day == came


def test_every_subject_is_in_the_plan_the_program_ships_with() -> None:
    lines = (RESOURCES / "kle" / "starter.tsv").read_text(encoding="utf-8").splitlines()
    known = {emne.nummer for emne in read_table(lines).emner}
    assert {KleNummer(sag.kle) for sag in PLAN.sager} <= known


def test_who_is_named_does_not_exist() -> None:
    for sag in PLAN.sager:
        for part in sag.parter:
            number = part.urn.rsplit(":", 1)[1]
            assert number.endswith("0000") if "cpr-nr" in part.urn else number.startswith("00"), part.navn
    assert all(domain.endswith(".example") for domain in PLAN.own_domains)
