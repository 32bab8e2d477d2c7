"""The Danish catalogue holds what the code says."""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import sagsbud
from sagsbud.shipped import resources


def marked() -> Iterator[str]:
    """Every sentence the code has translated, also inside an f-string, where the catalogue's own reader is blind."""
    for file in Path(sagsbud.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Call(func=ast.Name(id="tr" | "trn" | "N_"), args=[ast.Constant(value=str(sentence)), *_]):
                    yield sentence


def test_every_sentence_is_in_the_catalogue() -> None:
    with (resources() / "translations" / "da.mo").open("rb") as compiled:
        translated: dict[object, str] = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key for key in translated}
    assert sorted(set(marked()) - known) == []
