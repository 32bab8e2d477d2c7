"""A trouble in words: whole where a person is told, shorter in the rows of a table."""

import pytest
from sagsbud.domain.errors import Trouble
from sagsbud.texts import trouble_text


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.BUSY, Trouble.ANSWER_LOST])
def test_a_row_of_a_table_does_not_say_that_work_can_go_on(trouble: Trouble) -> None:
    told = trouble_text(trouble, {})
    assert told.whole.endswith("You can go on working.")
    assert told.in_row == f"{told.title} {told.meaning}"


def test_a_row_of_a_table_says_what_to_do() -> None:
    told = trouble_text(Trouble.SAG_CLOSED, {})
    assert told.in_row == told.whole == "The case is closed. The document is not filed. Choose another case."


def test_a_fault_while_a_file_is_taken_promises_nothing_of_what_came_of_it() -> None:
    assert "nothing was taken in" not in trouble_text(Trouble.NOT_TAKEN, {}).whole
