"""The small parts of the client: forms, capabilities, kept secrets, logins that say nothing."""

import io
from email import message_from_bytes
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.errors import Refused, StoreError
from sagsbud.sagdok.capabilities import KEY, REFERENCE, Capabilities, capabilities_of
from sagsbud.sagdok.keptsecret import MOST_PIECES, PIECE, KeptSecret
from sagsbud.sagdok.login import Bearer, SamlAssertion
from sagsbud.sagdok.uploading import Form


class Keys:
    """A keyring in memory that holds no more under one name than Windows does."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.held.get(name)

    def set(self, name: str, secret: bytes) -> None:
        assert len(secret) <= 960
        self.held[name] = secret

    def delete(self, name: str) -> None:
        self.held.pop(name, None)


@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_form_is_as_long_as_it_says_and_holds_what_it_was_given(first: bytes, second: bytes) -> None:
    told: list[tuple[int, int]] = []
    form = Form(b'{"a": 1}', {"b": io.BytesIO(first), 'c"d': io.BytesIO(second)}, lambda *sent: told.append(sent))

    sent = b"".join(form)

    assert len(sent) == form.size == int(form.headers["Content-Length"])
    assert told[-1] == (form.size, form.size)
    assert b"".join(form) == sent
    parts = message_from_bytes(f"Content-Type: {form.headers['Content-Type']}\r\n\r\n".encode() + sent, policy=HTTP)
    names = [part.get_param("name", header="content-disposition") for part in parts.iter_parts()]
    assert names == ["json", "b", "c%22d"]


def test_form_takes_a_stream_from_where_it_stands() -> None:
    stream = io.BytesIO(b"forfra")
    stream.seek(3)

    assert b"".join(Form(b"{}", {"a": stream})).count(b"forfra") == 0
    assert b"".join(Form(b"{}", {"a": stream})).endswith(b"\r\n")


def test_form_of_a_stream_that_shrank_is_refused() -> None:
    stream = io.BytesIO(b"x" * 100)
    form = Form(b"{}", {"a": stream})
    stream.truncate(50)

    with pytest.raises(Refused):
        list(form)


def test_capabilities_are_what_the_document_says_and_no_more() -> None:
    assert capabilities_of({}) == REFERENCE
    assert capabilities_of({KEY: "everything"}) == REFERENCE
    assert capabilities_of({KEY: {"ranges": True, "silent_repeats": "yes", "unheard_of": True}}) == Capabilities(
        ranges=True
    )


@given(st.text(st.characters(codec="utf-8"), max_size=3000))
def test_secrets_of_any_length_are_kept(secret: str) -> None:
    kept = KeptSecret(Keys(), "oidc:x")
    assert kept.read() is None

    kept.keep(secret)

    assert kept.read() == secret


def test_shorter_secret_replaces_a_longer_one_and_nothing_is_left() -> None:
    keys = Keys()
    kept = KeptSecret(keys, "oidc:x")
    kept.keep("a" * 3 * PIECE)
    kept.keep("b")
    assert kept.read() == "b"
    kept.keep("c" * 2 * PIECE)
    kept.forget()

    assert kept.read() is None
    assert not keys.held


def test_half_written_secret_is_none() -> None:
    keys = Keys()
    kept = KeptSecret(keys, "oidc:x")
    kept.keep("a" * 3 * PIECE)
    del keys.held["oidc:x:1"]

    assert kept.read() is None
    with pytest.raises(StoreError):
        kept.keep("x" * (MOST_PIECES * PIECE + 1))


def test_logins_do_not_show_themselves() -> None:
    assert "geheim" not in repr(Bearer("geheim"))
    assert "saml" not in repr(SamlAssertion(b"<saml/>")).lower().replace("samlassertion", "")
    assert Bearer("x")() == "Bearer x"
