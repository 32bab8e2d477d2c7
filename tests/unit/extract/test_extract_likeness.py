"""The same mail from two mailboxes has one key; near-same texts share their sketch."""

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sagsbud.domain.extract import Child, Kind
from sagsbud.domain.twins import near_same
from sagsbud.extract.document import Address, Mail, RawDocument
from sagsbud.extract.fields.likeness import mail_key, sketch

SENT = datetime(2026, 11, 20, 10, 15, 0, tzinfo=timezone(timedelta(hours=1)))
MAIL = Mail("SV: Ansøgning", Address("Anna", "anna@eksempel.dk"), sent=SENT, message_id="1@x")
WORDS = [f"ord{number}" for number in range(500)]


def mail(envelope: Mail = MAIL, text: str = "Hej\nhermed  ansøgningen.", *children: Child) -> RawDocument:
    return RawDocument(Kind.EML, "message/rfc822", text, mail=envelope, children=list(children))


def test_one_mail_exported_twice_has_one_key() -> None:
    picture = Child("logo.png", "image/png", b"logo", folded=True)
    other = replace(
        MAIL,
        subject="Ansøgning",
        sent=SENT.astimezone(timezone(timedelta(0))),
        to=(Address("Post", "post@fjordby.dk"),),
        message_id="andet@x",
    )
    assert mail_key(mail()) == mail_key(mail(other, "Hej hermed ansøgningen", picture)) != ""


def test_what_makes_two_mails_different() -> None:
    first = Child("a.pdf", "application/pdf", b"a")
    variants = [
        mail(),
        mail(replace(MAIL, sent=SENT + timedelta(seconds=1))),
        mail(replace(MAIL, sender=Address("Anna", "bo@eksempel.dk"))),
        mail(replace(MAIL, subject="Ansøgning 2")),
        mail(MAIL, "Hej hermed klagen."),
        mail(MAIL, "Hej hermed ansøgningen.", first),
        mail(MAIL, "Hej hermed ansøgningen.", replace(first, content=b"b")),
    ]
    assert len({mail_key(variant) for variant in variants}) == len(variants)


def test_what_cannot_be_told_apart_has_no_key() -> None:
    assert mail_key(RawDocument(Kind.PDF, "", "tekst")) == ""
    assert mail_key(mail(replace(MAIL, sent=None))) == ""
    assert mail_key(mail(replace(MAIL, sender=None))) == ""


def test_texts_with_a_few_words_changed_are_near_same_and_others_are_not() -> None:
    chance = random.Random(1)
    near = far = 0
    for _ in range(50):
        words = [chance.choice(WORDS) for _ in range(400)]
        changed = words.copy()
        changed[chance.randrange(400)] = "ændret"
        other = [chance.choice(WORDS) for _ in range(400)]
        near += near_same(sketch(" ".join(words)), sketch("\n".join(changed).upper()))
        far += near_same(sketch(" ".join(words)), sketch(" ".join(other)))
    assert near >= 47
    assert far == 0


def test_short_texts_are_never_near_same() -> None:
    assert sketch("Kære Anna, tak for din henvendelse.") == ()
    assert not near_same((), ())
