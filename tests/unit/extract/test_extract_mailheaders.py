"""Header fields as they come: encoded words, raw bytes, broken charsets; addresses; threads."""

import pytest
from sagsbud.extract.document import Address
from sagsbud.extract.mailheaders import addresses, decode_header, header, message_ids, parse_mail, sent_time
from sagsbud.extract.readers.eml import envelope


def field(raw: bytes, charset: str = "") -> str:
    kind = f"Content-Type: text/plain; charset={charset}\n".encode() if charset else b""
    return header(parse_mail(b"Subject: " + raw + b"\n" + kind + b"\ntekst"), "Subject")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?B?QW5zw7hnbmluZw==?=", "Ansøgning"),
        (b"=?iso-8859-1?Q?Ans=F8gning_om_tilskud?=", "Ansøgning om tilskud"),
        (b"=?utf-8?Q?halvt_=C3?=\n =?utf-8?Q?=A6ble?=", "halvt æble"),
        (b"=?utf-8?Q?et?= og =?iso-8859-1?Q?=E5?=", "et og å"),
        (b"=?iso-8859-1?Q?Fr\xf6sche?=", "Frösche"),
        (b"Ans\xf8gning", "Ansøgning"),
        (b"Ans\xc3\xb8gning", "Ansøgning"),
        (b"\xb4\xfa\xb8\xd5", "´ú¸Õ"),
        (b"=?windows-1252?Q?=93m=F8de=94?=", "“møde”"),
        (b"=?x-unknown?B?QUJD?=", "ABC"),
        (b"=?utf-8?B?QUJ?=", "AB"),
        (b"=?nonsense?Q?abc?= efter", "abc efter"),
        (b"Sag\n  26/1182\n\tvedr. =?utf-8?Q?k=C3=B8b?=", "Sag 26/1182 vedr. køb"),
        (b"=?utf-8*da?Q?b=C3=B8rn?=", "børn"),
        (b"et \x00 to", "et to"),
    ],
)
def test_a_subject_is_what_its_writer_meant(raw: bytes, text: str) -> None:
    assert field(raw) == text
    assert "\ufffd" not in field(raw)


def test_bytes_without_a_charset_are_read_in_the_mails_own() -> None:
    assert field(b"\xb4\xfa\xb8\xd5", "big5") == "測試"
    assert field(b"Ans\xf8gning", "big5-hkscs\xff") == "Ansøgning"
    assert field(b"abc", "punycode") == "abc"


def test_a_codec_that_is_not_for_text_is_not_used() -> None:
    assert decode_header("=?punycode?Q?Mnchen-3ya?=") == "Mnchen-3ya"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"Jensen, Anna" <Anna@Eksempel.dk>', Address("Jensen, Anna", "anna@eksempel.dk")),
        ("anna@eksempel.dk (Anna Jensen)", Address("Anna Jensen", "anna@eksempel.dk")),
        ("Anna Jensen", Address("Anna Jensen")),
        ("<anna@eksempel.dk>", Address("", "anna@eksempel.dk")),
        ("'anna@eksempel.dk' <anna@eksempel.dk>", Address("", "anna@eksempel.dk")),
        ("Borgerservice: anna@eksempel.dk;", Address("", "anna@eksempel.dk")),
        ("Anna [Borger] <anna@eksempel.dk", Address("Anna [Borger", "anna@eksempel.dk")),
    ],
)
def test_an_address_in_every_form(written: str, expected: Address) -> None:
    assert addresses(written)[0] == expected


def test_several_addresses_and_no_more_than_a_thousand() -> None:
    assert [a.address for a in addresses("a@b.dk, B <c@d.dk>; e@f.dk")] == ["a@b.dk", "c@d.dk", "e@f.dk"]
    assert len(addresses(", ".join(f"n{n}@eksempel.dk" for n in range(5000)))) == 1000


def test_a_thread_is_its_references_and_what_it_answers_each_once() -> None:
    mail = parse_mail(
        b"Message-ID: <c@x>\nReferences: <a@x>\n <b@x>\nIn-Reply-To: <b@x>\nFrom: a@b.dk\n\ntekst",
    )
    assert envelope(mail).message_id == "c@x"
    assert envelope(mail).references == ("a@x", "b@x")
    assert message_ids("uden tegn") == ()
    assert message_ids("bar@x") == ("bar@x",)


def test_the_time_is_the_mails_own_or_the_first_stations() -> None:
    own = sent_time(parse_mail(b"Date: Fri, 20 Nov 2026 10:15:00 +0100\n\n"))
    assert own is not None
    assert own.isoformat() == "2026-11-20T10:15:00+01:00"
    stations = b"Received: by b; Fri, 20 Nov 2026 09:20:00 +0000\nReceived: by a; Fri, 20 Nov 2026 09:15:00 +0000\n\n"
    first = sent_time(parse_mail(b"Date: i fredags\n" + stations))
    assert first is not None
    assert first.minute == 15
    assert sent_time(parse_mail(b"Subject: x\n\n")) is None
