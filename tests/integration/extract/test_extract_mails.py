"""Mails in every wrapping: .eml, .msg, winmail.dat, S/MIME, mailboxes and zips, each made here and read in the child."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import EvidenceSource, Extract, Kind, ReadingWarning
from sagsbud.domain.sagsobjekter import Retning

from tests.support import outlook, papers
from tests.support.outlook import BINARY, LONG, STRING8, TIME, UNICODE, Property

Read = Callable[[str, bytes], Extract]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
SENT = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


def names(extract: Extract, *, folded: bool = False) -> list[str]:
    return [child.name for child in extract.children if child.folded is folded]


# -- eml --------------------------------------------------------------------------------------------------


def test_a_mail_is_one_item_with_its_attachments_as_children(read: Read) -> None:
    pdf = papers.text_pdf(["Ansøgning"])
    files = [("Ansøgning om tilskud.pdf", "application/pdf", pdf), ("bilag 1.txt", "text/plain", b"regnskab")]
    extract = read("mail.eml", papers.mail("SV: VS: Ansøgning om tilskud, sag 26/1182", files=files).as_bytes())
    assert extract.kind is Kind.EML
    assert extract.titles[0].value == "Ansøgning om tilskud, sag 26/1182"
    assert extract.titles[0].evidence.source is EvidenceSource.HEADER
    assert extract.dates[0].value == date(2026, 11, 20)
    assert extract.sender is not None
    assert (extract.sender.value.navn, extract.sender.value.urn) == ("Anna Jensen", "urn:mailto:anna@eksempel.dk")
    assert [found.value.urn for found in extract.recipients] == ["urn:mailto:post@fjordby-kommune.dk"]
    assert extract.direction is not None
    assert extract.direction.value is Retning.IND
    assert extract.case_numbers[0].value == "26/1182"
    assert extract.message_id == "a1@eksempel.dk"
    assert [(c.name, c.mime, c.content, c.folded) for c in extract.children] == [
        ("Ansøgning om tilskud.pdf", "application/pdf", pdf, False),
        ("bilag 1.txt", "text/plain", b"regnskab", False),
    ]


def test_which_way_a_mail_goes(read: Read) -> None:
    ours = "Bent Holm <bent@fjordby-kommune.dk>"
    out = read("x.eml", papers.mail(sender=ours, to="anna@eksempel.dk").as_bytes())
    inside = read("x.eml", papers.mail(sender=ours, to="Carl <carl@teknik.fjordby-kommune.dk>").as_bytes())
    assert out.direction is not None
    assert inside.direction is not None
    assert (out.direction.value, inside.direction.value) == (Retning.UD, Retning.INTERN)


def test_a_thread_by_what_the_mail_answers(read: Read) -> None:
    mail = papers.mail(References="<a@x.dk> <b@x.dk>", In_Reply_To="<b@x.dk>")
    assert read("x.eml", mail.as_bytes()).references == ("a@x.dk", "b@x.dk")


def with_pictures() -> bytes:
    mail = papers.mail(html='<p>Hej</p><img src="cid:logo"><p>Venlig hilsen</p>')
    page = mail.get_body(["html"])
    assert isinstance(page, EmailMessage)
    page.add_related(PNG, "image", "png", cid="<logo>", filename="image001.png", disposition="inline")
    mail.make_mixed()
    pdf = papers.text_pdf(["x"])
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="kort.pdf", disposition="inline")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="skade på bil.png")
    mail.add_attachment(b"BEGIN:VCARD\nFN:Anna\nEND:VCARD\n", maintype="text", subtype="vcard", filename="anna.vcf")
    return mail.as_bytes()


def test_pictures_of_the_body_are_folded_and_inline_documents_are_not(read: Read) -> None:
    extract = read("x.eml", with_pictures())
    assert names(extract, folded=True) == ["image001.png", "anna.vcf"]
    assert names(extract) == ["kort.pdf", "skade på bil.png"]


def test_the_body_is_the_plain_text_or_what_the_html_says(read: Read) -> None:
    both = papers.mail(text="Ren tekst, som er lang nok.", html="<p>Pæn tekst</p>")
    assert read("x.eml", both.as_bytes()).text == "Ren tekst, som er lang nok."
    empty = papers.mail(text="", html="<p>Kun her står der, hvad det handler om</p>")
    assert read("x.eml", empty.as_bytes()).text == "Kun her står der, hvad det handler om"


def test_a_mail_in_a_mail_is_a_mail(read: Read) -> None:
    outer = papers.mail("VS: Klage")
    outer.add_attachment(papers.mail("Klage over støj", message_id="<inde@x.dk>"))
    (child,) = read("x.eml", outer.as_bytes()).children
    assert (child.name, child.mime) == ("Klage over støj.eml", "message/rfc822")
    inner = read(child.name, child.content)
    assert (inner.titles[0].value, inner.message_id) == ("Klage over støj", "inde@x.dk")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'attachment; filename="Ans\xf8gning.pdf"', "Ansøgning.pdf"),
        (b'attachment; filename="Ans\xc3\xb8gning.pdf"', "Ansøgning.pdf"),
        (b"attachment; filename*=utf-8''Ans%C3%B8gning.pdf", "Ansøgning.pdf"),
        (b"attachment; filename*0*=utf-8''Ans%C3%B8; filename*1=gning.pdf", "Ansøgning.pdf"),
        (b'attachment; filename="=?utf-8?Q?Ans=C3=B8gning?=.pdf"', "Ansøgning.pdf"),
        (b'attachment; filename="..\\..\\Windows\\x.pdf"', "x.pdf"),
        (b'attachment; filename="/etc/cron.d/x.pdf"', "x.pdf"),
        (b'attachment; filename="gnp\xe2\x80\xaefdp.exe"', "gnpfdp.exe"),
        (b"attachment", "attachment.pdf"),
    ],
)
def test_the_name_of_an_attachment_however_it_is_written(read: Read, raw: bytes, name: str) -> None:
    content = (
        b"From: a@b.dk\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=g\n\n--g\n"
        b"Content-Type: application/pdf\nContent-Disposition: " + raw + b"\n\n%PDF-1.4 x\n--g--\n"
    )
    assert names(read("x.eml", content)) == [name]


def test_a_mail_saved_as_utf_16_and_one_without_an_end(read: Read) -> None:
    mail = papers.mail("Møde om støtte").as_bytes()
    assert read("x.eml", mail.decode().encode("utf-16")).titles[0].value == "Møde om støtte"
    cut = papers.mail(files=[("a.txt", "text/plain", b"regnskab")]).as_bytes()
    assert names(read("x.eml", cut[: cut.rindex(b"--==")])) == ["a.txt"]


# -- msg --------------------------------------------------------------------------------------------------

HEAD: list[Property] = [
    (0x001A, UNICODE, "IPM.Note"),
    (0x0037, UNICODE, "SV: Partshøring om ændring"),
    (0x0C1A, UNICODE, "Anna Jensen"),
    (0x0C1F, UNICODE, "/O=EX/OU=X/CN=ANNA@X"),
    (0x5D01, UNICODE, "Anna@Eksempel.dk"),
    (0x0039, TIME, SENT),
    (0x1035, UNICODE, "<m1@eksempel.dk>"),
    (0x1042, UNICODE, "<m0@fjordby-kommune.dk>"),
]
TO: list[Property] = [
    (0x0C15, LONG, 1),
    (0x3001, UNICODE, "Borgerservice"),
    (0x39FE, UNICODE, "post@fjordby-kommune.dk"),
]
COPY: list[Property] = [(0x0C15, LONG, 2), (0x3001, UNICODE, "Bo"), (0x39FE, UNICODE, "bo@eksempel.dk")]


def test_an_outlook_message(read: Read) -> None:
    files: list[list[Property]] = [
        [(0x3707, UNICODE, "Plantegning.pdf"), (0x3701, BINARY, papers.text_pdf(["plan"]) + b"\n" * 5000)],
        [(0x3707, UNICODE, "image001.png"), (0x3712, UNICODE, "logo"), (0x3701, BINARY, PNG)],
    ]
    body: list[Property] = [
        (0x1000, UNICODE, "Vi har ingen bemærkninger til ændringen.\r\n"),
        (0x1013, BINARY, b'<html><body>Vi har ingen<img src="cid:logo"></body></html>'),
    ]
    extract = read("x.msg", outlook.compound(outlook.message([*HEAD, *body], [TO, COPY], files)))
    assert (extract.kind, extract.mime) == (Kind.MSG, "application/vnd.ms-outlook")
    assert extract.titles[0].value == "Partshøring om ændring"
    assert extract.sender is not None
    assert (extract.sender.value.navn, extract.sender.value.urn) == ("Anna Jensen", "urn:mailto:anna@eksempel.dk")
    assert [(f.value.urn, f.value.rolle.value) for f in extract.recipients] == [
        ("urn:mailto:post@fjordby-kommune.dk", "modtager"),
        ("urn:mailto:bo@eksempel.dk", "kopipart"),
    ]
    assert extract.dates[0].value == date(2026, 11, 20)
    assert (extract.message_id, extract.references) == ("m1@eksempel.dk", ("m0@fjordby-kommune.dk",))
    assert extract.text.strip() == "Vi har ingen bemærkninger til ændringen."
    assert (names(extract), names(extract, folded=True)) == (["Plantegning.pdf"], ["image001.png"])


def test_an_outlook_message_in_a_code_page_with_its_body_in_html_in_rtf(read: Read) -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        rb"S\'e5dan st\'e5r det i teksten{\*\htmltag72 </p>}\htmlrtf }\htmlrtf0 }"
    )
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    values: list[Property] = [
        (0x0037, STRING8, "Høring"),
        (0x3FFD, LONG, 1252),
        (0x0C1A, STRING8, "Søren Ås"),
        (0x1009, BINARY, packed),
    ]
    extract = read("x.msg", outlook.compound(outlook.message(values)))
    assert extract.titles[0].value == "Høring"
    assert extract.sender is not None
    assert extract.sender.value.navn == "Søren Ås"
    assert extract.text == "Sådan står det i teksten"


def test_a_message_attached_to_a_message(read: Read) -> None:
    inner = outlook.message([(0x0037, UNICODE, "Den første mail"), (0x1000, UNICODE, "tekst")], [TO], head=24)
    content = outlook.compound(outlook.message(HEAD, [TO], [[(0x3705, LONG, 5)]], {0: inner}))
    (child,) = read("x.msg", content).children
    assert child.name == "Den første mail.eml"
    nested = read(child.name, child.content)
    assert (nested.titles[0].value, nested.text.strip()) == ("Den første mail", "tekst")
    assert [found.value.navn for found in nested.recipients] == ["Borgerservice"]


def test_a_locked_outlook_message_is_told(read: Read) -> None:
    values: list[Property] = [*HEAD[1:], (0x001A, UNICODE, "IPM.Note.SMIME")]
    extract = read("x.msg", outlook.compound(outlook.message(values)))
    assert ReadingWarning.ENCRYPTED_PART in extract.warnings


def test_an_outlook_message_that_is_none(read: Read) -> None:
    mail = read("x.msg", papers.mail("Klage").as_bytes())
    assert (mail.kind, mail.titles[0].value) == (Kind.EML, "Klage")
    assert ReadingWarning.EXTENSION_MISMATCH in mail.warnings
    with pytest.raises(ExtractError) as refused:
        read("x.msg", outlook.compound(outlook.message(HEAD))[:700])
    assert refused.value.trouble in (Trouble.DAMAGED, Trouble.UNSUPPORTED)


# -- winmail.dat ------------------------------------------------------------------------------------------


def winmail() -> bytes:
    def attribute(level: int, kind: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    return b"".join(
        [
            struct.pack("<IH", 0x223E9F78, 1),
            attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
            attribute(1, 0x00018004, "Tilbud på køkken\0".encode("cp1252")),
            attribute(1, 0x0002800C, "Se vedhæftede tilbud.\0".encode("cp1252")),
            attribute(2, 0x00069002, bytes(14)),
            attribute(2, 0x00018010, "Tilbud.txt\0".encode("cp1252")),
            attribute(2, 0x0006800F, b"kr. 100"),
        ]
    )


def test_a_winmail_dat_is_opened_alone_and_inside_its_mail(read: Read) -> None:
    alone = read("winmail.dat", winmail())
    assert (alone.kind, alone.titles[0].value) == (Kind.TNEF, "Tilbud på køkken")
    assert alone.text == "Se vedhæftede tilbud."
    assert [(c.name, c.content) for c in alone.children] == [("Tilbud.txt", b"kr. 100")]
    mail = papers.mail(text="", files=[("winmail.dat", "application/ms-tnef", winmail())])
    inside = read("x.eml", mail.as_bytes())
    assert names(inside) == ["Tilbud.txt"]
    assert inside.text == "Se vedhæftede tilbud."


# -- s/mime -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signer() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Anna Jensen")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(SENT).not_valid_after(SENT + timedelta(days=365))
    return builder.sign(key, hashes.SHA256()), key


def test_signed_mails_are_read_and_encrypted_ones_are_kept_and_named(
    read: Read, signer: tuple[x509.Certificate, rsa.RSAPrivateKey]
) -> None:
    certificate, key = signer
    inside = papers.mail("Underskrevet", "Det står jeg ved.", files=[("a.txt", "text/plain", b"bilag")]).as_bytes()
    signing = pkcs7.PKCS7SignatureBuilder().set_data(inside).add_signer(certificate, key, hashes.SHA256())
    whole = signing.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    extract = read("smime.p7m", whole)
    assert ReadingWarning.SIGNED in extract.warnings
    assert extract.text == "Det står jeg ved."
    assert names(extract) == ["a.txt"]
    wrapped = papers.mail("Yderst", "", files=[("smime.p7m", "application/pkcs7-mime", whole)])
    assert read("x.eml", wrapped.as_bytes()).text == "Det står jeg ved."
    locking = pkcs7.PKCS7EnvelopeBuilder().set_data(inside).add_recipient(certificate)
    locked = locking.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    with pytest.raises(ExtractError) as refused:
        read("smime.p7m", locked)
    assert refused.value.trouble is Trouble.ENCRYPTED
    mail = read(
        "x.eml", papers.mail("Hemmelig", "", files=[("smime.p7m", "application/pkcs7-mime", locked)]).as_bytes()
    )
    assert ReadingWarning.ENCRYPTED_PART in mail.warnings
    assert [child.content for child in mail.children] == [locked]


# -- mailboxes and zips -----------------------------------------------------------------------------------


def test_a_mailbox_is_its_mails(read: Read) -> None:
    mails = [
        papers.mail(f"Nummer {n}", "Hej\n\nFrom start til slut\n", message_id=f"<{n}@x>").as_bytes() for n in range(3)
    ]
    box = b"".join(
        b"From anna@eksempel.dk Fri Nov 20 10:15:00 2026\n"
        + m.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        + b"\n"
        for m in mails
    )
    extract = read("Indbakke.mbox", box)
    assert (extract.kind, names(extract)) == (Kind.MBOX, ["Nummer 0.eml", "Nummer 1.eml", "Nummer 2.eml"])
    assert extract.titles[0].value == "Indbakke"
    inner = read("x.eml", extract.children[2].content)
    assert (inner.message_id, inner.text) == ("2@x", "Hej\n\nFrom start til slut")


def test_a_zip_is_its_files_by_their_names(read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mappe/Ansøgning.txt", "tekst")
        container.writestr("__MACOSX/._x", b"mac")
        container.writestr("../../x.txt", b"ud")
    extract = read("Bilag.zip", out.getvalue())
    assert (extract.kind, names(extract)) == (Kind.ZIP, ["Ansøgning.txt", "x.txt"])
    assert extract.titles[0].value == "Bilag"
