"""The whole Suggester on the starter plan: what it says, why, when it keeps silent, and how it learns."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind
from sagsbud.domain.ids import (
    AktoerId,
    Digest,
    MessageId,
    OrderId,
    SagId,
    new_dokument_id,
    new_item_id,
    new_order_id,
)
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.parties import Aktoer, Part, PartArt, PartRolle
from sagsbud.domain.sagsobjekter import Dokumenttype, Foelsomhed, Retning, SagFremdrift, SagRef
from sagsbud.domain.suggestions import Band, ReasonCode, SuggestionSet
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.classify import classify
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester

STARTER = Path(__file__).parents[3] / "resources" / "kle" / "starter.tsv"
KEY = b"k" * 32
FIRM = Part("Opdigtet Byg ApS", "urn:oio:cvr-nr:12345674", PartArt.VIRKSOMHED)
CARPORT = SagRef(
    SagId(UUID(int=1)),
    "26/1182",
    "Carport på Prøvevej 4",
    kle=KleNummer("02.34.02"),
    facet=Handlingsfacet("P19"),
    parter=(FIRM,),
)
SCHOOL = SagRef(
    SagId(UUID(int=2)), "26/77", "Skoleskift for elev", kle=KleNummer("17.20.07"), facet=Handlingsfacet("G01")
)
CLOSED = SagRef(
    SagId(UUID(int=3)), "19/7", "Rotter i kælderen på Opdigtevej", SagFremdrift.AFSLUTTET, KleNummer("09.13.01")
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> LocalKleCatalogue:
    return LocalKleCatalogue(STARTER, tmp_path_factory.mktemp("kle"))


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[LocalSagDirectory]:
    opened = LocalSagDirectory(tmp_path / "sager.db", KEY)
    opened.replace_all([CARPORT, SCHOOL, CLOSED])
    yield opened
    opened.close()


@pytest.fixture
def suggester(catalogue: LocalKleCatalogue, directory: LocalSagDirectory, tmp_path: Path) -> Iterator[LocalSuggester]:
    opened = LocalSuggester(catalogue, directory, tmp_path / "memory.db", KEY)
    yield opened
    opened.close()


def _letter(text: str, subject: str = "", **more: object) -> Extract:
    titles = (Found(subject, Evidence(EvidenceSource.HEADER, subject)),) if subject else ()
    extract = Extract(Kind.EML, "message/rfc822", text, titles=titles)
    return replace(extract, **more)  # type: ignore[arg-type]


def _order(sag: SagRef, kle: str, titel: str = "Brev", mark: OrderId | None = None) -> FilingOrder:
    draft = DokumentDraft(
        new_dokument_id(),
        new_item_id(),
        Digest("0" * 64),
        1,
        "brev.eml",
        "message/rfc822",
        titel,
        titel,
        Dokumenttype.BREV_IND,
        date(2026, 5, 1),
        datetime(2026, 5, 1, tzinfo=UTC),
    )
    clerk = Aktoer(AktoerId(UUID(int=9)))
    return FilingOrder(mark or new_order_id(), sag, KleNummer(kle), draft, clerk, datetime(2026, 5, 2, tzinfo=UTC))


def _codes(found: SuggestionSet) -> list[ReasonCode]:
    return [reason.code for reason in found.sager[0].reasons]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (
            "Vi vil gerne bygge en carport og en udestue ved vores enfamiliehus. Hvad kræver det af tilladelse?",
            "02.34.02",
        ),
        ("Skraldespanden er ikke blevet tømt i to uger. Hvornår kommer skraldebilen?", "07.18.00"),
        ("Jeg klager over en parkeringsafgift, som jeg fik af parkeringsvagten ved stationen.", "05.09.04"),
        ("Vi har set rotter i haven og beder om rottebekæmpelse.", "09.13.01"),
        ("Hermed anmodes om aktindsigt i sagens dokumenter efter offentlighedsloven § 7.", "00.07.03"),
        ("Min mor har brug for hjemmehjælp til bad og rengøring, jf. serviceloven § 83.", "27.36.04"),
    ],
)
def test_an_everyday_letter_gets_its_subject_first(suggester: LocalSuggester, text: str, number: str) -> None:
    found = suggester.suggest(_letter(text), "brev.pdf")
    assert found.kle[0].value.text == number
    assert found.kle[0].reasons
    assert found.edition == "starter"


def test_the_words_that_decided_are_marked_where_they_stand(suggester: LocalSuggester) -> None:
    text = "Hej. Der er rotter i haven."
    reason = next(
        reason
        for reason in suggester.suggest(_letter(text), "x.txt").kle[0].reasons
        if reason.code is ReasonCode.WORDS_IN_TEXT
    )
    assert reason.evidence is not None
    assert text[reason.evidence.start : reason.evidence.end] == "rotter"
    assert "rotter" in reason.words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "12345 88 17 2026",
        "The committee has decided to postpone the meeting until further notice.",
        "qwerty asdf zxcv",
    ],
)
def test_there_is_silence_when_nothing_fits(suggester: LocalSuggester, text: str) -> None:
    found = suggester.suggest(_letter(text), "scan0001.pdf")
    assert found.kle == ()
    assert found.sager == ()
    assert found.band is Band.NONE


def test_two_hundred_pages_are_read_as_quickly_as_the_first_twenty(suggester: LocalSuggester) -> None:
    page = "Ansøgning om byggetilladelse til carport. " * 60
    found = suggester.suggest(_letter(page * 200), "stor.pdf")
    assert found.kle[0].value.text == "02.34.02"


@pytest.mark.parametrize(
    ("extract", "name", "code"),
    [
        (_letter("Se vedhæftede.", "Vedr. sag 26/1182"), "brev.eml", ReasonCode.CASE_NUMBER_IN_SUBJECT),
        (_letter("Vi henviser til Deres sagsnr. 2026-1182."), "brev.eml", ReasonCode.CASE_NUMBER_IN_TEXT),
        (_letter("Se vedhæftede."), "26-1182_tegning.pdf", ReasonCode.CASE_NUMBER_IN_FILE_NAME),
    ],
)
def test_a_known_case_number_wins_and_brings_its_subject_and_facet(
    suggester: LocalSuggester, extract: Extract, name: str, code: ReasonCode
) -> None:
    found = suggester.suggest(extract, name)
    assert found.sager[0].value == CARPORT
    assert found.sager[0].band is Band.SURE
    assert _codes(found)[0] is code
    assert found.kle[0].value == CARPORT.kle
    assert found.kle[0].reasons[0].code is ReasonCode.KLE_OF_SAG
    assert found.facet is not None
    assert found.facet.value == CARPORT.facet


def test_a_known_case_number_beats_every_likeness(suggester: LocalSuggester) -> None:
    sender = Found(FIRM, Evidence(EvidenceSource.HEADER, "Opdigtet Byg ApS"))
    said = "Carport på Prøvevej 4: tegninger af carport"
    for _ in range(6):
        suggester.learn(_letter(said, said, sender=sender), _order(CARPORT, "02.34.02", said))
    assert suggester.suggest(_letter(said, said, sender=sender), "b.eml").sager[0].value == CARPORT
    numbered = suggester.suggest(_letter(f"{said}. Vedr. sag 26/77.", said, sender=sender), "b.eml").sager
    assert [one.value for one in numbered[:2]] == [SCHOOL, CARPORT]
    assert numbered[0].confidence > numbered[1].confidence


def test_a_number_nobody_knows_and_a_date_are_no_sag(suggester: LocalSuggester) -> None:
    assert suggester.suggest(_letter("Sag 26/9999 af 19/7"), "brev.eml").sager == ()


def test_a_closed_sag_is_found_by_its_number_and_says_it_is_closed(suggester: LocalSuggester) -> None:
    best = suggester.suggest(_letter("Vedr. sag 19/7"), "brev.eml").sager[0]
    assert best.value == CLOSED
    assert not best.value.is_open


def test_a_party_on_an_open_sag_points_at_it(suggester: LocalSuggester) -> None:
    sender = Found(FIRM, Evidence(EvidenceSource.HEADER, "Opdigtet Byg ApS"))
    found = suggester.suggest(_letter("Hermed de manglende oplysninger.", sender=sender), "brev.eml")
    assert found.sager[0].value == CARPORT
    assert ReasonCode.PARTY_ON_SAG in _codes(found)


def test_a_reply_to_a_filed_mail_goes_to_the_same_sag(suggester: LocalSuggester) -> None:
    suggester.learn(_letter("Tak for sidst", "Møde", message_id=MessageId("a@x")), _order(SCHOOL, "17.20.07"))
    found = suggester.suggest(_letter("Helt enig", "SV: noget andet", references=(MessageId("a@x"),)), "b.eml")
    assert found.sager[0].value == SCHOOL
    assert ReasonCode.REPLY_TO_FILED in _codes(found)


def test_learning_one_decision_moves_the_next_like_it_and_undoing_moves_it_back(suggester: LocalSuggester) -> None:
    letter = _letter("Kvitteringen fra Blomsterboden for kransen til hædersgraven.", "Kvittering Blomsterboden")
    alike = _letter("Kvittering fra Blomsterboden for ny krans til hædersgraven.", "SV: Kvittering Blomsterboden")
    order = _order(SCHOOL, "84.01.00", "Kvittering Blomsterboden")
    before = suggester.suggest(alike, "b.eml")
    suggester.learn(letter, order)
    learned = suggester.suggest(alike, "b.eml")
    assert learned.kle[0].value.text == "84.01.00"
    assert {reason.code for reason in learned.kle[0].reasons} & {ReasonCode.SAME_SUBJECT, ReasonCode.SIMILAR_TO_FILED}
    assert learned.sager[0].value == SCHOOL
    suggester.unlearn(letter, order)
    assert suggester.suggest(alike, "b.eml") == before


def test_one_sender_with_most_documents_does_not_swallow_the_unknown(suggester: LocalSuggester) -> None:
    sender = Found(FIRM, Evidence(EvidenceSource.HEADER, FIRM.navn))
    for at in range(30):
        letter = _letter(f"Faktura nummer {at} for levering af fjernvarme i perioden", f"Faktura {at}", sender=sender)
        suggester.learn(letter, _order(SCHOOL, "13.03.01", f"Faktura {at}"))
    for at in range(20):
        suggester.learn(_letter(f"Elev nummer {at} skal skifte skole", "Skift"), _order(SCHOOL, "17.20.07", "Skift"))
    found = suggester.suggest(_letter("Vi har set rotter i haven og beder om rottebekæmpelse.", sender=sender), "x.eml")
    assert found.kle[0].value.text == "09.13.01"
    silent = suggester.suggest(_letter("Zxcv qwert uiop"), "x.eml")
    assert silent.kle == ()


def test_a_stream_of_filings_makes_the_machine_better_and_its_page_tells_the_truth(suggester: LocalSuggester) -> None:
    """The unit files three matters of its own under numbers the plan would not choose."""
    matters = [
        ("Levering af blå kasser fra lageret ved {}", "83.15.15"),
        ("Ugeseddel for chauffør {} med overtid", "81.15.15"),
        ("Aftale om duetårn hos {}", "04.03.00"),
    ]
    right = []
    for at in range(60):
        text, number = matters[at % 3]
        letter = _letter(text.format(f"hold {at % 7}"), "")
        found = suggester.suggest(letter, "x.pdf")
        right.append(bool(found.kle) and found.kle[0].value.text == number)
        suggester.learn(letter, _order(SCHOOL, number, f"Brev {'abcdefg'[at % 7]}"))
    assert sum(right[:6]) <= 3
    assert sum(right[-30:]) >= 28
    for row in suggester.reliability():
        if row.answers >= 20:
            assert abs(row.said - row.right) < 0.25


def test_a_retired_number_is_never_suggested_and_its_history_goes_to_the_successor(tmp_path: Path) -> None:
    edition = tmp_path / "plan.xml"
    subject = "<Emne><EmneNr>{}</EmneNr><EmneTitel>{}</EmneTitel><EmneVejledning>v</EmneVejledning>{}</Emne>"
    history = (
        "<EmneAdministrativInfo><Historisk><UdgaaetDato>2020-01-01</UdgaaetDato><Flyttet><AfloestAf>"
        "<EmneNr>05.09.12</EmneNr></AfloestAf></Flyttet></Historisk></EmneAdministrativInfo>"
    )
    body = subject.format("05.09.12", "Parkering", "") + subject.format("05.09.99", "Duetårne", history)
    edition.write_text(f"<KLE-Emneplan>{body}{subject.format('01.02.05', 'Lokalplan', '')}</KLE-Emneplan>", "utf-8")
    catalogue = LocalKleCatalogue(STARTER, tmp_path / "kle")
    assert catalogue.install(edition).subjects == 3
    assert catalogue.search("duetårn") == []
    assert catalogue.current(KleNummer("05.09.99")) == (KleNummer("05.09.12"),)
    shown = catalogue.emne(KleNummer("05.09.99"))
    assert shown is not None
    assert shown.udgaaet
    directory = LocalSagDirectory(tmp_path / "s.db", KEY)
    suggester = LocalSuggester(catalogue, directory, tmp_path / "m.db", KEY)
    suggester.learn(_letter("Duetårnet skal males igen"), _order(SCHOOL, "05.09.99", "Duetårn"))
    suggester.learn(_letter("Noget helt andet om planer"), _order(SCHOOL, "01.02.05", "Plan"))
    found = suggester.suggest(_letter("Duetårnet skal males igen"), "x.txt")
    assert found.kle[0].value.text == "05.09.12"
    suggester.close()
    directory.close()


def test_another_key_opens_nothing(catalogue: LocalKleCatalogue, directory: LocalSagDirectory, tmp_path: Path) -> None:
    LocalSuggester(catalogue, directory, tmp_path / "m.db", KEY).close()
    with pytest.raises(StoreError) as caught:
        LocalSuggester(catalogue, directory, tmp_path / "m.db", b"y" * 32)
    assert caught.value.trouble is Trouble.WRONG_KEY


def test_a_cpr_number_makes_it_confidential_and_never_stands_in_the_title(suggester: LocalSuggester) -> None:
    found = suggester.suggest(_letter("Vedr. borger 010101-0000", "Vedr. 010101-0000 carport"), "x.eml")
    assert found.foelsomhed is Foelsomhed.FORTROLIG
    assert found.titel is not None
    assert "0000" not in found.titel.value
    health = _letter("010101-0000: lægeerklæring om diagnose og sygdomsforløb")
    assert suggester.suggest(health, "x.eml").foelsomhed is Foelsomhed.FOELSOM


def test_direction_type_and_parties_follow_the_reading(suggester: LocalSuggester) -> None:
    header = Evidence(EvidenceSource.HEADER)
    own = Part("Teknik og Miljø", "urn:mailto:teknik@example.dk")
    inward = _letter(
        "Hej",
        "Spørgsmål",
        direction=Found(Retning.IND, header),
        sender=Found(FIRM, header),
        recipients=(Found(own, header),),
    )
    found = suggester.suggest(inward, "x.eml")
    assert (found.retning and found.retning.value) is Retning.IND
    assert (found.dokumenttype and found.dokumenttype.value) is Dokumenttype.BREV_IND
    assert found.parter == (replace(FIRM, rolle=PartRolle.AFSENDER),)
    outward = _letter(
        "Hej", "Svar", direction=Found(Retning.UD, header), sender=Found(own, header), recipients=(Found(FIRM, header),)
    )
    assert suggester.suggest(outward, "x.eml").parter == (replace(FIRM, rolle=PartRolle.MODTAGER),)
    assert suggester.suggest(_letter("Hej", "Faktura 77"), "x.pdf").dokumenttype is not None


def test_disposal_is_keep_while_the_plan_does_not_say(catalogue: LocalKleCatalogue) -> None:
    assert catalogue.kassationskode(KleNummer("02.34.02"), Handlingsfacet("P19")) is Kassationskode.BEVARES


def test_classify_answers_each_line_and_names_what_it_could_not_read(catalogue: LocalKleCatalogue) -> None:
    lines = ['{"id": 1, "text": "rotter i haven", "title": ""}', "no json", '{"text": "x"}', '{"id": "e", "text": ""}']
    out = StringIO()
    problems = classify(catalogue, lines, out)
    first, empty = (json.loads(line) for line in out.getvalue().splitlines())
    assert first["id"] == "1"
    assert first["ranked"][0] == "09.13.01"
    assert len(first["scores"]) == len(first["ranked"])
    assert first["scores"] == sorted(first["scores"], reverse=True)
    assert "rotter" in first["reasons"][0][0]["words"]
    assert empty["ranked"] == []
    assert [problem.split(":")[1] for problem in problems] == ["2", "3"]


def test_classify_learns_labels_of_its_own(catalogue: LocalKleCatalogue) -> None:
    learn = [
        json.dumps({"id": f"{label}{at}", "text": f"{word} number {at} of the season", "kle": [label]})
        for at in range(6)
        for label, word in (("rec.hockey", "goalie rink puck"), ("sci.space", "orbit shuttle launch"))
    ]
    out = StringIO()
    assert classify(catalogue, ['{"id": "x", "text": "the shuttle reached orbit"}'], out, learn) == []
    assert json.loads(out.getvalue())["ranked"][0] == "sci.space"


def test_what_is_telling_stands_in_the_document_as_it_is_written(suggester: LocalSuggester) -> None:
    suggester.learn(_letter("Vi bygger en carport og beder om tilladelse."), _order(CARPORT, "02.34.02"))
    told = suggester.telling(_letter("Carporten ved Prøvestræde må ikke bygges, jf. § 35 stk. 1, 12 m2."), "brev.pdf")
    assert told[0] == "carporten", "what fewest filings have comes first"
    assert "prøvestræde" in told
    assert not [word for word in told if len(word) < 4 or word.isdigit()]
