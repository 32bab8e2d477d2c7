"""Case numbers: one key for all spellings, and no dates taken for numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.suggest.sagsnumre import number_key, number_places


@pytest.mark.parametrize(
    "text", ["26/1182", "26-1182", "2026/1182", "26 / 01182", "2026-1182", "SAG-2026-01182", " 26_1182 "]
)
def test_all_spellings_of_a_number_share_a_key(text: str) -> None:
    assert number_key(text) == "26/1182"


def test_numbers_built_on_kle_keep_their_parts() -> None:
    assert number_key("27.36.04-P20-1-15") == number_key("27.36.04-p20-1-2015") == "27.36.04:P20:1:15"
    assert number_key("27.36.04-P20-1-15") != number_key("27.36.04-G01-1-15")


def test_a_subject_number_is_not_a_year_and_number() -> None:
    assert "27/36" not in [place.key for place in number_places("Vedr. 27.36.04-P20-1-15")]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("RE: RE: [27.42.08-G01-153-97] bilstøtte", "27.42.08:G01:153:97"),
        ("12.34.56-K08-12-20_bilag2.pdf", "12.34.56:K08:12:20"),
        ("26-1182_brev.pdf", "26/1182"),
        ("Sags ID: SAG-2015-00441", "15/441"),
        ("Sagsid.: 20/33839", "20/33839"),
    ],
)
def test_numbers_are_found_where_people_put_them(text: str, key: str) -> None:
    assert key in [place.key for place in number_places(text)]


def test_a_day_and_month_says_so() -> None:
    assert all(place.may_be_date for place in number_places("den 26/11") if place.key == "26/11")
    assert [place.labelled for place in number_places("sag 26/11")] == [True]


@given(st.text(max_size=200))
def test_places_quote_the_text_they_were_read_from(text: str) -> None:
    for place in number_places(text):
        assert text[place.start : place.end] == place.written


@given(st.integers(0, 99), st.integers(1, 10**7))
def test_zeros_and_century_never_matter(year: int, number: int) -> None:
    keys = {
        number_key(f"{year:02}/{number}"),
        number_key(f"20{year:02}-{number:08}"),
        number_key(f"S20{year:02}-{number}"),
    }
    assert len(keys) == 1
