"""Writes docs/mox.md from the messages themselves: `python docs/messages.py`; with `--check` only says whether it is fresh."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sagsbud.mox.authorities import example
from sagsbud.mox.kind import Kind
from sagsbud.mox.kinds import KINDS
from sagsbud.shipped import resources

PAGE = Path(__file__).with_name("mox.md")

HEAD = """# Messages: MOX for other systems

Written by `python docs/messages.py`; the schemas and examples below are those the program itself builds and checks with.

Sagsbud is a MOX agent: a small program beside one system that tells others in the standard's words what happened, hears
from them, and does for their users what they ask for. It speaks AMQP 0-9-1; RabbitMQ is what it is tested with.

## Rules for everybody
- **Everything that says what a message is about stands in the headers**, under the standard's names. The body is JSON.
- **Headers, routing keys and queue names hold uuids and words of the standard.** Never a CPR number, a name, a title: who
  runs a broker sees them all.
- **A message is a hint.** Read the object from the service before you act on it; it may be another one by now.
- **Every message may come twice** and has the same `beskedID` then. Keep the ids you acted on, in the transaction in which
  you acted, and acknowledge afterwards.
- A queue for each who listens. Two consumers on one queue take each other's messages.

## Where things go
| exchange | kind | what |
|---|---|---|
| `mox.notifications.topic` | topic, durable | what happened; keys `<objekttype>.<livscykluskode>`, `dokument.upload`, `dokument.fejl` |
| `mox.rest` | fanout, durable | what somebody wants done |
| `sagsbud.dead` | fanout, durable | messages nobody could act on, kept 30 days in the queue `sagsbud.dead` |

The first two names are settings (`broker_topic`, `broker_commands`). What is told is persistent, published with confirms and
`mandatory`, and only forgotten by the sender when the broker has it. AMQP properties: `message_id` is the `beskedID`,
`timestamp`, `app_id`, `content_type` `application/json`; on answers `correlation_id`.

## Running it
```
sagsbud agent                        # tells, hears, and answers commands
sagsbud agent --bridge               # and passes on what the service registers, from its change feed
sagsbud agent --reference-database "host=db dbname=mox user=mox"   # the same for the reference
sagsbud agent --feed-reference-queue # with either: also the queue mox.notifications, as the reference's relay writes it
sagsbud agent --recipe FILE          # files what comes in messages by a recipe
sagsbud agent --gateway --no-commands   # passes on to the national distributor what is told on the broker
sagsbud recipe FILE FOLDER           # files the rows of a folder's files by a recipe
```
The broker is named in the setting `broker_url`; a window hears and tells as well as soon as one is set. Anything but this
machine needs `amqps`; certificates are trusted by the operating system's store and `ca_file`. Login: `broker_login_file`, or
the client certificate. Without a broker the service is asked at intervals, and filing never waits for AMQP: what is to be
told is kept with what is filed, in one transaction, and told when the broker is back.

**The bridge and the reference.** The reference has no feed. Its database sends a notice for each registrering, and notices are
lost while nobody listens. So whenever the bridge begins to listen it looks through all Sager and Dokumenter with the
search and the list the reference allows and tells what has a stamp it has not seen. The first look tells nothing. That costs
the reference about a tenth of a second for each object; do it at night where there are many.

## What an agent does about news
| news | what happens |
|---|---|
| a Sag is closed | what is promised to it is put before a person, who may reopen it, choose another Sag or file anyway |
| a Sag is taken out of use or deleted | the same; it is offered no longer |
| a Sag has another caseworker, title or subject; a new Sag | lists and suggestions follow |
| a Dokument is asked for review, returned, approved, changed | whoever shows it reads it anew |

## Commands
A command is answered on the queue in `reply_to` with the same `correlation_id`, within 30 seconds, with `svar` or `fejl`. It has
the rights of the user in the header `autorisation` (`Bearer …`, handed to the service as it came); without one the service is
asked as nobody. What the agent itself may do is never lent out. (A service without logins lets nobody do everything: there, give
the right to write to the exchange only to those who may.) The same `beskedID` again is answered as the first time and
done once. One without `reply_to` is done too, and waits while the service is away; if it is wrong it goes to the dead
letters.

A message without `beskedtype` on this exchange is a command. A `beskedID` that was used for something else is refused, and so is
another `beskedversion`. `create` with the uuid of an object that is there leaves it as it is.

A failure has a stable code: `bad_message` (with the header or field in `felt`), `login_needed`, `object_unknown`,
`object_deleted`, `sag_unknown`, `sag_closed`, `sag_gone`, `dokument_gone`, `content_differs`, `refused`, `other_authority`, or that the
service does not answer: `unreachable`, `busy`, `answer_lost`. Files above 24 MB go by REST; then send the upload without
`indhold`.

## Hold your agent to it
```
python -m sagsbud.mox.contract --broker amqps://mox.example/test --login-file FILE --sag 26/1182
```
asks whatever agent answers there, ours or yours, for everything that can be asked, sends it wrong messages too, listens to
what is told, and says of each whether it is as below. Without `--sag` nothing is changed in the service.

## Messages
"""

RECIPES = """## Recipes
A recipe says what becomes of many small things of one form. Two are shipped in `resources/recipes`.

- `kilde`: `filer` with patterns of file names and a `skilletegn`, for tables with a row of names above and for JSON objects; or `besked`,
  an exchange on the virtual host of the authority `modtager`, for messages from the authorities in `afsendere`.
- `noegle`, `titel`, `dato`, `filnavn`, `tekst`: put together from the fields in braces. A field that is missing makes the row wrong.
- `som`: `dokument` or `journalnotat`; `dokumenttype`.

`sagsbud recipe FILE FOLDER` promises each row to the Sag its key names and says what became of it; a key that names no open Sag
puts the reading into the inbox, before a person. `--dry-run` only counts. A run that was cut off is simply run again: rows
that are known are not promised twice. `--wait SECONDS` delivers too.

**Readings**, `vandaflaesning.json`:
```json
{readings}
```
**Between authorities**, `myndighedspost.json`:
```json
{post}
```
Each authority has a virtual host and users of its own. A message for another authority, or from one that is not named, is
refused with `other_authority`, whatever the broker let through. It is answered with a receipt: the Dokument, the Sag, and the
sha256 that was read back. Header `beskedID`; body:
```json
{message}
```

## The national distributor
`sagsbud agent --gateway` hears on your own broker, in a durable queue of its own, what is told of Sager and Dokumenter, reads each
object from the service, and tells the distributor. It runs on a server and holds the certificate; a clerk's PC never does.
[How IT sets it up](it/operations.md#the-gateway-to-the-national-distributor).

- **One event for each registrering.** Messages of the filing program, of the bridge and of others about the same registrering
  are one event. Its `BeskedId` and `TransaktionsId` follow from the registrering, so that a repeat after a lost answer is
  known as one. Run a bridge too (here or in another agent): it tells what any system registers.
- **The envelope alone.** `ObjektRegistrering` has the object's uuid and type (`urn:oio:sagdok:objekttype:Sag`), the life-cycle code
  (`urn:oio:sagdok:livscykluskode:Rettet`), the subject (`urn:oio:kle:82.20.00`), who and when; there is no `Beskeddata`, no title
  and no person. `TilladtModtager` and `ObjektAnsvarligMyndighed` are the authority's own CVR number, as the distributor asks.
- **The way:** TLS with the client certificate, the security token as SASL `EXTERNAL` response and in the header `token`, exchange
  `AFSEND_BESKED_EXCHANGE`, `mandatory`, confirms, direct reply. Code 20 is done; at 41 it goes on with the new token as soon as the
  token file holds one. While the distributor is away, messages wait in the queue, up to 14 days without the gateway.
- **What cannot be told** goes to the dead letters: an object without a subject, and what the distributor refuses with any other code.

For programs: `sagsbud.mox.beskedfordeler` builds and reads `Haendelsesbesked` with its `Beskedkuvert`, and refuses what breaks the
structure by the name of the element; `sagsbud.mox.afsend` sends it, with any token service behind `Tokens`.
"""


def page() -> str:
    """The whole page."""
    recipes = resources() / "recipes"
    filled = RECIPES.format(
        readings=(recipes / "vandaflaesning.json").read_text(encoding="utf-8").strip(),
        post=(recipes / "myndighedspost.json").read_text(encoding="utf-8").strip(),
        message=json.dumps(json.loads(example()), ensure_ascii=False, indent=2),
    )
    return "\n".join([HEAD, *(_section(kind) for kind in KINDS), filled])


def _section(kind: Kind) -> str:
    schema = json.dumps(kind.schema(), ensure_ascii=False, indent=2, sort_keys=True)
    shown = json.dumps(kind.shown(), ensure_ascii=False, indent=2)
    return (
        f"### `{kind.name}`\n{kind.text}\n\nTo {kind.goes_to}.\n```json\n{shown}\n```\n"
        f"<details><summary>JSON schema</summary>\n\n```json\n{schema}\n```\n</details>\n"
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it; 1 when it is not fresh."""
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
