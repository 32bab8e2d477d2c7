"""A scan shows at once, and says what is on it when its words have been looked for."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from sagsbud.bootstrap import open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.extract.ocr import available

NOBODY = "http://127.0.0.1:9"


@pytest.mark.skipif(not available(), reason="tesseract with its Danish model is not installed")
def test_the_words_on_a_scan_follow_what_can_be_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    page = Image.new("L", (1654, 2339), 255)
    text = "Klage over en regning\n\nSagsnr. 26/1182"
    ImageDraw.Draw(page).text((120, 160), text, fill=0, font=ImageFont.load_default(48), spacing=24)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=200)
    (tmp_path / "Scan_0412.pdf").write_bytes(out.getvalue())
    with open_house(None, tmp_path / "data", NOBODY) as house:
        (answer,) = house.engine.take_now(tmp_path / "Scan_0412.pdf", Source(SourceKind.COMMAND))
        assert answer.item is not None
        assert house.engine.read_next()
        first = house.engine.detail(answer.item)
        assert first is not None
        assert first.extract is not None
        assert (first.extract.pages, first.extract.text) == (1, "")
        house.engine.read_now()
        second = house.engine.detail(answer.item)
        assert second is not None
        assert second.extract is not None
        assert second.extract.case_numbers[0].value == "26/1182"
        assert second.proposal.titel == "Klage over en regning"
        assert house.ports.outbox.unsuggested(1) == []
