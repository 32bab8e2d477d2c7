"""Words become terms the same way for index and document."""

from hypothesis import given
from hypothesis import strategies as st
from sagsbud.suggest.query import make_query
from sagsbud.suggest.words import CompoundSplitter, content_tokens, tokens

SPLITTER = CompoundSplitter(["parkering", "dispensation", "bygge", "tilladelse", "kommune", "plan", "tillæg", "vej"])


def test_a_compound_is_split_into_the_stems_of_known_words() -> None:
    assert SPLITTER.split("parkeringsdispensation") == ("parkering", "dispensation")
    assert SPLITTER.split("kommuneplantillæg") == ("kommun", "plan", "tillæg")


def test_what_has_no_split_into_known_words_gives_nothing() -> None:
    assert SPLITTER.split("rottespærre") == ()
    assert SPLITTER.split("vej") == ()


def test_a_paragraph_sign_and_its_number_are_one_token() -> None:
    assert [token.text for token in tokens("efter § 35 a og §83")] == ["efter", "§35a", "og", "§83"]


def test_function_words_and_filing_words_say_nothing() -> None:
    assert [token.text for token in content_tokens("Sagen journaliseres under parkering")] == ["parkering"]


@given(st.text(max_size=300))
def test_offsets_point_at_the_word_as_it_stands(text: str) -> None:
    import unicodedata

    plain = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    if len(plain.lower()) != len(plain):
        return
    for token in tokens(plain):
        if not token.text.startswith("§"):
            assert plain[token.start : token.end].lower() == token.text


def test_a_text_that_repeats_its_title_counts_it_once() -> None:
    once = make_query("Carport", "Carport ved skel", SPLITTER)
    other = make_query("Carport", " ved skel", SPLITTER)
    assert once.terms == other.terms
    assert once.places["skel"].start == len("Carport ved ")


def test_numbers_alone_are_no_words() -> None:
    assert make_query("", "12345 88 17", SPLITTER).is_empty
