"""What is masked as a CPR number, and what is left alone."""

import pytest
from sagsbud.domain.cpr import mask_cpr


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
