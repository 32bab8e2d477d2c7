"""The pictures of the caseworker's guide: `.venv/bin/python -m tests.ui.pictures [SCENE…]`, under a display.

From the running program. They are written to docs/pictures as small PNGs with few colours; all of them together stay below 1.5 MB.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from sagsbud.ui.opening import application

from tests.ui.screens.__main__ import SCENES
from tests.ui.screens.shooting import Camera, fresh

OUT = Path(__file__).parents[2] / "docs" / "pictures"
WANTED = {
    "first_run": {"12-first-run-3": "velkommen"},
    "inbox": {"01-inbox-light": "indbakke", "16-shortcuts": "taster"},
    "new_sag": {"22-new-sag": "ny-sag", "22-note": "notat"},
    "handing": {"26-hand-over": "giv-videre"},
    "alike": {"23-alike": "mere-som-dette"},
    "trouble": {"07-needs-you": "kraever-dig"},
    "conflict": {"09-conflict": "to-udgaver"},
}
"""Scene to its pictures, by the names they get in the guide."""
CARDS = {"velkommen", "ny-sag", "notat", "giv-videre", "mere-som-dette"}
"""What stands in the middle of an empty window: the rest is cut away."""
WIDTH = 1080
CARD = (520, 760)
COLOURS = 256
MOST = 1_500_000


def main() -> None:
    """All scenes, then the pictures."""
    application()
    OUT.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or list(WANTED)
    with tempfile.TemporaryDirectory() as folder:
        for scene in wanted:
            names = WANTED[scene]
            fresh(SCENES[scene], Camera(Path(folder)))
            for name, called in names.items():
                shrink(Path(folder) / f"{name}.png", OUT / f"{called}.png", card=called in CARDS)
    size = sum(file.stat().st_size for file in OUT.glob("*.png"))
    print(f"{size} bytes")
    if size > MOST:
        sys.exit("the pictures have become too large")


def shrink(source: Path, target: Path, *, card: bool) -> None:
    """One picture as it is shown in the guide."""
    with Image.open(source) as opened:
        image = opened.convert("RGB")
    if card:
        width, height = (min(wanted, there) for wanted, there in zip(CARD, image.size, strict=True))
        left, top = (image.width - width) // 2, (image.height - height) // 2
        image = image.crop((left, top, left + width, top + height))
    else:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
