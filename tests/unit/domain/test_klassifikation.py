"""KLE numbers and facets stand in their order, each among its own."""

import pytest
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer


def test_numbers_stand_in_order() -> None:
    first, second = KleNummer("01.00.00"), KleNummer("02.34.02")
    assert sorted([second, first]) == [first, second]
    assert (first < second, first <= first, second > first, second >= second) == (True, True, True, True)
    assert Handlingsfacet("G01") < Handlingsfacet("P19")


@pytest.mark.parametrize("other", [Handlingsfacet("G01"), "02.34.02", None], ids=["facet", "text", "nothing"])
def test_a_number_has_no_place_among_other_things(other: object) -> None:
    with pytest.raises(TypeError):
        sorted([KleNummer("01.00.00"), other])  # type: ignore[type-var]
