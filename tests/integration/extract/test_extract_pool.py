"""The pool itself: warm, recycled, replaced after a death, closed in the middle of a reading."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.extract import ChildExtractor, Limits

from tests.support import hazards

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pids(pool: ChildExtractor) -> set[int]:
    return {child.pid for child in pool._all}


def test_a_child_stays_warm_and_is_replaced_after_its_share_of_files() -> None:
    pool = ChildExtractor(1, Limits(files_per_child=3))
    try:
        seen = []
        for _ in range(7):
            pool.read("a.txt", b"tekst", NOW)
            seen.append(frozenset(pids(pool)))
        assert seen[0] == seen[1] != seen[3] == seen[4] != seen[6]
    finally:
        pool.close()
    assert pids(pool) == set()


def test_several_threads_are_served_by_as_many_children_and_each_gets_its_own_answer() -> None:
    pool = ChildExtractor(2)
    try:
        with ThreadPoolExecutor(8) as threads:
            texts = list(threads.map(lambda n: pool.read("a.txt", b"tekst %d" % n, NOW).text, range(60)))
        assert texts == [f"tekst {number}" for number in range(60)]
        assert len(pids(pool)) <= 2
    finally:
        pool.close()


def test_too_much_time_or_memory_is_the_files_own_trouble() -> None:
    pool = ChildExtractor(1, Limits(cpu_seconds=1, wall_seconds=30, memory_bytes=4 * 1024**3))
    try:
        with pytest.raises(ExtractError) as slow:
            pool.read("a.pdf", hazards.nested_forms(), NOW)
        assert slow.value.trouble is Trouble.READING_TIMED_OUT
        assert pool.read("a.txt", b"efter", NOW).text == "efter"
    finally:
        pool.close()


def test_a_file_larger_than_anything_we_read_is_refused_before_it_is_sent() -> None:
    pool = ChildExtractor(1, Limits(content_bytes=1000))
    try:
        with pytest.raises(ExtractError) as refused:
            pool.read("a.txt", b"x" * 1001, NOW)
        assert refused.value.trouble is Trouble.TOO_LARGE_TO_READ
        assert pids(pool) == set()
    finally:
        pool.close()


def test_closing_in_the_middle_of_a_reading_says_nothing_about_the_file() -> None:
    pool = ChildExtractor(1, Limits(cpu_seconds=60, memory_bytes=8 * 1024**3))
    pool.read("a.txt", b"varm", NOW)
    ended: list[ExtractError] = []

    def read() -> None:
        try:
            pool.read("a.pdf", hazards.nested_forms(), NOW)
        except ExtractError as error:
            ended.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    child = next(iter(pool._all))
    while child.asked < 2:
        reading.join(0.01)
    pool.close()
    reading.join(60)
    assert [(error.trouble, error.params) for error in ended] == [(Trouble.READING_CRASHED, {"why": "closed"})]
    with pytest.raises(ExtractError) as refused:
        pool.read("a.txt", b"efter", NOW)
    assert refused.value.params == {"why": "closed"}
