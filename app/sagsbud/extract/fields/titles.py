"""What the document is about, in one line: never the name a scanner gave it."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote

from sagsbud.domain.extract import Evidence, EvidenceSource, Found, Kind
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields.addresses import ADDRESS
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
    r"præsentation|presentation|slide|mappe|book|projektmappe|(?:brev|notat)?skabelon|heading|overskrift|template|standardbrev|empty|notepad|c\d+|at|pdf|docx?|png|jpe?g|tiff?|\(|\)|xerox|workcentre|konica|"
    r"minolta|bizhub|ricoh|canon|hp|brother|epson|kyocera|taskalfa|whatsapp|screenshot|skærmbillede|skærmklip)|"
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{16,}|[\d\W_])*$",
    re.IGNORECASE,
)
WRITTEN = re.compile(r"^[^\W\d]+(?: [^\W\d]+)+$")
"""Words and nothing else: in a subject somebody wrote them, though a scanner might call a file so."""
APPLICATION_PREFIX = re.compile(
    r"^(?:microsoft (?:word|excel|powerpoint)|word|powerpoint presentation)\s*-\s*", re.IGNORECASE
)
FILE_SUFFIX = re.compile(
    r"(?:\.(?:doc[xm]?|xls[xmb]?|pp[ts][xm]?|pdf|od[tsp]|rtf|txt|html?|eml|msg|mbox|mbx|pst|tiff?|png|jpe?g|gif|bmp|heic|webp|"
    r"indd|dot[xm]?|csv|zip|xml|ics|vcf|p7[ms]|tnef|dat))+$",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:kære|hej|til\b|att\b|venlig hilsen|med venlig|mvh|dear|hi\b|to\b|from|fra\b|side \d|page \d|cpr|cvr|tlf|telefon|"
    r"e-?mail|www\.|https?:|sags?(?:nr|id)|j\.?\s?nr|dato|date|adresse)",
    re.IGNORECASE,
)
POSTAL = re.compile(r"(?:^|[,·|]\s*)(?:DK[- ]?)?[1-9]\d{3}\s+[A-ZÆØÅ][\wæøå.-]+(?: [A-ZÆØÅ][\wæøå.-]*){0,2}\s*$")
POSTAL_ANYWHERE = re.compile(POSTAL.pattern, re.MULTILINE)
STREET_LINE = re.compile(r"^[A-ZÆØÅ][\wæøå. ]+ \d{1,3} ?[A-Z]?(?:,.{0,20})?$")
SALUTATION = re.compile(
    r"^(?:kære|hej|dear)(?:[ ,]|$)|^til (?:rette vedkommende|den det vedrører|\w+ kommune)\b", re.IGNORECASE
)
SENDER_LINE = re.compile(
    r"^(?:[\wæøåÆØÅ.&/-]+ ){0,5}(?:kommune|forvaltning(?:en)?|jobcenter|borgerservice|A/S|ApS|I/S|politi|afdeling(?:en)?|"
    r"sekretariat(?:et)?)$|^(?:region|jobcenter|borgerservice|center for|forvaltning(?:en)? for|afdeling(?:en)? for) [\wæøåÆØÅ -]+$",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"^(?:[A-ZÆØÅÉ][a-zæøåé.'-]*(?:-[A-ZÆØÅ][a-zæøå]+)*(?: og | & | |$)){1,5}$")
"""A person's, a place's or a department's name: every word begins with a capital and goes on in small letters."""
VAGUE = re.compile(
    r"^(?:\d+\.?\s*)?(?:indledning|baggrund|resum[eé]|formål|introduktion|introduction|abstract|indhold(?:sfortegnelse)?|"
    r"table of contents|contents|bilag|notat|side)$",
    re.IGNORECASE,
)
NEAR_TOP = 2500
ADDRESS_LINES = 4
CONTAINERS = frozenset({Kind.MBOX, Kind.PST, Kind.ZIP})
TABLES = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS, Kind.CSV})


def find_titles(raw: RawDocument, place: Place, name: str) -> tuple[Found[str], ...]:
    """Candidates, best first, without repeats."""
    seen: dict[str, Found[str]] = {}
    for found in _candidates(raw, place, name):
        title = tidy(found.value)
        written = found.evidence.source is EvidenceSource.HEADER and WRITTEN.search(title) is not None
        if len(title) >= 3 and (written or not is_machine_name(title)):
            seen.setdefault(title.casefold(), Found(title, found.evidence))
    return tuple(list(seen.values())[:6])


def _candidates(raw: RawDocument, place: Place, name: str) -> Iterator[Found[str]]:
    if raw.mail:
        yield Found(clean_subject(raw.mail.subject), Evidence(EvidenceSource.HEADER, raw.mail.subject))
    yield from _lines(SUBJECT_LINE, place)
    headings = [Found(h, place.find(h) or Evidence(EvidenceSource.METADATA, h)) for h in raw.headings[:3]]
    headings = [one for one in headings if not SALUTATION.match(one.value)]
    yield from (one for one in headings if one.evidence.start < NEAR_TOP and not VAGUE.match(one.value))
    yield from _lines(ABOUT_LINE, place)
    loose = raw.mail is None and raw.kind not in CONTAINERS
    if loose and raw.kind not in TABLES:
        yield from _above_salutation(place)
    metadata = APPLICATION_PREFIX.sub("", raw.metadata.title)
    if metadata and not FILE_SUFFIX.search(metadata):
        yield Found(metadata, Evidence(EvidenceSource.METADATA, raw.metadata.title))
    if loose and raw.kind not in TABLES:
        yield from _first_line(place)
    yield from headings
    if FILE_SUFFIX.search(metadata):
        yield Found(from_file_name(metadata), Evidence(EvidenceSource.METADATA, raw.metadata.title))
    yield Found(from_file_name(name), Evidence(EvidenceSource.FILE_NAME, name))
    if raw.kind in TABLES:
        yield from _first_line(place)


def _lines(pattern: re.Pattern[str], place: Place) -> Iterator[Found[str]]:
    for found in pattern.finditer(place.text, 0, min(len(place.text), NEAR_TOP)):
        yield Found(found["title"], place.evidence(*found.span("title")))
        return


def _above_salutation(place: Place) -> Iterator[Found[str]]:
    """In a letter the subject stands right above »Kære …«."""
    lines = _top_lines(place)
    at = next((index for index, (words, _) in enumerate(lines) if SALUTATION.match(words)), 0)
    for words, start in reversed(lines[max(0, at - 2) : at]):
        if _like_heading(words) and not _like_name(words, letter=True):
            yield Found(words, place.evidence(start, start + len(words)))
            return


def _first_line(place: Place) -> Iterator[Found[str]]:
    """The first line near the top that reads like a heading; a name only when there is nothing better."""
    lines = _top_lines(place)
    letter = POSTAL_ANYWHERE.search(place.text, 0, NEAR_TOP) or any(SALUTATION.match(words) for words, _ in lines)
    good = [(words, start) for words, start in lines if _like_heading(words)]
    for words, start in [*(line for line in good if not _like_name(line[0], letter=bool(letter))), *good][:1]:
        yield Found(words, place.evidence(start, start + len(words)))


def _top_lines(place: Place) -> list[tuple[str, int]]:
    """The lines near the top with their offsets, without the empty ones and without postal addresses."""
    found: list[tuple[str, int]] = []
    start = unbroken = 0
    for line in place.text[:NEAR_TOP].split("\n"):
        words = line.strip()
        if not words:
            unbroken = 0
        elif POSTAL.search(words):
            _drop_address(found, min(unbroken, ADDRESS_LINES), whole=ADDRESS.search(words) is not None)
            unbroken = 0
        else:
            found.append((words, start + line.index(words)))
            unbroken = unbroken + 1 if len(words) < 50 else 0
        start += len(line) + 1
    return found


def _drop_address(found: list[tuple[str, int]], above: int, *, whole: bool) -> None:
    """Take out what belongs to an address: a `whole` one on its line has only names above it."""
    for _ in range(above):
        if whole and not _like_name(found[-1][0], letter=True):
            return
        found.pop()


def _like_heading(words: str) -> bool:
    if not 8 <= len(words) <= 140 or words.endswith((",", ";", ":")) or VAGUE.match(words):
        return False
    letters = sum(char.isalpha() for char in words)
    if letters * 2 < len(words) or GREETING.match(words) or DATE_ONLY.match(words):
        return False
    return len(words.split()) >= 2 and not re.search(r"\w@\w", words)


def _like_name(words: str, *, letter: bool) -> bool:
    """Whether it only says who or where; in a letter also when it might be a name."""
    patterns = (SENDER_LINE, CAPITALISED, STREET_LINE) if letter else (SENDER_LINE,)
    return any(pattern.match(words) for pattern in patterns)


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
    line = re.sub(r"\s+", " ", title).strip(" \t-–:*#_\"'•·▪")
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"


def is_machine_name(title: str) -> bool:
    """Whether it only says what a scanner or program would."""
    return MACHINE_NAME.match(FILE_SUFFIX.sub("", title)[:80]) is not None
