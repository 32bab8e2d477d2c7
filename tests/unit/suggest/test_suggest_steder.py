"""Places people write and quotes that mails drag along: found where they stand, and nothing else taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.suggest.citater import SHORTEST, own_part
from sagsbud.suggest.steder import steder


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Byggeri på Prøvevej 4", {"prøvevej 4"}),
        ("Byggeri på PRØVEVEJ 004 B, 1. tv", {"prøvevej 4b"}),
        ("Vedr. Lokalplan 114 for området", {"lokalplan 114"}),
        ("matr.nr. 12a Opdigtet By", {"matr 12a opdigtet"}),
        ("matrikel nr. 0012 a, Opdigtet By", {"matr 12a opdigtet"}),
        ("Anden vej og Tredje vej", set()),
    ],
)
def test_a_place_has_one_key_however_it_is_written(text: str, keys: set[str]) -> None:
    assert {place.key for place in steder(text)} == keys


@pytest.mark.parametrize(
    "text",
    [
        "Bilag 4",
        "side 12",
        "uge 47",
        "den 26. november 2026",
        "kl 14",
        "Sagsnr. 26/1182",
        "telefon 12 34 56 78",
        "kr 500",
    ],
)
def test_numbers_of_other_things_are_no_places(text: str) -> None:
    assert list(steder(text)) == []


def test_the_place_is_where_it_says() -> None:
    text = "Nabohøring om Prøvevej 4 b."
    (found,) = steder(text)
    assert text[found.start : found.end] == found.written == "Prøvevej 4 b"


@given(st.text(max_size=300))
def test_any_text_gives_places_inside_it(text: str) -> None:
    for place in steder(text):
        assert text[place.start : place.end] == place.written


OWN = "Hermed svar på jeres spørgsmål om carporten."


@pytest.mark.parametrize(
    "quoted",
    [
        "> Kære kommune\n> Må jeg bygge?",
        "-----Oprindelig meddelelse-----\nMå jeg bygge?",
        "________________________________\nMå jeg bygge?",
        "Fra: Borger Opdigtet\nSendt: 1. november 2026\nMå jeg bygge?",
        "From: Borger Opdigtet\nSent: 1 November 2026\nMay I build?",
        "Den 1. november 2026 kl. 10.12 skrev Borger Opdigtet:\nMå jeg bygge?",
        "On Sun, 1 Nov 2026 at 10:12, Borger Opdigtet wrote:\nMay I build?",
    ],
)
def test_what_a_mail_quotes_is_not_its_own(quoted: str) -> None:
    assert own_part(f"{OWN}\n\n{quoted}\n").strip() == OWN


def test_a_mail_that_only_passes_another_on_is_taken_whole() -> None:
    text = "FYI\n\nFra: Borger Opdigtet\nSendt: 1. november 2026\nMå jeg bygge?"
    assert own_part(text) == text


@given(st.text(max_size=400))
def test_the_own_part_is_a_beginning_with_something_in_it(text: str) -> None:
    own = own_part(text)
    assert text.startswith(own)
    assert own == text or len(own.strip()) >= SHORTEST
