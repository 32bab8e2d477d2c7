"""How large an object may be: far above what filing needs, far below what makes one request hold up the others."""

from typing import Any

from sagsbud.sagdok.models import ObjectType
from sagsbud.service.errors import Refusal, bad_request

Json = dict[str, Any]

MOST_PERIODS = 500
"""Periods of an attribute, a state or a 0..1 relation."""
MOST_TARGETS = 10_000
"""Entries of all relations of one request together; a journal may grow beyond it, request by request."""
MOST_DELE = 500
"""Dele of all varianter together."""
LONGEST_KEY = 500
"""Characters of a brugervendtnoegle, a urn or another text that is looked up whole."""


def hold_bounds(spec: ObjectType, body: Json) -> None:
    """Raises Refusal 413 for too much, 400 for a key that is too long. `body` is in canonical form."""
    periods = [body["attributter"], body["tilstande"]]
    periods += [entries for name, entries in body["relationer"].items() if not spec.relations[name]]
    variants = body.get("varianter") or []
    dele = [del_ for variant in variants for del_ in variant["dele"]]
    periods += [holder["egenskaber"] for holder in (*variants, *dele)]
    if any(len(entries) > MOST_PERIODS for entries in periods):
        raise Refusal(413, f"At most {MOST_PERIODS} periods of one value.")
    if sum(len(entries) for entries in body["relationer"].values()) > MOST_TARGETS:
        raise Refusal(413, f"At most {MOST_TARGETS} relations in one request.")
    if len(dele) > MOST_DELE or len(variants) > MOST_DELE:
        raise Refusal(413, f"At most {MOST_DELE} dele in one Dokument.")
    _hold_keys(spec, body)


def _hold_keys(spec: ObjectType, body: Json) -> None:
    for period in body["attributter"]:
        if len(period.get("brugervendtnoegle", "")) > LONGEST_KEY:
            raise bad_request(f"attributter.{spec.attribute}.brugervendtnoegle: is longer than {LONGEST_KEY}")
    for name, entries in body["relationer"].items():
        if any(len(entry.get("urn", "")) > LONGEST_KEY for entry in entries):
            raise bad_request(f"relationer.{name}.urn: is longer than {LONGEST_KEY}")
