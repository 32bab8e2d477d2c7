"""Uploads share a line that is limited: so many bytes a second, whoever sends them, and every byte once."""

from io import BytesIO

from sagsbud.sagdok.pacing import PACED_PIECE, SLOWEST, Pace
from sagsbud.sagdok.uploading import Form


class Time:
    """Goes on only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def paced(rate: float, time: Time) -> Pace:
    return Pace(rate, time, time.sleep)


def test_a_form_takes_as_long_as_the_limit_says_and_is_the_same() -> None:
    time = Time()
    content = bytes(range(256)) * 4000
    whole = b"".join(Form(b"{}", {"indhold": BytesIO(content)}, pace=paced(100_000, time)))
    assert content in whole
    assert abs(time.now - (len(whole) - PACED_PIECE) / 100_000) <= PACED_PIECE / 100_000


def test_two_uploads_share_the_line() -> None:
    time = Time()
    pace = paced(50_000, time)
    for _ in range(10):
        pace(10_000)
        pace(10_000)
    assert abs(time.now - 190_000 / 50_000) < 1e-6


def test_no_limit_costs_nothing_and_a_silly_one_does_not_cut_uploads_off() -> None:
    time = Time()
    paced(0, time)(1_000_000)
    assert time.now == 0
    slow = paced(1, time)
    slow(int(SLOWEST))
    slow(1)
    assert time.now == 1.0
    assert slow.limited
    assert not paced(0, time).limited
