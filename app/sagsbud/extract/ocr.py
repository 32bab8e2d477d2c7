"""Words on pictures through the tesseract program with its Danish model, when it is installed; time-boxed."""

import functools
import io
import shutil
import subprocess

from PIL import Image

from sagsbud.extract.decoding import clean

SECONDS = 8
SMALLEST = 200
LARGEST = 5000


@functools.cache
def available() -> bool:
    """Whether tesseract and its Danish model are here."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "dan" in listed.stdout.decode("utf-8", "replace").split()


def words_on(image: Image.Image) -> str:
    """The words on one picture; empty when there are none or the time is up."""
    if min(image.size) < SMALLEST:
        return ""
    plain = image.convert("L")
    plain.thumbnail((LARGEST, LARGEST))
    buffer = io.BytesIO()
    plain.save(buffer, "PNG", compress_level=1)
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "-l", "dan", "--psm", "3"]
    try:
        done = subprocess.run(command, input=buffer.getvalue(), capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return clean(done.stdout.decode("utf-8", "replace").replace("\f", "")) if done.returncode == 0 else ""
