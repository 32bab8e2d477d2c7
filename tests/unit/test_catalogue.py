"""The Danish catalogue holds what the code says."""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
import sagsbud
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from sagsbud import i18n
from sagsbud.shipped import resources


def marked() -> Iterator[str]:
    """Every sentence the code has translated, also inside an f-string, where the catalogue's own reader is blind."""
    for file in Path(sagsbud.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Call(func=ast.Name(id="tr" | "trn" | "N_"), args=[ast.Constant(value=str(sentence)), *_]):
                    yield sentence


def test_every_sentence_is_in_the_catalogue() -> None:
    known = {
        key[0] if isinstance(key, tuple) else key for key in read_by_gettext(resources() / "translations" / "da.mo")
    }
    assert sorted(set(marked()) - known) == []


def read_by_gettext(compiled: Path) -> dict[str | tuple[str, int], str]:
    """All of it, as the library reads it."""
    with compiled.open("rb") as file:
        read: dict[str | tuple[str, int], str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return read


@pytest.fixture
def danish() -> Iterator[None]:
    before = i18n.language()
    i18n.use_language("da", resources() / "translations")
    yield
    i18n.use_language(before, resources() / "translations")


@pytest.mark.usefixtures("danish")
def test_each_sentence_is_what_gettext_reads() -> None:
    for said, translated in read_by_gettext(resources() / "translations" / "da.mo").items():
        if isinstance(said, tuple):
            found = i18n._current.ngettext(said[0], "", 1 if said[1] == 0 else 2)
        else:
            found = i18n._current.gettext(said)
        assert not said or found == translated


@pytest.mark.usefixtures("danish")
def test_what_has_no_translation_is_said_as_it_is() -> None:
    for unknown in ("", "A", "No such sentence", "zzz", "Åh"):
        assert i18n.tr(unknown) == unknown
    assert i18n.trn("{count} zebra", "{count} zebras", 2) == "2 zebras"


def test_sentences_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    catalogue = Catalog(locale="da")
    for said, translated in (("fil", "fyld"), (("file", "files"), ("fil", "filer")), ("files", "arkiver")):
        catalogue.add(said, translated)
    with (tmp_path / "da.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    before = i18n.language()
    i18n.use_language("da", tmp_path)
    said_now = (i18n.tr("fil"), i18n.trn("file", "files", 1), i18n.trn("file", "files", 3), i18n.tr("files"))
    i18n.use_language(before, resources() / "translations")
    assert said_now == ("fyld", "fil", "filer", "arkiver")
