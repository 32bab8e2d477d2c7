"""What the suppliers' page says is true: its example files a document, and the library stands alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

from sagsbud.domain.ids import SagId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_sag, sag_id

from tests.support.stores import StartService

ROOT = Path(__file__).parents[2]
LINES = 10
FOREIGN = (
    "PySide6", "shiboken6", "sqlalchemy", "starlette", "uvicorn", "keyring", "watchdog", "pypdf", "lxml", "numpy",
)  # fmt: skip
"""Libraries of other rooms: a supplier does not have to install them."""
ALONE = f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {FOREIGN!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
"""


def run(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In an interpreter of its own that has only what a supplier has."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "app")}
    command = [sys.executable, "-X", "utf8", "-c", ALONE + source]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "suppliers.md").read_text(encoding="utf-8"), re.DOTALL)


def test_library_needs_nothing_of_the_other_rooms(tmp_path: Path) -> None:
    source = "import sagsbud.sagdok as library\nprint(len([getattr(library, name) for name in library.__all__]))"

    done = run(source, tmp_path)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 9


def test_example_files_a_document(start_service: StartService, tmp_path: Path) -> None:
    url = start_service().url
    first, second = examples()
    assert len([line for line in first.splitlines() if line.strip()]) <= LINES
    (tmp_path / "brev.txt").write_text("Må vi låne salen?", encoding="utf-8")
    sag = sag_id("26/1182")
    with SagDokumentClient(url) as client:
        put_sag(client, SagRef(SagId(sag), "26/1182", "Lån af lokale"))

        source = first.replace("http://127.0.0.1:8000", url)
        inner = second.replace("\n", "\n    ")
        more = f"with SagDokumentClient({url!r}) as service:\n    {inner}\nprint(posts[0].uuid)"
        done = run(source + more, tmp_path)

        assert done.returncode == 0, done.stderr
        (dokument,) = client.search("dokument", "dokument", tilknyttedesager=str(sag))
        assert done.stdout.strip() == str(dokument)
        registrering = client.newest("dokument", "dokument", dokument)
        assert registrering is not None
        (part,) = registrering["varianter"][0]["dele"]
        with client.content(part["egenskaber"][0]["indhold"]) as chunks:
            assert b"".join(chunks).decode() == "Må vi låne salen?"


def test_capabilities_of_the_service_are_what_it_says(start_service: StartService) -> None:
    with SagDokumentClient(start_service().url) as client:
        can = client.capabilities

    assert all(getattr(can, name) for name in can.__dataclass_fields__)
