"""What the document is about, in one line: never the name a scanner gave it."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote

from sagsbud.domain.extract import Evidence, EvidenceSource, Found
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields.dates import DATE_ONLY
from sagsbud.extract.fields.place import Place

TITLE_CHARS = 255
REPLY = re.compile(
    r"^\s*(?:(?:re|sv|vs|fw|fwd|aw|wg|svar|videresendt|antw|tr|rv)(?:\[\d+\]|\(\d+\))?\s*:\s*)+", re.IGNORECASE
)
SUBJECT_TAG = re.compile(r"^\s*(?:\[(?:ekstern|external|spam\??|sikker mail|digital post)\]\s*)+", re.IGNORECASE)
SUBJECT_LINE = re.compile(
    r"^[ \t]*(?:emne|vedr(?:ørende)?|ang(?:ående)?|overskrift|titel|subject|re)\.?[ \t]*:[ \t]*(?P<title>[^\n]{4,200})$",
    re.IGNORECASE | re.MULTILINE,
)
ABOUT_LINE = re.compile(r"^[ \t]*(?P<title>(?:vedr\.|vedrørende|angående|afgørelse (?:om|vedr)|ansøgning om|klage over|"
                        r"anmodning om|indkaldelse til|referat (?:af|fra)|dagsorden (?:for|til)|høring (?:om|af)|partshøring)"
                        r"[^\n]{4,160})$", re.IGNORECASE | re.MULTILINE)  # fmt: skip
MACHINE_NAME = re.compile(
    r"^(?:(?:scan(?:net|ned)?|skan(?:net)?|scn|skm|img|image|dsc[nf]?|pict?|photo|billede|foto|doc|docs|dok|document|dokument|"
    r"file|fil|fax|mail|message|besked|attachment|vedhæftning|untitled|unavngivet|ikke navngivet|uden titel|no title|ny|new|"
    r"kopi|copy|of|af|print|output|temp|tmp|test|att|ole|download|page|side|brev|letter|microsoft|word|excel|powerpoint|"
    r"præsentation|presentation|slide|mappe|book|projektmappe|c\d+|at|pdf|docx?|png|jpe?g|tiff?|\(|\)|xerox|workcentre|konica|"
    r"minolta|bizhub|ricoh|canon|hp|brother|epson|kyocera|taskalfa|whatsapp|screenshot|skærmbillede|skærmklip)|"
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{16,}|[\d\W_])*$",
    re.IGNORECASE,
)
APPLICATION_PREFIX = re.compile(
    r"^(?:microsoft (?:word|excel|powerpoint)|word|powerpoint presentation)\s*-\s*", re.IGNORECASE
)
FILE_SUFFIX = re.compile(
    r"\.(?:docx?|docm|xlsx?|pptx?|pdf|odt|ods|odp|rtf|txt|html?|eml|msg|tiff?|png|jpe?g|indd|dot[xm]?|csv|zip|xml)$",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:kære|hej|til\b|att\b|venlig hilsen|med venlig|mvh|dear|hi\b|to\b|from|fra\b|side \d|page \d|cpr|cvr|tlf|telefon|"
    r"e-?mail|www\.|https?:|sags?(?:nr|id)|j\.?\s?nr|dato|date|adresse)",
    re.IGNORECASE,
)
POSTAL = re.compile(r"\b\d{4}\s+[A-ZÆØÅ][a-zæøå]+\s*$")
NEAR_TOP = 2500


def find_titles(raw: RawDocument, place: Place, name: str) -> tuple[Found[str], ...]:
    """Candidates, best first, without repeats."""
    seen: dict[str, Found[str]] = {}
    for found in _candidates(raw, place, name):
        title = tidy(found.value)
        if len(title) >= 3 and not is_machine_name(title):
            seen.setdefault(title.casefold(), Found(title, found.evidence))
    return tuple(list(seen.values())[:6])


def _candidates(raw: RawDocument, place: Place, name: str) -> Iterator[Found[str]]:
    if raw.mail:
        yield Found(clean_subject(raw.mail.subject), Evidence(EvidenceSource.HEADER, raw.mail.subject))
    yield from _lines(SUBJECT_LINE, place)
    for heading in raw.headings[:3]:
        yield Found(heading, place.find(heading) or Evidence(EvidenceSource.METADATA, heading))
    yield from _lines(ABOUT_LINE, place)
    metadata = APPLICATION_PREFIX.sub("", raw.metadata.title)
    if metadata and not FILE_SUFFIX.search(metadata):
        yield Found(metadata, Evidence(EvidenceSource.METADATA, raw.metadata.title))
    if raw.mail is None:
        yield from _first_line(place)
    if FILE_SUFFIX.search(metadata):
        yield Found(from_file_name(metadata), Evidence(EvidenceSource.METADATA, raw.metadata.title))
    yield Found(from_file_name(name), Evidence(EvidenceSource.FILE_NAME, name))


def _lines(pattern: re.Pattern[str], place: Place) -> Iterator[Found[str]]:
    for found in pattern.finditer(place.text, 0, min(len(place.text), NEAR_TOP)):
        yield Found(found["title"], place.evidence(*found.span("title")))
        return


def _first_line(place: Place) -> Iterator[Found[str]]:
    """The first line near the top that reads like a heading."""
    start = 0
    for line in place.text[:NEAR_TOP].split("\n"):
        words = line.strip()
        if _like_heading(words):
            at = place.text.find(words, start)
            yield Found(words, place.evidence(at, at + len(words)))
            return
        start += len(line) + 1


def _like_heading(words: str) -> bool:
    if not 8 <= len(words) <= 140 or words.endswith((",", ";", ":")):
        return False
    letters = sum(char.isalpha() for char in words)
    if letters * 2 < len(words) or GREETING.match(words) or POSTAL.search(words) or DATE_ONLY.match(words):
        return False
    return len(words.split()) >= 2 and not re.search(r"\w@\w", words)


def clean_subject(subject: str) -> str:
    """The subject without Re:, Sv:, Vs: and the tags of mail gateways."""
    before = None
    while before != subject:
        before, subject = subject, REPLY.sub("", SUBJECT_TAG.sub("", subject))
    return subject.strip()


def from_file_name(name: str) -> str:
    """A file name as words."""
    stem = FILE_SUFFIX.sub("", PurePath(unquote(name).replace("\\", "/")).name)
    words = re.sub(r"[_+]+|(?<=[a-zæøå])(?:-|\.)(?=[a-zæøå])", " ", stem)
    return clean_subject(re.sub(r"\s+", " ", words)).strip(" -.")


def tidy(title: str) -> str:
    """One line of at most 255 characters."""
    line = re.sub(r"\s+", " ", title).strip(" \t-–:*#_\"'")
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"


def is_machine_name(title: str) -> bool:
    """Whether it only says what a scanner or program would."""
    return MACHINE_NAME.match(FILE_SUFFIX.sub("", title)[:80]) is not None
