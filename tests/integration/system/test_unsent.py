"""What would be forgotten with the program, judged from folders alone: by notes, and where one is missing or too old."""

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sagsbud.domain.ids import DokumentId, new_order_id
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.verdicts import ReviewDecision, ReviewOrder, ReviewVerb
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.vault import SealedVault
from sagsbud.outbox.verdicts import SealedVerdicts
from sagsbud.system.places import WindowsRegistry
from sagsbud.system.unsent import NOTE, PROFILE_LIST, TRIAL_KEY, Held, all_folders, held_in, leave_note

from tests.support.orders import CLERK
from tests.support.registry import RecordedWinreg

NOTED = {OrderState.DRAFT: 2, OrderState.WAITING: 3, OrderState.REJECTED: 1, OrderState.FILED: 40}
KEY = bytes(range(32))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with a record in its vault, an hour old."""
    folder = tmp_path / "sagsbud" / "fjordby"
    (folder / "vault").mkdir(parents=True)
    record = folder / "vault" / "a.record"
    record.write_bytes(b"sealed")
    hour_ago = record.stat().st_mtime - 3600
    os.utime(record, (hour_ago, hour_ago))
    return folder


def held(profile: Path) -> list[Held]:
    """What is said of the profiles beside this one."""
    return list(held_in([profile.parent]))


def test_a_note_counts_what_is_promised_and_what_needs_a_person(profile: Path) -> None:
    leave_note(profile, NOTED)
    assert held(profile) == [Held(profile, 4, 2)]
    assert held(profile)[0].matters


def test_filed_and_undecided_documents_hold_nobody_back(profile: Path) -> None:
    leave_note(profile, {OrderState.DRAFT: 2, OrderState.FILED: 40})
    assert held(profile) == [Held(profile, 0, 2)]
    assert not held(profile)[0].matters


def test_a_record_newer_than_the_note_means_a_program_that_was_cut_off(profile: Path) -> None:
    leave_note(profile, {})
    (profile / "vault" / "b.record").write_bytes(b"sealed")
    later = (profile / NOTE).stat().st_mtime + 1
    os.utime(profile / "vault" / "b.record", (later, later))
    assert held(profile) == [Held(profile, None, 0)]
    assert held(profile)[0].matters


@pytest.mark.parametrize("note", ["", "{", "[]", '{"unsent": "?", "inbox": 0}', "{}"])
def test_a_note_nobody_can_read_is_no_promise_that_all_was_sent(profile: Path, note: str) -> None:
    (profile / NOTE).write_text(note)
    assert [one.unsent for one in held(profile)] == [None]


def test_without_a_note_a_vault_with_records_counts_and_an_empty_one_does_not(profile: Path) -> None:
    assert [one.unsent for one in held(profile)] == [None]
    (profile / "vault" / "a.record").unlink()
    assert [one.unsent for one in held(profile)] == [0]


def test_decisions_of_review_count_until_they_are_carried_out_or_taken_back(tmp_path: Path) -> None:
    profile = tmp_path / "sagsbud" / "fjordby"
    profile.mkdir(parents=True)
    carried_out, taken_back, waits = (
        ReviewOrder(
            new_order_id(), ReviewDecision(DokumentId(uuid4()), ReviewVerb.APPROVE, "1"), CLERK, datetime.now(UTC)
        )
        for _ in range(3)
    )
    with (
        closing(EncryptedDatabase(profile / "outbox.db", KEY)) as database,
        closing(SealedVault(profile / "vault", KEY)) as vault,
    ):
        verdicts = SealedVerdicts(database, vault, lambda: datetime.now(UTC))
        verdicts.promise([carried_out, taken_back, waits])
        assert held(profile) == [Held(profile, 0, 0, decisions=3)]
        for event in (OrderEvent.CLAIMED, OrderEvent.ACCEPTED, OrderEvent.PROVEN):
            verdicts.apply(carried_out.id, event)
        verdicts.act(taken_back.id, OrderEvent.UNDONE, actor="ane")
    leave_note(profile, {})
    assert held(profile) == [Held(profile, 0, 0, decisions=1)]
    assert held(profile)[0].matters


def test_decisions_are_told_where_nobody_can_say_what_else_waits(profile: Path) -> None:
    (profile / "vault" / "b.decision").write_bytes(b"sealed")
    assert held(profile) == [Held(profile, None, 0, decisions=1)]


def test_a_trial_holds_nothing_real(profile: Path) -> None:
    (profile / TRIAL_KEY).touch()
    assert held(profile) == []


def test_other_folders_and_missing_ones_are_passed_over(profile: Path, tmp_path: Path) -> None:
    (profile.parent / "notes").mkdir()
    leave_note(profile, NOTED)
    assert [one.folder for one in held_in([tmp_path / "gone", profile.parent])] == [profile]


def test_a_note_names_nobody_and_nothing(profile: Path) -> None:
    leave_note(profile, NOTED)
    assert json.loads((profile / NOTE).read_text()) == {"unsent": 4, "inbox": 2}


def test_on_windows_everybodys_folders_are_where_the_registry_says(tmp_path: Path) -> None:
    (tmp_path / "Users" / "ane").mkdir(parents=True)
    (tmp_path / "Users" / "ole").mkdir()
    (tmp_path / "Users" / "desktop.ini").touch()
    recorded = RecordedWinreg("")
    recorded.put("HKEY_LOCAL_MACHINE", PROFILE_LIST, "ProfilesDirectory", str(tmp_path / "Users"), recorded.REG_SZ)
    folders = all_folders(WindowsRegistry(recorded))
    assert folders == [tmp_path / "Users" / name / "AppData" / "Local" / "sagsbud" for name in ("ane", "ole")]
