"""Probabilities are cautious at first, follow the answers, never fall with strength, and undo exactly."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.suggestions import Band
from sagsbud.suggest.calibration import SURE, Calibrator, band_of

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def test_nothing_is_sure_before_anybody_answered() -> None:
    assert Calibrator().probability(1.0) < SURE
    assert Calibrator().probability(0.0) == 0.0


def test_a_hundred_right_answers_make_it_sure_and_wrong_ones_unsure() -> None:
    assert band_of(Calibrator({9: (100, 100)}).probability(0.97)) is Band.SURE
    assert Calibrator({9: (0, 100)}).probability(0.97) < 0.2


@given(ANSWERS)
def test_the_curve_never_falls(answers: list[tuple[float, bool]]) -> None:
    calibrator = Calibrator()
    for strength, right in answers:
        calibrator = calibrator.answered(strength, right)
    assert calibrator.never_falls
    said = [calibrator.probability(step / 50) for step in range(51)]
    assert all(low <= high + 1e-12 for low, high in itertools.pairwise(said))


@given(ANSWERS, st.floats(0, 1), st.booleans())
def test_an_answer_taken_back_leaves_no_trace(answers: list[tuple[float, bool]], strength: float, right: bool) -> None:
    calibrator = Calibrator()
    for earlier in answers:
        calibrator = calibrator.answered(*earlier)
    again = calibrator.answered(strength, right).answered(strength, right, -1)
    assert again.answers == calibrator.answers
    assert [again.probability(step / 20) for step in range(21)] == [
        calibrator.probability(step / 20) for step in range(21)
    ]


def test_of_those_called_so_many_were_right() -> None:
    page = Calibrator({8: (9, 12)}).page()
    assert [(row.right, row.answers) for row in page] == [(0.75, 12)]
