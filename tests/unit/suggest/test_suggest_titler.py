"""Titles: clean for filing, bare for comparing, from a file name only when it says something."""

import pytest
from sagsbud.suggest.titles import bare_title, clean_title, title_from_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SV: RE: [EKSTERN] Vs: Carport  på\nNørregade", "Carport på Nørregade"),
        ("Re[2]: Møde", "Møde"),
        ("Resultat: godt", "Resultat: godt"),
        ("x" * 400, "x" * 255),
        ("[26/1090] Besigtigelse flyttes", "Besigtigelse flyttes"),
        ("SV: Skimmelsvamp, Strandgade 7 [sag 26/1160]", "Skimmelsvamp, Strandgade 7"),
        ("Naboorientering (Sagsnr.: 2026-1182) til orientering", "Naboorientering til orientering"),
        ("[26/1090]", "[26/1090]"),
        ("Budget (2026)", "Budget (2026)"),
    ],
)
def test_reply_prefixes_and_gateway_tags_go(text: str, expected: str) -> None:
    assert clean_title(text) == expected


def test_the_same_matter_has_the_same_bare_title() -> None:
    assert bare_title("SV: Rykker nr. 2 (2026)") == bare_title("rykker NR 3") == "rykker nr"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ansøgning_om_carport.pdf", "Ansøgning om carport"),
        ("scan0001.pdf", ""),
        ("IMG_20260101.jpg", ""),
        ("12345.pdf", ""),
    ],
)
def test_a_scanner_s_name_is_no_title(name: str, expected: str) -> None:
    assert title_from_name(name) == expected
