"""Pictures of every screen and state: `.venv/bin/python -m tests.ui.screens OUTDIR [NAME…]`, under a display.

The real program on demo documents, in light, dark, large text and English.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QThread, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from sagsbud.engine import View
from sagsbud.ui.app import Program, application
from sagsbud.ui.theme import Theme

from tests.ui.stage import DEMO, Stage, open_stage, settle, wait_until

SIZE = (1440, 868)


@contextmanager
def program_on(stage: Stage, *, appearance: str = "light", scale: float | None = None) -> Iterator[Program]:
    """The window over a stage."""
    program = Program(
        stage.house, theme=Theme(appearance=appearance, scale=scale), examples=sorted(DEMO.glob("*.eml"))[:6]
    )
    program.window.resize(*SIZE)
    program.window.show()
    program.window.activateWindow()
    rest(program)
    yield program
    program.close()


def rest(program: Program) -> None:
    """Everything asked for has come and is painted."""
    wait_until(lambda: program.operations.idle)
    for _ in range(40):
        settle()
        QThread.msleep(10)
        if not program.operations.idle:
            wait_until(lambda: program.operations.idle)


def shoot(program: Program, out: Path, name: str) -> None:
    """One picture."""
    rest(program)
    program.window.grab().save(str(out / f"{name}.png"))
    print(name, flush=True)


def fresh(make: Callable[[Stage, Path], None], out: Path, **options: object) -> None:
    """Run one scene on a stage of its own."""
    with tempfile.TemporaryDirectory() as folder:
        stage = open_stage(Path(folder), **options)  # type: ignore[arg-type]
        try:
            make(stage, out)
        finally:
            stage.service.stop()


def inbox(stage: Stage, out: Path) -> None:
    """The inbox in light."""
    stage.put_demo()
    with program_on(stage) as program:
        program.window.list.take_focus()
        wait_until(lambda: program.window.detail.item is not None)
        shoot(program, out, "01-inbox-light")
        program.theme.choose("dark")
        shoot(program, out, "02-inbox-dark")
        program.theme.choose("light")
        data = QMimeData()
        names = ["ansoegning-birkevaenget-14.pdf", "sv-skimmelsvamp.eml", "referat-partshoering.docx", "fortov-skolebakken.jpg",
                 "olietank.pdf", "aktindsigt.eml", "scan-0412.pdf"]  # fmt: skip
        data.setUrls([QUrl.fromLocalFile(str(DEMO / name)) for name in names])
        enter = QDragEnterEvent(QPoint(900, 500), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(program.window, enter)
        shoot(program, out, "03-drop-overlay")
        program.window.drop.hide()
        program.window.side.list.show_targets(False)
        program.window.keys.open()
        shoot(program, out, "16-shortcuts")
        program.window.keys.close_overlay()
        program.window.list.search.setText("birkevænget")
        program.window.list.search.searched.emit("birkevænget")
        shoot(program, out, "01-search")
        program.window.list.search.clear_search()
        program.window.show_view(View.FILED)
        shoot(program, out, "20-filed-empty")


def empty(stage: Stage, out: Path) -> None:
    """The empty inbox."""
    with program_on(stage) as program:
        wait_until(program.window.empty.isVisible)
        shoot(program, out, "17-empty-inbox")
        program.theme.choose("dark")
        shoot(program, out, "17-empty-inbox-dark")


def large(stage: Stage, out: Path) -> None:
    """Text at 200 %."""
    stage.put_demo()
    with program_on(stage, scale=2.0) as program:
        shoot(program, out, "18-inbox-200-list")
        program.window.open_document()
        shoot(program, out, "18-inbox-200-percent")
        program.window.show_view(View.NEEDS_YOU)
        shoot(program, out, "18-needs-you-200")
        program.window.keys.open()
        shoot(program, out, "18-keys-200")


SCENES = {"inbox": inbox, "empty": empty, "large": large}


def main() -> None:
    """Every scene, or those that are named."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application()
    for name in sys.argv[2:] or SCENES:
        fresh(SCENES[name], out)


if __name__ == "__main__":
    main()
