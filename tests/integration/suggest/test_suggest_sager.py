"""The Sager this machine knows: found by any spelling, by words, and again after a restart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.domain.errors import StoreError
from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part, PartArt
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.suggest.sager import LocalSagDirectory

KEY = b"k" * 32
CARPORT = SagRef(
    SagId(UUID(int=1)),
    "26/1182",
    "Carport på Prøvevej 4",
    kle=KleNummer("02.34.02"),
    facet=Handlingsfacet("P19"),
    parter=(Part("Opdigtet Byg ApS", "urn:oio:cvr-nr:12345674", PartArt.VIRKSOMHED),),
    aendret=datetime(2026, 3, 1, tzinfo=UTC),
)
ELEV = SagRef(SagId(UUID(int=2)), "27.36.04-P20-1-15", "Hjemmehjælp", aendret=datetime(2026, 4, 1, tzinfo=UTC))
OLD = SagRef(SagId(UUID(int=3)), "19/7", "Carport på Prøvevej 9", SagFremdrift.AFSLUTTET)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[LocalSagDirectory]:
    opened = LocalSagDirectory(tmp_path / "sager.db", KEY)
    opened.replace_all([CARPORT, ELEV, OLD])
    yield opened
    opened.close()


@pytest.mark.parametrize("text", ["26/1182", "26-1182", "2026/1182", " 26 / 01182 ", "SAG-2026-1182"])
def test_a_number_is_found_however_it_is_written(directory: LocalSagDirectory, text: str) -> None:
    assert directory.by_number(text) == CARPORT


@pytest.mark.parametrize("text", ["26/1183", "", "carport", "27.36.04-P20-2-15"])
def test_other_numbers_are_unknown(directory: LocalSagDirectory, text: str) -> None:
    assert directory.by_number(text) is None


def test_words_party_and_beginnings_find_a_sag_open_ones_first(directory: LocalSagDirectory) -> None:
    assert directory.search("carport prøvevej") == [CARPORT, OLD]
    assert directory.search("opdigtet") == [CARPORT]
    assert directory.search("26/11") == [CARPORT]
    assert directory.search("ukendt") == []


def test_an_empty_search_gives_the_recently_used_first(directory: LocalSagDirectory) -> None:
    assert directory.search("")[:2] == [ELEV, CARPORT]
    directory.note_use(OLD.id, datetime(2026, 5, 1, tzinfo=UTC))
    assert directory.search("", 1) == [OLD]


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    first = LocalSagDirectory(tmp_path / "sager.db", KEY)
    first.replace_all([CARPORT, ELEV])
    first.note_use(CARPORT.id, datetime(2026, 9, 1, tzinfo=UTC))
    first.close()
    again = LocalSagDirectory(tmp_path / "sager.db", KEY)
    assert again.search("") == [CARPORT, ELEV]
    assert again.by_id(CARPORT.id) == CARPORT
    again.close()


def test_the_service_s_list_replaces_the_old_one(directory: LocalSagDirectory) -> None:
    renamed = replace(CARPORT, titel="Garage")
    directory.replace_all([renamed])
    assert directory.all() == [renamed]
    assert directory.by_number("19/7") is None


def test_a_closed_sag_met_by_its_number_stays_known_until_the_service_lists_it(tmp_path: Path) -> None:
    first = LocalSagDirectory(tmp_path / "sager.db", KEY)
    first.replace_all([CARPORT])
    first.add(OLD)
    first.replace_all([CARPORT, ELEV])
    first.close()
    again = LocalSagDirectory(tmp_path / "sager.db", KEY)
    assert again.by_number("19/7") == OLD
    reopened = replace(OLD, fremdrift=SagFremdrift.OPLYST)
    again.replace_all([CARPORT, reopened])
    assert again.by_number("19/7") == reopened
    again.replace_all([CARPORT])
    assert again.by_number("19/7") is None
    again.close()


def test_an_open_sag_met_by_its_number_goes_when_the_list_does_not_have_it(directory: LocalSagDirectory) -> None:
    fresh = replace(CARPORT, id=SagId(UUID(int=9)), sagsnummer="26/2000")
    directory.add(fresh)
    assert directory.by_number("26/2000") == fresh
    directory.replace_all([CARPORT])
    assert directory.by_number("26/2000") is None


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    LocalSagDirectory(tmp_path / "sager.db", KEY).close()
    with pytest.raises(StoreError):
        LocalSagDirectory(tmp_path / "sager.db", b"other" * 7)
