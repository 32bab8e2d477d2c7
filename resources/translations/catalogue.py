"""Keep the Danish catalogue in step with the sources: `python3 dev.py texts [--replace] [TRANSLATED.tsv …]`.

Sentences are marked `tr`, `trn` and `N_` in the code. Without arguments the catalogue is brought up to date and
compiled. A table from a translator has English and Danish parted by a tab, or for numbers of things English one, English
many, Danish one and Danish many. A sentence that has other Danish already keeps it: nothing is written and the exit code
is 2, unless `--replace` says that the new Danish is meant. The exit code is 1 while sentences lack a translation.
"""

import io
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePath

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "app" / "sagsbud"
HEADER = "# Danish sentences of Sagsbud. Licence: MPL-2.0."
Sentence = str | tuple[str, ...] | list[str]
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""In the compiled catalogue, so that the same sentences always make the same file."""
REPLACE = "--replace"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "N_": None, "trn": (1, 2)}


class OtherDanishError(Exception):
    """Sentences that have other Danish already than what a table gives them."""

    def __init__(self, sentences: Iterable[tuple[Sentence, Sentence, Sentence]]) -> None:
        told = (f"{english}\n  is:    {danish}\n  table: {new}" for english, danish, new in sentences)
        super().__init__("\n".join([*told, f"Nothing is written. {REPLACE} takes the tables' Danish."]))


def gathered() -> Catalog:
    """Every sentence the sources mark with the room that says it, without translations."""
    catalogue = Catalog(
        locale="da", project="Sagsbud", version=" ", header_comment=HEADER, fuzzy=False,
        msgid_bugs_address=" ", last_translator=" ", language_team="da",
    )  # fmt: skip
    found = extract_from_dir(SOURCES, [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, _comments, _context in found:
        catalogue.add(message, locations=[(PurePath(file).parent.as_posix(), 0)])
    return catalogue


def kept() -> Catalog:
    """The catalogue as it is in the repository."""
    file = HERE / "da.po"
    return read_po(io.BytesIO(file.read_bytes()), locale="da") if file.exists() else Catalog(locale="da")


def updated(translated: Iterable[Path] = (), *, replacing: bool = False) -> Catalog:
    """The sentences of today with the translations there are. OtherDanishError where a table has another one."""
    known: dict[Sentence, Sentence] = {
        message.id: message.string for message in kept() if message.id and message.string and _whole(message.string)
    }
    for table in translated:
        read = _read_table(table)
        other = [(said, known[said], new) for said, new in read.items() if known.get(said, new) != new]
        if other and not replacing:
            raise OtherDanishError(other)
        known |= read
    catalogue = gathered()
    for message in catalogue:
        if message.id and message.id in known:
            message.string = known[message.id]
    return catalogue


def _read_table(table: Path) -> dict[Sentence, Sentence]:
    found: dict[Sentence, Sentence] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        parts = line.replace("\\n", "\n").split("\t")
        if len(parts) == 2:
            found[parts[0]] = parts[1]
        elif len(parts) == 4:
            found[parts[0], parts[1]] = (parts[2], parts[3])
    return found


def missing(catalogue: Catalog) -> list[str]:
    """Sentences without a translation."""
    return [str(message.id) for message in catalogue if message.id and not _whole(message.string)]


def _whole(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as text, in an order that does not change by itself."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=False, sort_output=True, include_lineno=False)
    return b"\n".join(
        line for line in out.getvalue().split(b"\n") if b"-Date:" not in line and b"Generated-By" not in line
    )


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    settled = read_po(io.BytesIO(po_bytes(catalogue)), locale="da")
    settled.creation_date = settled.revision_date = ANY_DAY
    write_mo(out, settled)
    return out.getvalue()


def main(tables: list[str]) -> int:
    """Bring the files up to date; what is missing on standard output."""
    files = [Path(table) for table in tables if table != REPLACE]
    try:
        catalogue = updated(files, replacing=REPLACE in tables)
    except OtherDanishError as refused:
        print(refused)
        return 2
    (HERE / "da.po").write_bytes(po_bytes(catalogue))
    (HERE / "da.mo").write_bytes(mo_bytes(catalogue))
    for sentence in missing(catalogue):
        print(sentence)
    return 1 if missing(catalogue) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
