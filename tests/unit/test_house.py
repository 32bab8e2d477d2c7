"""What holds for the whole house: directions, texts, the lock, the files beside the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app" / "sagsbud"


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    """The tool that keeps the Danish sentences."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("catalogue", ROOT / "resources" / "translations" / "catalogue.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_has_danish(catalogue: ModuleType) -> None:
    assert catalogue.missing(catalogue.updated()) == []


def test_the_catalogue_is_that_of_today(catalogue: ModuleType) -> None:
    today = catalogue.updated()

    assert (catalogue.HERE / "da.po").read_bytes() == catalogue.po_bytes(today)
    assert (catalogue.HERE / "da.mo").read_bytes() == catalogue.mo_bytes(today)


def test_a_sentence_gets_other_danish_only_when_that_is_meant(catalogue: ModuleType, tmp_path: Path) -> None:
    table, counted = tmp_path / "given.tsv", ("{count} document", "{count} documents")
    table.write_text("Undo\tFortryd\n{count} document\t{count} documents\t{count} brev\t{count} breve\n")

    with pytest.raises(catalogue.OtherDanishError) as refused:
        catalogue.updated([table])
    assert "{count} dokument" in str(refused.value)
    assert "{count} breve" in str(refused.value)
    assert "Undo" not in str(refused.value), "this one has that Danish already"
    assert catalogue.updated([table], replacing=True)[counted].string == ("{count} brev", "{count} breve")


def test_a_sentence_without_danish_takes_what_a_table_gives_it(
    catalogue: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = ("{count} document", "{count} documents")
    bare = catalogue.kept()
    bare[counted].string = ("", "")
    monkeypatch.setattr(catalogue, "kept", lambda: bare)
    table = tmp_path / "given.tsv"
    table.write_text("{count} document\t{count} documents\t{count} brev\t{count} breve\n")
    assert catalogue.updated([table])[counted].string == ("{count} brev", "{count} breve")


def test_translations_keep_the_names_that_are_filled_in(catalogue: ModuleType) -> None:
    names = re.compile(r"\{\w+\}")
    for english, danish in _pairs(catalogue):
        wanted = [set(names.findall(sentence)) for sentence in english]
        assert [set(names.findall(sentence)) for sentence in danish] == wanted, english


def test_danish_does_not_shout_or_speak_of_errors(catalogue: ModuleType) -> None:
    for _english, danish in _pairs(catalogue):
        for sentence in danish:
            assert "!" not in sentence, sentence
            assert not re.search(r"\b(venligst|fejl)\b", sentence, re.IGNORECASE), sentence


def test_each_language_has_its_own_citation_marks(catalogue: ModuleType) -> None:
    for english, danish in _pairs(catalogue):
        assert not re.search("[»«]", "".join(english)), english
        assert not re.search("[“”„]", "".join(danish)), danish
        assert len(re.findall("[“”]", english[0])) == len(re.findall("[»«]", danish[0])), english


def _pairs(catalogue: ModuleType) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each sentence with its Danish, in its forms for one and for many."""
    translated = [message for message in catalogue.kept() if message.id and all(_forms(message.string))]
    assert len(translated) > 100
    return [(_forms(message.id), _forms(message.string)) for message in translated]


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("module", ["sagsbud.engine", "sagsbud.sagdok", "sagsbud.cli.main"])
def test_works_without_qt(module: str) -> None:
    code = f"import sys, {module}; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_the_tokens_name_colours() -> None:
    allowed = {APP / "ui" / "tokens.py"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (APP / "ui").rglob("*.py")
        if path not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"[\"'(]#[0-9A-Fa-f]{6}\b", line)
    ]
    assert found == []


def test_what_is_frozen_costs_a_start_little() -> None:
    given = re.compile(r"^@dataclass\((.*)\)", re.MULTILINE)
    slow = [
        str(path.relative_to(ROOT))
        for path in APP.rglob("*.py")
        for options in given.findall(path.read_text(encoding="utf-8"))
        if set(re.split(r",\s*", options)) == {"frozen=True", "slots=True"}
    ]
    assert slow == []


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    pinned = re.findall(r"^[\w.\[\]-]+==\S+", lock, re.MULTILINE)
    assert len(pinned) > 40
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_lock_has_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {_plain(re.split(r"[\[=<>; ]", line)[0]) for line in declared}
    lock = (ROOT / "requirements.lock").read_text()
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)(?:\[\w+\])?==", lock, re.MULTILINE)}
    assert names - locked == set()


def test_the_readme_says_why_of_every_library() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    readme = _plain((ROOT / "README.md").read_text(encoding="utf-8"))
    names = [_plain(re.split(r"[\[=<>; ]", line)[0]) for line in project["project"]["dependencies"]]
    assert [name for name in names if name.removesuffix("-essentials") not in readme] == []


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_modules_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", readme))
    missing = {name for name in named if not (APP / name).exists() and not (ROOT / name).exists()}
    assert named
    assert missing == set()


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
