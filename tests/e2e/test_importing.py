"""`sagsbud intake` of whole mailboxes, with nothing between but the real program."""

import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.mailboxes import write_mbox
from tests.support.program import Program

KILLS = 5
MAILS = int(os.environ.get("SAGSBUD_IMPORT", "1000"))
SEED = 20261124


def last_of(ran: Any) -> dict[str, Any]:
    record: dict[str, Any] = ran.records[-1]
    return record


def test_a_mailbox_is_a_batch_with_its_report_and_again_nothing_new(tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Indbakke.mbox", 120, attachments_every=10)
    program = Program(tmp_path / "data")
    dry = program.run("intake", box, "--dry-run")
    assert last_of(dry)["documents"] == last_of(dry)["new"] == 120
    report = tmp_path / "rapport.json"
    ran = program.run("intake", box, "--report", report, patience=180)
    assert ran.code == 0, ran.err
    lines, summary = ran.records[:-1], ran.records[-1]
    assert len({record["item"] for record in lines}) == 120
    assert {record["taken"] for record in lines} == {"new"}
    assert [record["path"].rsplit("#", 1)[1] for record in lines] == [str(number) for number in range(1, 121)]
    counts = {name: summary[name] for name in ("documents", "new", "finished", "undecided", "unreadable", "refused")}
    assert counts == {"documents": 120, "new": 120, "finished": True, "undecided": 120, "unreadable": [], "refused": {}}
    assert json.loads(report.read_text()) == [summary]
    again = program.run("intake", box, patience=180)
    assert (again.code, last_of(again)["new"], last_of(again)["already_here"]) == (0, 0, 120)
    assert program.run("queue").records == []
    batches = program.run("queue", "--batches").records
    assert {record["batch"]: record["undecided"] for record in batches} == {
        summary["batch"]: 120,
        last_of(again)["batch"]: 0,
    }
    assert len(program.run("queue", "--batch", summary["batch"]).records) == 120


def test_a_small_folder_goes_into_the_inbox_and_as_a_batch_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "breve"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Brev nummer {number}")
    (folder / "tom.txt").touch()
    program = Program(tmp_path / "data")
    plain = program.run("intake", folder)
    assert [record["reason"] for record in plain.records] == [None, None, None, "empty"]
    assert "batch" not in plain.records[0]
    other = Program(tmp_path / "other")
    text = tmp_path / "rapport.txt"
    ran = other.run("intake", folder, "--batch", "--report", text)
    assert ran.code == 1
    assert (last_of(ran)["new"], last_of(ran)["refused"]) == (3, {"empty": 1})
    assert "breve" in text.read_text()


def test_ctrl_c_stops_between_two_pieces_and_the_same_command_goes_on(tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "post.mbox", 1500)
    program = Program(tmp_path / "data")
    with program.start("intake", box) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        records = [json.loads(line) for line in [first, *process.stdout.read().splitlines()]]
        err = process.stderr.read()
    assert process.returncode == 1, err
    assert records[-1]["finished"] is False
    taken = records[-1]["new"]
    assert 0 < taken < 1500
    ran = program.run("intake", box, patience=300)
    assert ran.code == 0, ran.err
    assert last_of(ran)["batch"] == records[-1]["batch"]
    assert len(ran.records) - 1 == 1500 - taken
    assert (last_of(ran)["documents"], last_of(ran)["new"], last_of(ran)["undecided"]) == (1500, 1500, 1500)


@pytest.mark.timeout(900)
def test_killed_five_times_every_mail_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    box = write_mbox(tmp_path / "post.mbox", MAILS, attachments_every=7)
    program = Program(tmp_path / "data")
    program.run("queue")
    batches = set()
    for _ in range(KILLS):
        process = program.start("intake", box)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        batches |= {json.loads(first)["batch"]} if first and b"batch" in first else set()
    ran = program.run("intake", box, patience=600)
    assert ran.code == 0, ran.err
    summary = last_of(ran)
    assert batches <= {summary["batch"]}
    assert (summary["documents"], summary["new"], summary["undecided"]) == (MAILS, MAILS, MAILS)
    again = program.run("intake", box, "--dry-run", patience=300)
    assert (last_of(again)["new"], last_of(again)["already_here"]) == (0, MAILS)
