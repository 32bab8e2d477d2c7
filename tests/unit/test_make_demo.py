"""The script that makes the demo's documents."""

from pathlib import Path

from tests.data.make_demo import DOCUMENTS, main

DEMO = Path(__file__).parents[2] / "resources" / "demo"


def test_it_makes_the_same_files_each_time_and_all_that_are_shipped(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert main([str(tmp_path / folder)]) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert set(made) == set(DOCUMENTS) == {path.name for path in DEMO.iterdir()} - {"demo.json"}


def test_what_is_plain_text_is_shipped_as_the_script_writes_it(tmp_path: Path) -> None:
    main([str(tmp_path)])
    for name in ("aktindsigt.eml", "naboorientering.eml", "rykker-parkering.eml", "telefonnotat-mosevej-3.txt"):
        assert (DEMO / name).read_bytes() == (tmp_path / name).read_bytes(), name
