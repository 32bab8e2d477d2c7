"""What an object may be, what the index may hold, and objects as types there and back."""

import unicodedata
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.sagdok.models import (
    INFINITY,
    MINUS_INFINITY,
    OBJECT_TYPES,
    SDI,
    InvalidObject,
    Moment,
    check_object,
    parse_moment,
)
from sagsbud.sagdok.models.specs import Value
from sagsbud.sagdok.models.values import (
    Del,
    DelEgenskaber,
    DokumentEgenskaber,
    Egenskaber,
    JournalDokument,
    JournalNotat,
    Journalpost,
    OffentlighedUndtaget,
    Registrering,
    Relation,
    Tilstand,
    Variant,
    VariantEgenskaber,
    Virkning,
)
from sagsbud.sagdok.models.wire import EGENSKABER, body_of, registrering_of, to_wire

from tests.support.oio import ALWAYS, dokument, journalpost, sag

DOKUMENT, SAG = OBJECT_TYPES["dokument", "dokument"], OBJECT_TYPES["sag", "sag"]


def broken(body: Any, where: str, *, partial: bool = False) -> None:
    with pytest.raises(InvalidObject) as raised:
        check_object(SAG if "sagegenskaber" in str(body) else DOKUMENT, body, partial=partial, limits=SDI)
    assert raised.value.path == where


# -- attributes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", OBJECT_TYPES.values(), ids=lambda spec: spec.name)
def test_every_required_attribute_is_asked_for(spec: Any) -> None:
    whole = {
        name: "2026-01-01" if rule.value is Value.DATE else "x"
        for name, rule in spec.attributes.items()
        if rule.required
    }
    state = {spec.state: [{spec.state_field: sorted(spec.states)[0], "virkning": ALWAYS}]}
    for missing in whole:
        period = {name: value for name, value in whole.items() if name != missing} | {"virkning": ALWAYS}
        body = {"attributter": {spec.attribute: [period]}, "tilstande": state}
        with pytest.raises(InvalidObject, match=missing):
            check_object(spec, body)
        check_object(spec, body, partial=True)
    check_object(spec, {"attributter": {spec.attribute: [whole | {"virkning": ALWAYS}]}, "tilstande": state})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("titel", 7), ("titel", "a\x00b"), ("titel", "\ud800"), ("brevdato", "1. marts"), ("brevdato", "2026-02-30"),
        ("major", "1"), ("major", True), ("major", 2**31), ("offentlighedundtaget", {"hjemmel": "OFL"}), ("farve", "rød"),
    ],
)  # fmt: skip
def test_wrong_values_are_named_by_their_place(field: str, value: object) -> None:
    body = dokument()
    body["attributter"]["dokumentegenskaber"][0][field] = value
    with pytest.raises(InvalidObject) as raised:
        check_object(DOKUMENT, body)
    assert field in raised.value.path
    assert str(value) not in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brugervendtnoegle", "x" * 51), ("titel", "x" * 256), ("titel", " "), ("titel", "en\nto"), ("titel", "en\u2028to"),
        ("beskrivelse", "x" * 4097), ("dokumenttype", "Brev"), ("kassationskode", "x" * 51), ("major", 1),
    ],
)  # fmt: skip
def test_limits_of_the_index_on_a_dokument(field: str, value: object) -> None:
    body = dokument()
    body["attributter"]["dokumentegenskaber"][0][field] = value
    broken(body, f"attributter.dokumentegenskaber[0].{field}")
    check_object(DOKUMENT, body)


def test_limits_of_the_index_on_a_sag() -> None:
    for field, value in {"hjemmel": "x" * 1025, "sagsnummer": "26/2", "titel": "x" * 256}.items():
        body = sag()
        body["attributter"]["sagegenskaber"][0][field] = value
        broken(body, f"attributter.sagegenskaber[0].{field}")
        check_object(SAG, body)
    body = sag()
    body["note"] = "x" * 1025
    broken(body, "note")
    body = sag(andresager=[{"uuid": str(uuid4()), "virkning": {**ALWAYS, "notetekst": "x" * 1025}}])
    broken(body, "andresager.virkning.notetekst")


def test_just_inside_the_limits_is_fine() -> None:
    body = dokument()
    body["attributter"]["dokumentegenskaber"][0] |= {
        "titel": "æ" * 255,
        "beskrivelse": "x\r\ny" * 1024,
        "major": 1,
        "minor": 0,
    }
    check_object(DOKUMENT, body, limits=SDI)


# -- relations and times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "relation",
    [
        {"virkning": ALWAYS},
        {"uuid": str(uuid4()), "urn": "urn:x:y", "virkning": ALWAYS},
        {"uuid": "en sag", "virkning": ALWAYS},
        {"urn": "cpr:0101010000", "virkning": ALWAYS},
        {"uuid": str(uuid4())},
        {"uuid": str(uuid4()), "virkning": {"from": "2026-01-01", "to": "2025-01-01"}},
        {"uuid": str(uuid4()), "virkning": {"from": "i går", "to": "infinity"}},
        {"uuid": str(uuid4()), "virkning": ALWAYS, "farve": "rød"},
    ],
)
def test_wrong_relations(relation: Any) -> None:
    with pytest.raises(InvalidObject, match=r"relationer\.andresager"):
        check_object(SAG, sag(andresager=[relation]))


def test_one_holds_one() -> None:
    to = {"uuid": str(uuid4()), "virkning": ALWAYS}
    with pytest.raises(InvalidObject, match="one at most"):
        check_object(SAG, sag(ejer=[to, to]))
    with pytest.raises(InvalidObject, match="same time"):
        check_object(DOKUMENT, dokument(ejer=[to, to]))
    check_object(SAG, sag(andresager=[to, to]))


def test_journalpost_is_given_and_read_under_two_names() -> None:
    written = journalpost(uuid4())
    read = {name: value for name, value in written.items() if name not in ("journalpostkode", "journaldokument")}
    read |= {"reltypespec": written["journalpostkode"], "journaldokumentattr": written["journaldokument"]}

    first, second = (check_object(SAG, sag(journalpost=[post])) for post in (written, read))

    assert first == second


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-01-05 09:00:00+01", "2026-01-05T08:00:00Z"),
        ("2026-01-05T09:00:00.123456+01:00", "2026-01-05 08:00:00.123456+00"),
        ("2026-07-01", "2026-06-30T22:00:00Z"),
        ("2026-01-05 09:00", "2026-01-05T08:00:00+0000"),
    ],
)
def test_one_moment_is_written_in_many_ways(text: str, same: str) -> None:
    assert parse_moment(text) == parse_moment(same)


@pytest.mark.parametrize(
    "text", ["", "now", "tomorrow", "2026-13-01", "2026-01-05'; DROP TABLE", None, 5, "2026-01-05 25:00"]
)
def test_not_a_moment(text: object) -> None:
    with pytest.raises((ValueError, OverflowError)):
        parse_moment(text)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_survive_both_spellings(when: datetime) -> None:
    moment = Moment.of(when)

    assert parse_moment(moment.wire()) == parse_moment(moment.iso()) == moment
    assert MINUS_INFINITY < moment < INFINITY
    assert moment.datetime() == when


# -- types there and back -------------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
moments = st.integers(-(10**15), 10**15).map(Moment)
virkninger = st.builds(
    lambda start, length, by, note: Virkning(
        start, Moment(start.micros + length) if length else INFINITY, by, "Bruger" if by else None, note
    ),
    moments,
    st.integers(0, 10**12),
    st.none() | st.uuids(),
    st.none() | texts,
)
exemptions = st.none() | st.builds(OffentlighedUndtaget, texts, texts)
relations = st.builds(Relation, virkninger, uuid=st.uuids(), objekttype=st.none() | texts) | st.builds(
    Relation, virkninger, urn=texts.map("urn:x:{}".format)
)
posts = st.builds(
    Journalpost,
    virkninger,
    uuid=st.uuids(),
    indeks=st.none() | st.integers(1, 9),
    journalnotat=st.none() | st.builds(JournalNotat, texts, texts),
    journaldokument=st.builds(JournalDokument, texts, st.builds(OffentlighedUndtaget, texts, texts)),
)
variants = st.builds(
    Variant,
    texts,
    st.tuples(st.builds(VariantEgenskaber, virkninger, produktion=st.none() | st.just(True))),
    st.tuples(
        st.builds(
            Del,
            texts,
            st.tuples(
                st.builds(DelEgenskaber, virkninger, indhold=st.none() | texts, indeks=st.none() | st.integers(1, 9))
            ),
            st.lists(relations, max_size=1).map(tuple),
        )
    ),
)


def _attributes(kind: type[Egenskaber]) -> st.SearchStrategy[Egenskaber]:
    spec = OBJECT_TYPES[kind.type]
    values: dict[Value, st.SearchStrategy[Any]] = {
        Value.TEXT: texts,
        Value.INTEGER: st.integers(1, 99),
        Value.BOOLEAN: st.just(True),
        Value.DATE: st.dates(date(1900, 1, 1)),
        Value.EXEMPTION: exemptions,
        Value.KEYWORDS: st.lists(st.tuples(texts, texts), min_size=1, max_size=2).map(tuple),
    }
    return st.builds(
        kind,
        virkninger,
        **{
            name: values[rule.value] if rule.required else st.none() | values[rule.value]
            for name, rule in spec.attributes.items()
            if rule.value is not Value.KEYWORDS
        },
        **{name: values[rule.value] for name, rule in spec.attributes.items() if rule.value is Value.KEYWORDS},
    )


def _registreringer(kind: type[Egenskaber]) -> st.SearchStrategy[Registrering[Any]]:
    spec = OBJECT_TYPES[kind.type]
    one = next(name for name, many in spec.relations.items() if not many)
    return st.builds(
        Registrering,
        egenskaber=st.tuples(_attributes(kind)),
        tilstande=st.tuples(st.builds(Tilstand, st.sampled_from(sorted(spec.states)), virkninger)),
        relationer=st.fixed_dictionaries(
            {one: st.tuples(relations)}
            | ({"journalpost": st.lists(posts, max_size=2).map(tuple)} if spec.name == "sag" else {})
        ),
        varianter=st.tuples(variants) if spec.has_variants else st.none(),
        note=st.none() | texts,
    )


@pytest.mark.parametrize("kind", EGENSKABER.values(), ids=lambda kind: kind.__name__)
def test_types_are_those_of_the_standard(kind: type[Egenskaber]) -> None:
    spec = OBJECT_TYPES[kind.type]
    assert {one.name for one in fields(kind)} - {"virkning"} == set(spec.attributes)


@given(st.data(), st.sampled_from(sorted(EGENSKABER)))
def test_types_go_to_the_wire_and_back_without_loss(data: st.DataObject, key: tuple[str, str]) -> None:
    kind, spec = EGENSKABER[key], OBJECT_TYPES[key]
    one = data.draw(_registreringer(kind))

    body = body_of(spec, one)
    check_object(spec, body)
    back = registrering_of(kind, spec, body)

    assert back == one


def test_what_is_no_period_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="begins before"):
        Virkning(Moment(5), Moment(5))
    with pytest.raises(ValueError, match="not both"):
        Relation(Virkning(Moment(5)), uuid=uuid4(), urn="urn:x:y")


def test_wire_takes_types_inside_json() -> None:
    uuid = UUID(int=1)
    body = {
        "uuid": uuid,
        "brevdato": date(2026, 1, 5),
        "virkning": Virkning(Moment(0), aktoerref=uuid),
        "titel": "A\u030a",
        "note": None,
    }

    assert to_wire(body) == {
        "uuid": str(uuid),
        "brevdato": "2026-01-05",
        "virkning": {"from": "1970-01-01T00:00:00.000000+00:00", "to": "infinity", "aktoerref": str(uuid)},
        "titel": "Å",
        "note": None,
    }
    with pytest.raises(TypeError):
        to_wire({"titel": b"bytes"})


def test_attributes_read_without_their_empty_texts_are_whole() -> None:
    body = dokument()
    attributes = body["attributter"]["dokumentegenskaber"][0]
    del attributes["beskrivelse"]

    found = registrering_of(DokumentEgenskaber, DOKUMENT, body)

    assert found.egenskaber[0].beskrivelse == ""
