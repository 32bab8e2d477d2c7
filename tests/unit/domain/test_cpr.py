"""What is masked as a CPR number, and what is left alone."""

import pytest
from sagsbud.domain.cpr import mask_cpr, veil_cpr


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("cpr 010101-0000.", "cpr 010101-xxxx."),
        ("0101010000", "010101-xxxx"),
        ("010101 0000", "010101-xxxx"),
        ("sag 26/1182", "sag 26/1182"),
        ("tlf. 12 34 56 78", "tlf. 12 34 56 78"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask_cpr(text) == masked


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("cpr-nr. 010101-0000, søger", "cpr-nr. 010101-xxxx, søger"),
        ("cpr 0101010000 og 020202 - 0000.", "cpr 010101xxxx og 020202 - xxxx."),
        ("cpr-nr. 610101-0000", "cpr-nr. 610101-xxxx"),
        ("sag 26/1182, tlf. 12 34 56 78", "sag 26/1182, tlf. 12 34 56 78"),
    ],
)
def test_a_veil_hides_the_last_digits_and_moves_nothing(given: str, shown: str) -> None:
    assert veil_cpr(given) == shown
    assert len(veil_cpr(given)) == len(given)
