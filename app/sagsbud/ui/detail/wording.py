"""Sentences of the detail pane: what the document is, where it goes, what is missing, what has happened to it."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath

from sagsbud.domain.extract import Kind, ReadingWarning
from sagsbud.domain.parties import Part, PartRolle
from sagsbud.domain.sagsobjekter import Foelsomhed, Journalpostkode
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import N_, language, tr, trn
from sagsbud.ui.handedwords import given_text, giver_of, going_back_text
from sagsbud.ui.texts import day_heading, moment_text, size_text

SEPARATOR = " · "

KINDS: Mapping[Kind, str] = {
    Kind.PDF: N_("PDF"),
    Kind.DOCX: N_("Word document"),
    Kind.DOC: N_("Word document"),
    Kind.ODT: N_("Text document"),
    Kind.XLSX: N_("Spreadsheet"),
    Kind.XLS: N_("Spreadsheet"),
    Kind.ODS: N_("Spreadsheet"),
    Kind.PPTX: N_("Presentation"),
    Kind.PPT: N_("Presentation"),
    Kind.ODP: N_("Presentation"),
    Kind.RTF: N_("Text document"),
    Kind.TXT: N_("Text"),
    Kind.CSV: N_("Table"),
    Kind.HTML: N_("Web page"),
    Kind.EML: N_("Email"),
    Kind.MSG: N_("Email"),
    Kind.MBOX: N_("Mailbox"),
    Kind.PST: N_("Mailbox"),
    Kind.TNEF: N_("Email"),
    Kind.P7M: N_("Signed email"),
    Kind.ICS: N_("Calendar"),
    Kind.VCF: N_("Contact card"),
    Kind.IMAGE: N_("Picture"),
    Kind.ZIP: N_("Archive"),
    Kind.UNKNOWN: N_("Document"),
}
_ICONS: Mapping[Kind, str] = {
    Kind.PDF: "file-text",
    Kind.TXT: "file-text",
    Kind.RTF: "file-type",
    Kind.DOCX: "file-type",
    Kind.DOC: "file-type",
    Kind.ODT: "file-type",
    Kind.IMAGE: "image",
    Kind.EML: "mail",
    Kind.MSG: "mail",
    Kind.TNEF: "mail",
    Kind.P7M: "mail",
}
_ENDINGS = frozenset(kind.value for kind in Kind) - {Kind.UNKNOWN.value, Kind.IMAGE.value}
MAILS = frozenset({Kind.EML, Kind.MSG, Kind.TNEF, Kind.P7M})

_WARNINGS: Mapping[ReadingWarning, str] = {
    ReadingWarning.TRUNCATED_TEXT: N_("Only the beginning of the text was read."),
    ReadingWarning.TRACKED_CHANGES: N_("The document has tracked changes."),
    ReadingWarning.COMMENTS: N_("The document has comments."),
    ReadingWarning.MACROS: N_("The document has macros. They are not run."),
    ReadingWarning.EMBEDDED_FILES: N_("Other files lie inside the document."),
    ReadingWarning.SIGNED: N_("The document has a digital signature."),
    ReadingWarning.ENCRYPTED_PART: N_("A part is encrypted and could not be read."),
    ReadingWarning.DAMAGED_PART: N_("A part is damaged and could not be read."),
    ReadingWarning.TOO_MANY_PARTS: N_("Not all attachments could be shown. The whole file keeps them."),
    ReadingWarning.HIDDEN_CONTENT: N_("The document has hidden content."),
    ReadingWarning.EXTENSION_MISMATCH: N_("The file is not the kind its name says."),
}
_QUIET = frozenset({ReadingWarning.EMBEDDED_FILES})
"""Warnings that say what the tree shows anyway."""

ROLES: Mapping[PartRolle, str] = {
    PartRolle.AFSENDER: N_("Sender"),
    PartRolle.MODTAGER: N_("Recipient"),
    PartRolle.PART: N_("Party"),
    PartRolle.KOPIPART: N_("Copy"),
}

_SENSITIVITY: Mapping[Foelsomhed, str] = {
    Foelsomhed.FORTROLIG: N_("Confidential: there is a CPR number in the text."),
    Foelsomhed.FOELSOM: N_("Sensitive: there is information on health or other purely private matters."),
    Foelsomhed.VIP: N_("Protected case: only few may see it."),
}
_CONFIDENTIAL = N_("Confidential.")

BAND_TITLES: Mapping[Band, str] = {
    Band.SURE: N_("Sure suggestion"),
    Band.LIKELY: N_("Likely suggestion"),
    Band.UNSURE: N_("No sure suggestion"),
    Band.NONE: N_("No suggestion"),
}


def warning_text(warning: ReadingWarning, pages: int) -> str:
    """What was met while it was read."""
    if warning is ReadingWarning.NO_TEXT_LAYER:
        return trn("The page is a picture without text.", "The pages are pictures without text.", pages)
    return tr(_WARNINGS[warning])


def known_text(detail: Detail) -> str:
    """What is good to know before it is decided: whom it came from, and what was met while it was read."""
    entry, read = detail.entry, detail.extract
    parts = [warning_text(one, read.pages) for one in read.warnings if one not in _QUIET] if read else []
    if entry.item.given and entry.state is OrderState.DRAFT:
        giver = giver_of(entry)
        back = going_back_text(giver) if giver else ""
        parts.insert(0, f"{given_text(entry.item.given)} {back}".strip())
    return " ".join(parts)


# -- what it is ----------------------------------------------------------------------------------------------


def long_date_text(day: date) -> str:
    """mandag 23. november 2026."""
    heading = day_heading(day)
    return f"{heading[:1].lower() if language() == 'da' else heading[:1]}{heading[1:]} {day.year}"


def attached(detail: Detail, proposal: Proposal) -> int:
    """How many attachments it has: decoration is one only where somebody files it by itself."""
    return sum(not child.item.folded or proposal.takes(child.item) for child in detail.children)


def kind_text(detail: Detail, proposal: Proposal) -> str:
    """Mail with 2 attachments."""
    name = tr(KINDS[detail.extract.kind if detail.extract else _kind_by_name(detail.entry.item.name)])
    count = attached(detail, proposal)
    if not count:
        return name
    return trn("{kind} with {count} attachment", "{kind} with {count} attachments", count, kind=name)


def _kind_by_name(name: str) -> Kind:
    """What its ending promises, for a file that could not be read."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    return Kind(ending) if ending in _ENDINGS else Kind.UNKNOWN


def subtitle(detail: Detail, proposal: Proposal) -> str:
    """Mail with 2 attachments · 3 pages · 412 kB · received today 09.14."""
    item, extract = detail.entry.item, detail.extract
    parts = [kind_text(detail, proposal)]
    if extract and extract.pages:
        parts.append(trn("{count} page", "{count} pages", extract.pages))
    parts += [size_text(item.size), tr("received {when}", when=moment_text(item.received_at))]
    return SEPARATOR.join(parts)


def is_mail(detail: Detail) -> bool:
    """Whether it is shown as a letter with a head of its own."""
    return detail.extract is not None and detail.extract.kind in MAILS


def kind_icon(detail: Detail) -> str:
    """The drawing for what it is."""
    kind = detail.extract.kind if detail.extract else Kind.UNKNOWN
    if detail.extract and ReadingWarning.NO_TEXT_LAYER in detail.extract.warnings and kind is Kind.PDF:
        return "scan-line"
    return _ICONS.get(kind, "file")


def mime_icon(mime: str) -> str:
    """The drawing for an attachment that is known by its type only."""
    if mime.startswith("image/"):
        return "image"
    if mime == "message/rfc822" or mime.endswith("outlook"):
        return "mail"
    return "file-text" if mime in ("application/pdf", "text/plain") else "file-type" if "office" in mime else "file"


def part_id_text(part: Part) -> str:
    """010101-xxxx, CVR 12345678, an address, or nothing where the name says it all."""
    kind, _, value = part.urn.rpartition(":")
    if part.holds_cpr:
        return f"{value[:6]}-xxxx"
    if kind.endswith("cvr-nr"):
        return tr("CVR {number}", number=value)
    if kind.endswith("pnr"):
        return tr("P no. {number}", number=value)
    return value if kind.endswith("mailto") and value != part.navn else ""


# -- where it goes -------------------------------------------------------------------------------------------


def footer_text(proposal: Proposal, bilag: int) -> str:
    """Will be filed on 26/1182 as a case document, with 2 attachments. The number stands between `<b>` marks."""
    if proposal.sag is None:
        return ""
    nummer = f"<b>{proposal.sag.sagsnummer}</b>"
    role = {
        Journalpostkode.TILAKTERET: tr("a case document"),
        Journalpostkode.VEDLAGT: tr("an enclosure"),
        Journalpostkode.JOURNALNOTAT: tr("a note"),
    }[proposal.kode]
    if proposal.new_sag and not bilag:
        return tr("Creates {sag}, and files the document there as {role}.", sag=nummer, role=role)
    if proposal.new_sag:
        return trn(
            "Creates {sag}, and files the document there as {role}, with {count} attachment.",
            "Creates {sag}, and files the document there as {role}, with {count} attachments.",
            bilag,
            sag=nummer,
            role=role,
        )
    if not bilag:
        return tr("Will be filed on {sag} as {role}.", sag=nummer, role=role)
    return trn(
        "Will be filed on {sag} as {role}, with {count} attachment.",
        "Will be filed on {sag} as {role}, with {count} attachments.",
        bilag,
        sag=nummer,
        role=role,
    )


def sensitivity_text(proposal: Proposal, holds_cpr: bool) -> str:
    """Why it is confidential; nothing when it is not."""
    if proposal.foelsomhed is Foelsomhed.FORTROLIG and not holds_cpr:
        return tr(_CONFIDENTIAL)
    return tr(_SENSITIVITY.get(proposal.foelsomhed, ""))


def missing_text(proposal: Proposal) -> str:
    """Missing: case and KLE subject."""
    names = {"sag": tr("case"), "kle": tr("KLE subject"), "titel": tr("title")}
    missing = [names[name] for name in proposal.missing]
    if not missing:
        return ""
    listed = tr("{first} and {last}", first=", ".join(missing[:-1]), last=missing[-1]) if missing[1:] else missing[0]
    return tr("Missing: {fields}", fields=listed)


def band_title(detail: Detail, proposal: Proposal) -> str:
    """How sure the whole is; where either the case or the subject is at least likely, what the other lacks."""
    given = detail.suggestions
    sag, weak = given.sager[0] if given.sager else None, (Band.UNSURE, Band.NONE)
    has_sag = sag is not None and sag.value.is_open and sag.band not in weak
    has_kle = bool(given.kle) and given.kle[0].band not in weak
    if has_sag and not has_kle and proposal.kle is None:
        return tr("No sure subject")
    if has_sag or not has_kle or proposal.sag is not None:
        return tr(BAND_TITLES[given.band])
    if sag is None:
        return tr("No case found")
    return tr("No sure case") if sag.value.is_open else tr("The case found is closed")


def band_sentence(detail: Detail, proposal: Proposal) -> str:
    """What the band asks of the person."""
    given = detail.suggestions
    sag = given.sager[0].band if given.sager and given.sager[0].value.is_open else Band.NONE
    kle = given.kle[0].band if given.kle else Band.NONE
    if given.band is Band.SURE and not proposal.missing:
        if proposal.facet is None:
            return tr("Look over the case and subject, and press Ctrl+Enter.")
        return tr("All fields are filled in. Look it over and press Ctrl+Enter.")
    if proposal.sag is None and proposal.kle is None:
        if not given.sager and not given.kle:
            return tr("Sagsbud does not guess. Search for the case and the KLE subject.")
        return tr("Sagsbud does not guess. Search, or choose a suggestion.")
    if proposal.sag is None:
        return tr("Choose the case. Press S to search.")
    if sag is Band.SURE and kle is not Band.SURE:
        return tr("The case is sure. Look at the KLE subject.")
    if proposal.kle is None:
        return tr("Choose the KLE subject. Press K to search.")
    return tr("Look at the fields before you file.")
