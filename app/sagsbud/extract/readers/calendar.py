"""Calendar entries and address cards: their lines, unfolded and named."""

import re
from datetime import UTC, datetime

from sagsbud.extract.decoding import decode_text
from sagsbud.extract.document import Address, Job, Mail, Metadata, RawDocument

FOLD = re.compile(r"\n[ \t]")
LINE = re.compile(r"(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(?P<value>.*)")
SAID = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION", "FN", "ORG", "TITLE", "TEL", "EMAIL", "ADR", "NOTE")
COMMON_NAME = re.compile(r"CN=\"?([^\";:]+)", re.IGNORECASE)


def read(job: Job) -> RawDocument:
    """What the first entries say; organiser and attendees as correspondents of an invitation."""
    lines = [found for line in FOLD.sub("", decode_text(job.content)).split("\n") if (found := LINE.match(line))]
    text = "\n".join(_plain(line) for line in lines if line["name"].upper() in SAID)
    summaries = tuple(_unescape(line["value"]) for line in lines if line["name"].upper() in ("SUMMARY", "FN"))
    organisers = [_person(line) for line in lines if line["name"].upper() == "ORGANIZER"]
    attendees = tuple(_person(line) for line in lines if line["name"].upper() == "ATTENDEE")
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime, text, headings=summaries[:3])
    if organisers:
        subject = summaries[0] if summaries else ""
        raw.mail = Mail(subject=subject, sender=organisers[0], to=attendees[:200])
    raw.metadata = Metadata(
        modified=next((_stamp(line["value"]) for line in lines if line["name"].upper() == "DTSTAMP"), None)
    )
    return raw


def _plain(line: "re.Match[str]") -> str:
    value = _unescape(line["value"])
    if line["name"].upper() in ("DTSTART", "DTEND") and (stamp := _stamp(value)):
        value = stamp.strftime("%d-%m-%Y %H.%M")
    return value.replace(";", " ").strip() if line["name"].upper() == "ADR" else value


def _unescape(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def _person(line: "re.Match[str]") -> Address:
    name = COMMON_NAME.search(line["params"] or "")
    address = re.sub(r"^mailto:", "", line["value"].strip(), flags=re.IGNORECASE)
    return Address(name[1].strip() if name else "", address.lower() if "@" in address else "")


def _stamp(value: str) -> datetime | None:
    for form in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            return datetime.strptime(value.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
