"""Law citations are read as facts, whatever they are spelled like."""

import pytest
from sagsbud.suggest.lov import Citation, canonical, citations


def _bare(text: str) -> list[tuple[str, int, int, str, int]]:
    return [(c.law, c.first, c.last, c.letter, c.stk) for c in citations(text) if c.first]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hjælp efter serviceloven § 83, stk. 2", [("serviceloven", 83, 83, "", 2)]),
        ("efter § 35 i planloven", [("planloven", 35, 35, "", 0)]),
        ("Serviceloven § 104-105", [("serviceloven", 104, 105, "", 0)]),
        ("folkeskolelovens § 19c", [("folkeskoleloven", 19, 19, "c", 0)]),
        ("lov om social service § 100", [("serviceloven", 100, 100, "", 0)]),
        ("byggeloven § 16. Sag 26-1182", [("byggeloven", 16, 16, "", 0)]),
        ("§ 7 alene", []),
    ],
)
def test_paragraphs_belong_to_the_law_they_are_read_with(text: str, expected: list[object]) -> None:
    assert _bare(text) == expected


def test_a_law_has_one_name() -> None:
    assert canonical("Lov om planlægning") == canonical("planloven") == "planloven"
    assert canonical("lov om aktiv socialpolitik") == "aktivloven"


def test_a_law_without_paragraph_is_a_citation_of_the_law() -> None:
    assert [c.law for c in citations("Vi henviser til forvaltningsloven.")] == ["forvaltningsloven"]


def test_chapters_are_not_paragraphs() -> None:
    assert Citation("cpr-loven", 12, 12, chapter=True) in [
        Citation(c.law, c.first, c.last, c.letter, c.stk, c.chapter) for c in citations("CPR-loven Kap.12")
    ]
