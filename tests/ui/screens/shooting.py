"""How pictures are made: the looks a window has, and a camera that writes what is in it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import shiboken6
from PySide6.QtCore import QPoint, QThread
from PySide6.QtGui import QColor, QCursor, QPainter, QPalette
from PySide6.QtWidgets import QWidget
from sagsbud.domain.practice import Practice
from sagsbud.ui.app import Program
from sagsbud.ui.opening import Names, application
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import NARROW

from tests.support.nextdoor import seen_from_next_door
from tests.ui.screens.alignment import misaligned
from tests.ui.screens.faults import faults_in
from tests.ui.stage import Stage, open_stage, settle, wait_until

SIZE = (1440, 868)
NAMES = Names("Byg og Miljø", "Fjordby Kommune")
OFFERED = Practice(enter=lambda: None, is_there=lambda: False)
"""The way into practice, as an ordinary window has it."""
SYSTEM_PALETTE = "system-palette"


@dataclass(frozen=True, slots=True)
class Look:
    """How the whole window is seen; `suffix` stands in the pictures' names."""

    suffix: str = ""
    language: str = "da"
    appearance: str = "light"
    scale: float = 1.0
    contrast: bool = False
    size: tuple[int, int] = SIZE

    @property
    def is_narrow(self) -> bool:
        """Whether list and document are views of one stack."""
        return self.size[0] < NARROW * self.scale


LOOKS = {
    "light": Look(),
    "dark": Look("-dark", appearance="dark"),
    "large": Look("-200", scale=2.0),
    "english": Look("-en", language="en"),
    "contrast": Look("-contrast", contrast=True),
    "small": Look("-1366", size=(1366, 736)),
    "narrow": Look("-880", size=(880, 700)),
}


def night_sky() -> QPalette:
    """A system's palette of high contrast: yellow and white on black, grey where nothing can be pressed."""
    palette, role = QPalette(QColor("#000000")), QPalette.ColorRole
    for one in (role.Window, role.Base, role.Button, role.HighlightedText):
        palette.setColor(one, QColor("#000000"))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(one, QColor("#FFFFFF"))
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor("#A6A6A6"))
    palette.setColor(role.Highlight, QColor("#FFD800"))
    return palette


@contextmanager
def system_asks(look: Look) -> Iterator[None]:
    """The desktop answers as the look says."""
    app = application()
    before = app.property(SYSTEM_PALETTE) or QPalette(app.palette())  # as it was before anybody dressed the application
    app.setProperty(SYSTEM_PALETTE, night_sky() if look.contrast else before)
    with patch("sagsbud.ui.theme._high_contrast", lambda: look.contrast):
        try:
            yield
        finally:
            app.setProperty(SYSTEM_PALETTE, before)


@contextmanager
def program_on(stage: Stage, look: Look, practice: Practice = OFFERED) -> Iterator[Program]:
    """The window over a stage."""
    with system_asks(look):
        theme = Theme(appearance=look.appearance, scale=look.scale)
        theme.apply(application())
        program = Program(seen_from_next_door(stage.house), theme=theme, names=NAMES, practice=practice)
        program.window.resize(*look.size)
        program.window.show()
        program.window.activateWindow()
        QCursor.setPos(program.window.screen().geometry().bottomRight())
        try:
            rest(program)
            yield program
        finally:
            program.close()
            settle()
            shiboken6.delete(program.window)  # it would be dressed and painted once more with the next one


def rest(program: Program) -> None:
    """Everything asked for has come and is painted."""
    wait_until(lambda: program.operations.idle)
    for _ in range(40):
        settle()
        QThread.msleep(10)
        if not program.operations.idle:
            wait_until(lambda: program.operations.idle)


@dataclass(frozen=True, slots=True)
class Camera:
    """Writes pictures in one look to a folder."""

    out: Path
    look: Look = LOOKS["light"]
    faults: list[str] = field(default_factory=list)
    """What was wrong in pictures, as far as it can be told without eyes."""

    def shoot(self, program: Program, name: str, *over: QWidget) -> None:
        """The window at rest, with what lies over it as windows of their own."""
        rest(program)
        self.take(program.window, name, *over)

    def take(self, window: QWidget, name: str, *over: QWidget) -> None:
        """The window as it is now."""
        picture = window.grab()
        painter = QPainter(picture)
        for widget in over:
            place = widget.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
            painter.drawPixmap(place, widget.grab())
        painter.end()
        picture.save(str(self.out / f"{name}{self.look.suffix}.png"))
        print(name + self.look.suffix, flush=True)
        for fault in (fault for seen in (window, *over) for fault in (*faults_in(seen), *misaligned(seen))):
            self.faults.append(f"{name}{self.look.suffix}: {fault}")


Scene = Callable[[Stage, Camera], None]
"""Makes pictures on a stage of its own."""


def fresh(make: Scene, camera: Camera) -> None:
    """Run one scene on a stage of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        stage = open_stage(Path(folder), language=camera.look.language)
        try:
            make(stage, camera)
        finally:
            stage.service.stop()


def menus_open(program: Program, camera: Camera, name: str, menus: Sequence[tuple[str, QWidget]]) -> None:
    """One picture for each button with a menu, open."""
    for which, button in menus:
        menu = button.menu()  # type: ignore[attr-defined]
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        camera.shoot(program, f"{name}-{which}", menu)
        menu.close()
