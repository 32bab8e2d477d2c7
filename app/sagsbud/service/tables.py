"""The tables, the same on SQLite and PostgreSQL. Times are microseconds since 1970 (`Moment.micros`).

A registrering's `body` is the object in canonical form without journalposter; these have rows of their own, valid
from one registrering to another, so that adding one costs the same however many there are. `attribut` and
`relation` index the newest registrering for searching; they can be made anew from the bodies.

Texts that are searched by their beginning are indexed by `start`, a bounded piece of them: PostgreSQL refuses index
rows above 2.7 kB. Everything compared or sorted has the collation "C", so that both stores order alike.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()
START_CHARACTERS = 200
"""How much of a text its index holds."""

_FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte, so that a fixed beginning can be looked up by range."""
_ID = BigInteger().with_variant(Integer, "sqlite")

version = Table("schema_version", METADATA, Column("version", Integer, nullable=False))

objekt = Table(
    "objekt",
    METADATA,
    Column("klasse", String(32), primary_key=True),
    Column("uuid", String(36), primary_key=True),
    Column("livscyklus", String(12), nullable=False),
    Column("noegle", _FOLDED, nullable=False),
    Column("fra", BigInteger, nullable=False),
    Column("journal_max", Integer, nullable=False, default=0),
)
Index("objekt_noegle", objekt.c.klasse, objekt.c.noegle, objekt.c.uuid)

registrering = Table(
    "registrering",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("klasse", String(32), nullable=False),
    Column("uuid", String(36), nullable=False),
    Column("fra", BigInteger, nullable=False),
    Column("til", BigInteger, nullable=False),
    Column("livscyklus", String(12), nullable=False),
    Column("brugerref", String(36), nullable=False),
    Column("note", Text),
    Column("note_foldet", _FOLDED),
    Column("body", Text, nullable=False),
)
Index("registrering_bruger", registrering.c.klasse, registrering.c.brugerref, registrering.c.til)
Index("registrering_objekt", registrering.c.klasse, registrering.c.uuid, registrering.c.fra, unique=True)

journalpost = Table(
    "journalpost",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("sag", String(36), nullable=False),
    Column("indeks", Integer, nullable=False),
    Column("target", _FOLDED),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
    Column("fra", BigInteger, nullable=False),
    Column("til", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)
Index("journalpost_sag", journalpost.c.sag, journalpost.c.til, journalpost.c.indeks)
Index("journalpost_target", journalpost.c.target, journalpost.c.til)

attribut = Table(
    "attribut",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("klasse", String(32), nullable=False),
    Column("uuid", String(36), nullable=False),
    Column("felt", String(32), nullable=False),
    Column("start", _FOLDED, nullable=False),
    Column("vaerdi", _FOLDED, nullable=False),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
)
Index("attribut_vaerdi", attribut.c.klasse, attribut.c.felt, attribut.c.start, attribut.c.uuid)
Index("attribut_objekt", attribut.c.klasse, attribut.c.uuid)

relation = Table(
    "relation",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("klasse", String(32), nullable=False),
    Column("uuid", String(36), nullable=False),
    Column("felt", String(40), nullable=False),
    Column("target", _FOLDED, nullable=False),
    Column("objekttype", Text),
    Column("virkning_fra", BigInteger, nullable=False),
    Column("virkning_til", BigInteger, nullable=False),
)
Index("relation_target", relation.c.klasse, relation.c.felt, relation.c.target, relation.c.uuid)
Index("relation_any", relation.c.target)
Index("relation_objekt", relation.c.klasse, relation.c.uuid)

indhold = Table(
    "indhold",
    METADATA,
    Column("sti", String(64), primary_key=True),
    Column("dokument", String(36), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("slettet", Integer, nullable=False, default=0),
)
Index("indhold_sha256", indhold.c.sha256, indhold.c.slettet)
Index("indhold_dokument", indhold.c.dokument, indhold.c.sha256)

adgang = Table(
    "adgang",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("tid", BigInteger, nullable=False),
    Column("brugerref", String(36), nullable=False),
    Column("dokument", String(36), nullable=False),
)
"""Who read which content, and when."""
