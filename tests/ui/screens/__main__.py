"""Pictures of every screen and state: `.venv/bin/python -m tests.ui.screens OUTDIR [--look NAME]… [SCENE…]`.

The real program on demo documents, under a display; in every look and every scene unless some are named. What can be
told of a picture without eyes (words cut or in the wrong language, parts that overlap or are a few px out of line)
is told at the end.
"""

import argparse
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sagsbud.ui.opening import application

from tests.ui.screens import asking, away, daily, moving, rooms, states, supervising, troubles
from tests.ui.screens.shooting import LOOKS, Camera, Scene, fresh

SCENES: dict[str, Scene] = {
    **daily.SCENES, **away.SCENES, **asking.SCENES, **moving.SCENES, **states.SCENES, **rooms.SCENES,
    **troubles.SCENES,
}  # fmt: skip
LONE = {**supervising.SCENES, **rooms.LONE}
"""Those that make a stage of their own."""


def main() -> int:
    """What the command line asks for; 1 when a scene could not be played to its end, or shows a fault."""
    every = (*SCENES, *LONE)
    parser = argparse.ArgumentParser(prog="python -m tests.ui.screens", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join(every))
    parser.add_argument("--look", action="append", choices=list(LOOKS))
    asked = parser.parse_intermixed_args()
    if unknown := set(asked.scenes) - set(every):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    asked.out.mkdir(parents=True, exist_ok=True)
    application()
    failed = []
    for look in asked.look or LOOKS:
        camera = Camera(asked.out, LOOKS[look])
        failed += [f"{name}, {look}: {error}" for name in asked.scenes or every if (error := play(name, camera))]
        failed += dict.fromkeys(camera.faults)
    print("\n".join(failed))
    return int(bool(failed))


def play(name: str, camera: Camera) -> Exception | None:
    """One scene; what stopped it, so that the others can go on."""
    try:
        if name in SCENES:
            fresh(SCENES[name], camera)
        else:
            LONE[name](camera)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told at the end
        return error
    QApplication.processEvents()
    return None


if __name__ == "__main__":
    sys.exit(main())
