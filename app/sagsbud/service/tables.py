"""The tables, the same on SQLite and PostgreSQL. Times are microseconds since 1970 (`Moment.micros`).

A registrering's `body` is the object in canonical form without journalposter; these have rows of their own, valid
from one registrering to another, so that adding one costs the same however many there are. `attribut` and
`relation` index the newest registrering for searching; they can be made anew from the bodies. Objects and fields
have short numbers of ours, for each stands in many rows.

Texts that are searched by their beginning are indexed by `start`, a bounded piece of them (PostgreSQL refuses index
rows above 2.7 kB); `vaerdi` holds the whole text where it is longer. Everything compared or sorted has the collation
"C", so that both stores order alike.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from sagsbud.sagdok.models import INFINITY

METADATA = MetaData()
START_CHARACTERS = 200
"""How much of a text its index holds."""

_FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte, so that a fixed beginning can be looked up by range."""
_ID = BigInteger().with_variant(Integer, "sqlite")
_NEWEST = text(f"til = {INFINITY.micros}")

version = Table("schema_version", METADATA, Column("version", Integer, nullable=False))

felt = Table(
    "felt",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("klasse", String(32), nullable=False),
    Column("navn", String(40), nullable=False),
    UniqueConstraint("klasse", "navn"),
)
"""The numbers of the fields that are searched by."""

objekt = Table(
    "objekt",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("klasse", String(32), nullable=False),
    Column("uuid", String(36), nullable=False),
    Column("livscyklus", String(12), nullable=False),
    Column("noegle", _FOLDED, nullable=False),
    Column("fra", BigInteger, nullable=False),
    Column("journal_max", Integer, nullable=False, default=0),
    UniqueConstraint("klasse", "uuid"),
)
Index("objekt_noegle", objekt.c.klasse, objekt.c.noegle, objekt.c.uuid)

registrering = Table(
    "registrering",
    METADATA,
    Column("objekt", BigInteger, primary_key=True, autoincrement=False),
    Column("fra", BigInteger, primary_key=True, autoincrement=False),
    Column("til", BigInteger, nullable=False),
    Column("livscyklus", String(12), nullable=False),
    Column("brugerref", String(36), nullable=False),
    Column("note", Text),
    Column("note_foldet", _FOLDED),
    Column("body", Text, nullable=False),
)
Index("registrering_bruger", registrering.c.brugerref, sqlite_where=_NEWEST, postgresql_where=_NEWEST)

journalpost = Table(
    "journalpost",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("sag", BigInteger, nullable=False),
    Column("indeks", Integer, nullable=False),
    Column("target", _FOLDED),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
    Column("fra", BigInteger, nullable=False),
    Column("til", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)
Index("journalpost_sag", journalpost.c.sag, journalpost.c.til, journalpost.c.indeks)
Index("journalpost_target", journalpost.c.target, journalpost.c.til, journalpost.c.sag)

attribut = Table(
    "attribut",
    METADATA,
    Column("objekt", BigInteger, nullable=False),
    Column("felt", SmallInteger, nullable=False),
    Column("start", _FOLDED, nullable=False),
    Column("vaerdi", _FOLDED),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
)
Index("attribut_vaerdi", attribut.c.felt, attribut.c.start, attribut.c.objekt)
Index("attribut_objekt", attribut.c.objekt, attribut.c.felt)

relation = Table(
    "relation",
    METADATA,
    Column("objekt", BigInteger, nullable=False),
    Column("felt", SmallInteger, nullable=False),
    Column("target", _FOLDED, nullable=False),
    Column("objekttype", Text),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
)
Index("relation_target", relation.c.felt, relation.c.target, relation.c.objekt)
Index("relation_objekt", relation.c.objekt, relation.c.felt)

indhold = Table(
    "indhold",
    METADATA,
    Column("sti", String(64), primary_key=True),
    Column("dokument", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("slettet", Integer, nullable=False, default=0),
)
"""Which Dokument has which content under which path."""
Index("indhold_sha256", indhold.c.sha256, indhold.c.slettet)
Index("indhold_dokument", indhold.c.dokument, indhold.c.sha256)

indholdsdel = Table(
    "indholdsdel",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("nummer", Integer, primary_key=True, autoincrement=False),
    Column("bytes", LargeBinary, nullable=False),
)
"""Contents in pieces, where they are kept in the database."""

adgang = Table(
    "adgang",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("tid", BigInteger, nullable=False),
    Column("brugerref", String(36), nullable=False),
    Column("dokument", String(36), nullable=False),
)
"""Who read which content, and when."""
Index("adgang_tid", adgang.c.tid)

ventende = Table(
    "ventende",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("objekt", BigInteger, nullable=False),
    Column("fra", BigInteger, nullable=False),
)
"""Registreringer that have no number in the change feed yet, in the order in which they were made."""

aendring = Table(
    "aendring",
    METADATA,
    Column("nummer", BigInteger, primary_key=True, autoincrement=False),
    Column("objekt", BigInteger, nullable=False),
    Column("fra", BigInteger, nullable=False),
)
"""The change feed: registreringer by number, without gaps."""

aendringsliste = Table("aendringsliste", METADATA, Column("uuid", String(36), nullable=False))
"""Which feed this is; a restored store goes on with another one."""
