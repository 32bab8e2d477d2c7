"""Profiles that have been started before: what a first start makes from the shipped files is there already."""

import tempfile
from functools import cache
from pathlib import Path

from sagsbud.bootstrap.profile import starter_plan
from sagsbud.suggest.catalogue import INDEX, LocalKleCatalogue


def begun(data: Path) -> Path:
    """The data folder with the index of the shipped subjects in it, as every start but the first finds it.

    The program itself looks whether the index fits its subjects, and makes it anew where it does not.
    """
    kle = data / "kle"
    kle.mkdir(parents=True, exist_ok=True)
    if not (kle / INDEX).exists():
        (kle / INDEX).write_bytes(_index())
    return data


@cache
def _index() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        LocalKleCatalogue(starter_plan(), Path(folder))
        return (Path(folder) / INDEX).read_bytes()
