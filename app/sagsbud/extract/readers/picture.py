"""Pictures: their pages, and words by OCR when a program for it is installed."""

from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.images import open_image
from sagsbud.extract.ocr import available, words_on

PAGES_READ = 3


def read(job: Job) -> RawDocument:
    """Pages, and the words on the first of them. Raises ExtractError."""
    image = open_image(job.content)
    pages = min(getattr(image, "n_frames", 1), 10_000)
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime, page_starts=(0,) * pages)
    raw.warn(ReadingWarning.NO_TEXT_LAYER)
    if job.ocr and available():
        texts: list[str] = []
        starts: list[int] = []
        for number in range(min(pages, PAGES_READ)):
            image.seek(number)
            starts.append(sum(len(text) for text in texts))
            texts.append(words_on(image))
        raw.text = "".join(texts)
        raw.page_starts = (*starts, *([len(raw.text)] * (pages - len(starts))))
    return raw
