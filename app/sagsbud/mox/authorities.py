"""Messages between authorities: each has a virtual host of its own, and takes what is meant for it from whom it knows.

The virtual hosts keep them apart at the broker; what is said here holds also where a broker was set up wrongly.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import uuid5

import msgspec
from msgspec import Meta

from sagsbud.domain.ids import DokumentId
from sagsbud.domain.mox import ObjectDesk, Objekttype, Paper
from sagsbud.mox.announcing import UPLOAD
from sagsbud.mox.bodies import Body, Done, decode
from sagsbud.mox.commands import Command, Trade
from sagsbud.mox.recipes import Messages, Recipe, messages_of, prepare
from sagsbud.mox.wire import BESKED_ID, Malformed, uuid_in

Cvr = Annotated[str, Meta(pattern=r"^\d{8}$")]


class AuthorityMessage(Body, frozen=True, kw_only=True):
    """What one authority sends another: from whom, for whom, and the fields the recipe puts together."""

    afsender: Cvr
    modtager: Cvr
    felter: dict[str, str]


class OtherAuthority(Malformed):
    """The message is for somebody else, or from somebody nobody agreed with."""

    kode = "other_authority"


class AuthorityPost:
    """Files the messages of one recipe."""

    def __init__(self, recipe: Recipe, desk: ObjectDesk) -> None:
        self._recipe = recipe
        self._source: Messages = messages_of(recipe)
        self._desk = desk

    @property
    def exchange(self) -> str:
        """Where its messages come in."""
        return self._source.besked

    @property
    def queue(self) -> str:
        """Its own queue."""
        return f"sagsbud.recipe.{self._recipe.navn}"

    @property
    def trade(self) -> Trade:
        """For the Commander that consumes its queue."""
        return Trade(lambda headers: True, self._read, self._file)

    def _read(self, headers: Mapping[str, object], body: bytes, at: datetime) -> Command:
        """The message as a command to file. Raises Malformed; OtherAuthority before anything is looked at."""
        self._admit(decode(AuthorityMessage, body))
        return Command(uuid_in(headers, BESKED_ID), UPLOAD, Objekttype.DOKUMENT, headers, body, at)

    def _file(self, command: Command) -> Body:
        given = decode(AuthorityMessage, command.body)
        prepared = prepare(self._recipe, {**given.felter, "besked": str(command.id)})
        paper = Paper(
            uuid=DokumentId(uuid5(command.id, "dokument")),  # the same message again is the same Dokument
            sagsnummer=prepared.key,
            titel=prepared.titel,
            brevdato=prepared.dato,
            dokumenttype=prepared.dokumenttype,
            filnavn=prepared.filnavn,
            mimetype="text/plain",
            content=prepared.content,
        )
        filed = self._desk.file(paper, command.at, None)
        return Done(uuid=paper.uuid, sag=filed.sag, sha256=filed.digest)

    def _admit(self, given: AuthorityMessage) -> None:
        if given.modtager != self._source.modtager:
            raise OtherAuthority("modtager", "is another authority")
        if given.afsender not in self._source.afsendere:
            raise OtherAuthority("afsender", "is no authority messages are taken from")


def example() -> bytes:
    """A message as the shipped recipe takes it."""
    return msgspec.json.encode(
        AuthorityMessage(
            afsender="29188888",
            modtager="29189999",
            felter={
                "journalnummer": "26/1182",
                "emne": "Genoptræning",
                "dato": "2026-11-23",
                "indhold": "Borgeren er udskrevet og skal genoptrænes.",
            },
        )
    )
