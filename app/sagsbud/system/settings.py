"""What can be set."""

from typing import Annotated, Any, Literal

import msgspec

from sagsbud.decoding import convert
from sagsbud.i18n import N_
from sagsbud.system.outsidesettings import OutsideSettings
from sagsbud.system.settingvalues import Day, Domain, Folder, KleBeginning, ReviewRule, StrokeText, Uuid, says


class Settings(OutsideSettings, frozen=True, kw_only=True):
    """Everything that can be set: the way out, then the work at this desk, in the order in which they are shown."""

    own_domains: Annotated[
        tuple[Domain, ...],
        says(N_("Email domains of the authority; they tell incoming mail from outgoing."), expects="domains"),
    ] = ()
    folders: Annotated[
        tuple[Folder, ...],
        says(
            N_(
                "Watched folders. Each has a `path` and may have a `label`, patterns to `take`, what happens to the "
                "original `afterwards` (leave, move, archive) and the `target` it is moved to."
            ),
            expects="folders",
        ),
    ] = ()
    kle_address: Annotated[
        str,
        says(
            N_("Where OS2KLE is fetched from when somebody asks for it; nothing is fetched unasked."),
            expects="service_url",
        ),
    ] = "https://raw.githubusercontent.com/os2kle/os2kle/master/OS2KLE.txt"
    reviewers: Annotated[
        tuple[Uuid, ...],
        says(
            N_(
                "Who looks at what others filed: the uuids of their Bruger. They see the queue and may approve, "
                "return and reassign. When nobody is named, whoever a document was assigned to may."
            ),
            expects="uuids",
        ),
    ] = ()
    review_to: Annotated[
        Uuid | None,
        says(
            N_(
                "To whom documents go for review: the uuid of a Bruger, or that of the unit for a queue its reviewers share. "
                "Without one it is the unit, when it has reviewers. Written as `fordelttil`."
            ),
            expects="uuid",
        ),
    ] = None
    review_reasons: Annotated[
        tuple[ReviewRule, ...],
        says(
            N_(
                "What is looked at again: unsure suggestions, a changed KLE subject, sensitive data, CPR numbers of "
                "people who are not a party to the case, and what a rule filed."
            ),
            expects="review_reasons",
        ),
    ] = ()
    review_kle: Annotated[
        tuple[KleBeginning, ...],
        says(N_("Groups of KLE subjects in which everything is looked at again."), expects="kle_groups"),
    ] = ()
    review_new_until: Annotated[
        Day | None,
        says(
            N_("The last day on which the person counts as new, so that everything they file is looked at."),
            expects="day",
        ),
    ] = None
    review_sample_percent: Annotated[
        int,
        says(N_("Percentage of all filings drawn at random and reviewed."), expects="number", ge=0, le=100),
    ] = 0
    review_before: Annotated[
        Literal["never", "own", "always"],
        says(
            N_(
                "What is filed only when it is approved: nothing, what you send and write yourselves, or everything. "
                "Received documents are to be filed as soon as possible, so review usually comes after."
            ),
            expects="choice",
        ),
    ] = "never"
    review_report_minutes: Annotated[
        int,
        says(
            N_(
                "How often the program tells the unit's reviewers how its queue is doing: the last contact, how much "
                "is not delivered, and the oldest of it. 0 means never. It names no person and no document."
            ),
            expects="number",
            ge=0,
            le=1440,
        ),
    ] = 0
    undo_seconds: Annotated[
        int, says(N_("Seconds in which a decision can be undone before it is sent."), expects="number", ge=0, le=600)
    ] = 20
    amber_days: Annotated[
        int,
        says(
            N_("Working days after which a document waiting for a decision is marked amber."),
            expects="number",
            ge=1,
            le=60,
        ),
    ] = 1
    red_days: Annotated[
        int,
        says(
            N_("Working days after which a document waiting for a decision is marked red, and you are reminded of it."),
            expects="number",
            ge=1,
            le=120,
        ),
    ] = 3
    grace_days: Annotated[
        int,
        says(
            N_(
                "Days the encrypted copy is kept on this machine after the filing has been read back and found "
                "identical."
            ),
            expects="number",
            ge=0,
            le=365,
        ),
    ] = 7
    closed_sager: Annotated[
        Literal["no", "yes"],
        says(N_("Whether a document may be filed on a closed case when somebody chooses to."), expects="choice"),
    ] = "no"
    bandwidth_kbits: Annotated[
        int,
        says(
            N_("How much of the connection sending may use, in kilobits per second. 0 means no limit."),
            restart=True,
            expects="number",
            ge=0,
            le=10_000_000,
        ),
    ] = 0
    on_metered: Annotated[
        Literal["send", "bulk_waits", "wait"],
        says(
            N_(
                "On a connection the system calls metered: send, let imports and what rules filed wait, or let everything "
                "wait."
            ),
            expects="choice",
        ),
    ] = "bulk_waits"
    escrow_key_file: Annotated[
        str | None,
        says(
            N_(
                "A PEM file with the organisation's public RSA key (3072 bits or more). The key of this machine is sealed to "
                "it, so that IT can get the documents back."
            ),
            restart=True,
            machine_only=True,
            expects="path",
        ),
    ] = None
    language: Annotated[
        Literal["da", "en"], says(N_("The language of the window and the command line."), expects="choice")
    ] = "da"
    appearance: Annotated[
        Literal["system", "light", "dark"], says(N_("Light or dark, or the same as the system."), expects="choice")
    ] = "system"
    letter_keys: Annotated[
        Literal["on", "off"],
        says(
            N_("Whether single letters and digits work as keys in the window when the cursor is not in a text field."),
            expects="choice",
        ),
    ] = "on"
    send_key: Annotated[
        Literal["on", "off"],
        says(
            N_("Whether a shortcut that works in every program takes the files that are copied there into the inbox."),
            expects="choice",
        ),
    ] = "on"
    send_key_stroke: Annotated[StrokeText, says(N_("That shortcut."), expects="stroke")] = "Ctrl+Alt+S"
    at_login: Annotated[
        Literal["nothing", "window"],
        says(N_("What happens when the user logs in: nothing, or the window opens."), expects="choice"),
    ] = "nothing"


def plain(value: Any) -> Any:
    """A checked value as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def settings_of(values: dict[str, Any]) -> Settings:
    """The whole from values that were checked one by one; what is missing is built in."""
    return convert({key: plain(value) for key, value in values.items()}, Settings)
