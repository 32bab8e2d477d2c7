"""While a program starts nothing is searched for circles, and afterwards it is as before."""

import gc

import pytest
from sagsbud.system.memory import unsearched


@pytest.mark.parametrize("before", [True, False])
def test_the_search_for_circles_rests_within_the_block_only(before: bool) -> None:
    was_on = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with unsearched():
            assert not gc.isenabled()
        assert gc.isenabled() is before
    finally:
        (gc.enable if was_on else gc.disable)()
