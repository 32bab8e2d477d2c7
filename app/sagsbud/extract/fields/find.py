"""All fields of one document, put together."""

from datetime import datetime

from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import MessageId
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields.casenumbers import find_case_numbers
from sagsbud.extract.fields.correspondents import with_roles
from sagsbud.extract.fields.dates import find_dates
from sagsbud.extract.fields.direction import find_direction
from sagsbud.extract.fields.language import language_of
from sagsbud.extract.fields.likeness import mail_key, sketch
from sagsbud.extract.fields.parties import mail_parties, text_parties
from sagsbud.extract.fields.place import Place
from sagsbud.extract.fields.sensitivity import sensitivity_of
from sagsbud.extract.fields.titles import find_titles


def find_fields(
    raw: RawDocument, name: str, received_at: datetime, own_domains: frozenset[str] = frozenset()
) -> Extract:
    """The extract with every field that the document gives evidence for."""
    place = Place(raw.text, raw.page_starts)
    sender, recipients = mail_parties(raw.mail) if raw.mail else (None, ())
    direction = find_direction(raw, place, own_domains)
    ours = direction is not None and direction.value is not Retning.IND
    parties = text_parties(place, known=[*recipients, *([sender] if sender else [])], signed=not ours)
    mail = raw.mail
    return Extract(
        kind=raw.kind,
        mime=raw.mime,
        text=raw.text,
        page_starts=raw.page_starts,
        titles=find_titles(raw, place, name),
        dates=find_dates(raw, place, name, received_at),
        sender=sender,
        recipients=recipients,
        parties=parties if raw.mail else with_roles(parties, direction),
        case_numbers=find_case_numbers(raw, place, name),
        direction=direction,
        message_id=MessageId(mail.message_id) if mail and mail.message_id else None,
        references=tuple(MessageId(reference) for reference in mail.references) if mail else (),
        language=language_of(raw.text, raw.metadata.language),
        foelsomhed=sensitivity_of(place, parties),
        warnings=tuple(raw.warnings),
        children=tuple(raw.children),
        mail_key=mail_key(raw),
        sketch=sketch(raw.text),
    )
