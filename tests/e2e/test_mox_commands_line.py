"""The two commands of messages as other people's scripts call them: what they print, and their exit codes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.shipped import resources

from tests.support.messages import settle, with_sager
from tests.support.program import Program, Service, sag_id

READINGS = resources() / "recipes" / "vandaflaesning.json"
SAGER = ["26/1", "26/2"]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A running service with two Sager."""
    running = Service(tmp_path / "service").start()
    with_sager(running, *SAGER)
    yield running
    running.stop()


def test_a_recipe_counts_files_and_repeats_nothing(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "ind"
    folder.mkdir()
    rows = [f"{sag};{4711 + n};123;2026-11-23" for n, sag in enumerate([*SAGER, "99/9"])]
    (folder / "a.csv").write_text("sagsnummer;maaler;stand;dato\n" + "\n".join(rows) + "\n", encoding="utf-8")
    program = Program(tmp_path / "data", service.url)

    dry = program.run("recipe", READINGS, folder, "--dry-run")
    done = program.run("recipe", READINGS, folder, "--wait", "60", patience=150)
    again = program.run("recipe", READINGS, folder)

    def counts(ran: object) -> dict[str, int]:
        return {name: count for name, count in ran.records[-1]["counts"].items() if count}  # type: ignore[attr-defined]

    assert counts(dry) == {"promised": 2, "review": 1}, dry
    assert counts(done) == {"promised": 2, "review": 1}, done
    assert counts(again) == {"already": 2, "review": 1}, again
    assert (dry.code, done.code, again.code) == (1, 1, 1)
    assert [record["place"] for record in done.records[:3]] == ["a.csv:1", "a.csv:2", "a.csv:3"]
    for sag, record in zip(SAGER, done.records, strict=False):
        assert service.journalposter_on(sag_id(sag)) == [record["dokument"]]


def test_wrong_calls_say_what_is_wrong_and_end_with_2(service: Service, tmp_path: Path) -> None:
    program = Program(tmp_path / "data", service.url)
    broken = tmp_path / "opskrift.json"
    broken.write_text('{"navn": "x"}', encoding="utf-8")
    of_messages = tmp_path / "beskeder.json"
    shutil.copy(resources() / "recipes" / "myndighedspost.json", of_messages)

    without_broker = program.run("agent")
    no_recipe = program.run("recipe", broken, tmp_path)
    no_files = program.run("recipe", of_messages, tmp_path)
    settle(tmp_path / "data", broker_url="amqp://127.0.0.1:1/")
    wrong_recipe = program.run("agent", "--recipe", broken)

    assert [ran.code for ran in (without_broker, no_recipe, no_files, wrong_recipe)] == [2, 2, 2, 2]
    assert "broker_url" in without_broker.err
    assert "recipe" in no_recipe.err
    assert "kilde" in no_files.err
    assert "recipe" in wrong_recipe.err
