"""The schema of the settings: every key with its type, its bounds, its built-in value and what it does.

Layers, policies, `explain-config`, the reference page and the checks of values all come from here.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from sagsbud.decoding import convert
from sagsbud.domain.addresses import is_safe, is_safe_broker
from sagsbud.domain.arrival import Afterwards
from sagsbud.i18n import N_

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


ProfileName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
Proxy = Annotated[str, Meta(pattern=r"^(direct|https?://[^/\s@]+/?)$")]
Authority = Annotated[str, Meta(pattern=rf"^(\d{{8}}|{_UUID})$")]
Uuid = Annotated[str, Meta(pattern=rf"^{_UUID}$")]
Domain = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$")]
Exchange = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,80}$")]

ReviewRule = Literal["usikkert_forslag", "aendret_klasse", "foelsom", "andres_cpr", "lagt_af_regel"]
"""The rules of review that are on or off."""
KleBeginning = Annotated[str, Meta(pattern=r"^\d\d(\.\d\d){0,2}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Folder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A watched folder: what it is called, what is taken, and what happens to the original after the proof."""

    path: Annotated[str, Meta(min_length=1)]
    label: str = ""
    take: tuple[str, ...] = ()
    afterwards: Afterwards = Afterwards.LEAVE
    target: str | None = None


def says(text: str, *, restart: bool = False, machine_only: bool = False, expects: str = "text", **bounds: Any) -> Meta:
    """What a key means, with its bounds; `restart` when a change waits for the program's next start."""
    extra = {"restart": restart, "machine_only": machine_only, "expects": expects}
    return Meta(description=text, extra=extra, **bounds)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that can be set. Relative paths are not allowed, since nobody knows what they would be relative to."""

    profile: Annotated[
        ProfileName,
        says(
            N_(
                "The profile that opens when the command line names none. The profile »demo« is a trial on the machine itself."
            ),
            restart=True,
            machine_only=True,
            expects="profile",
        ),
    ] = "demo"
    service_url: Annotated[
        str | None,
        says(
            N_(
                "Address of the Sag/Dokument service. Without one the embedded service on this machine is used. "
                "Anything but this machine itself needs https."
            ),
            restart=True,
            expects="service_url",
        ),
    ] = None
    ca_file: Annotated[
        str | None,
        says(
            N_("A PEM file with certificates to trust besides those in the operating system's store."),
            restart=True,
            expects="path",
        ),
    ] = None
    client_certificate: Annotated[
        str | None,
        says(N_("A PEM file with the certificate this machine shows the service."), restart=True, expects="path"),
    ] = None
    client_key: Annotated[
        str | None,
        says(
            N_("The PEM file with the key of `client_certificate`, when it is not in the same file."),
            restart=True,
            expects="path",
        ),
    ] = None
    token_file: Annotated[
        str | None,
        says(
            N_(
                "A file with the bearer token the service asks for, in one line and readable by its owner alone. It is read "
                "for each request, so that a new token holds at once."
            ),
            restart=True,
            expects="path",
        ),
    ] = None
    proxy: Annotated[
        Proxy | None,
        says(
            N_(
                "The way out: an address of a proxy, or `direct` for none. Without a value the system's proxy is used: "
                "HTTPS_PROXY and NO_PROXY, or the setting of Windows, macOS or the desktop, where the system runs the "
                "script for automatic configuration (PAC) if there is one."
            ),
            restart=True,
            expects="proxy",
        ),
    ] = None
    authority: Annotated[
        Authority | None,
        says(
            N_(
                "The authority that owns what is filed: its CVR number, or the uuid of its Organisation. Written as `ejer`."
            ),
            restart=True,
            expects="authority",
        ),
    ] = None
    user: Annotated[
        Uuid | None,
        says(
            N_(
                "Who files: the uuid of the Bruger. Without one it is derived from the name at login. Written as "
                "`primaerbehandler`."
            ),
            restart=True,
            expects="uuid",
        ),
    ] = None
    unit: Annotated[
        Uuid | None,
        says(
            N_("The unit responsible for what is filed: the uuid of its OrganisationEnhed. Written as `ansvarlig`."),
            restart=True,
            expects="uuid",
        ),
    ] = None
    broker_url: Annotated[
        str | None,
        says(
            N_(
                "Address of the broker of MOX messages, with its virtual host: amqps://mox.example/sagsbud. Without one "
                "the service is asked at intervals. Anything but this machine itself needs amqps."
            ),
            restart=True,
            expects="broker_url",
        ),
    ] = None
    broker_login_file: Annotated[
        str | None,
        says(
            N_(
                "A file with name and password at the broker, as name:password in one line and readable by its owner "
                "alone. Without one the client certificate logs in, or on this machine the broker's guest."
            ),
            restart=True,
            expects="path",
        ),
    ] = None
    broker_topic: Annotated[
        Exchange,
        says(N_("The topic exchange on which is told and heard what happened."), restart=True, expects="exchange"),
    ] = "mox.notifications.topic"
    broker_commands: Annotated[
        Exchange,
        says(N_("The exchange on which other systems ask an agent to do something."), restart=True, expects="exchange"),
    ] = "mox.rest"
    gateway_url: Annotated[
        str | None,
        says(
            N_(
                "Address of the national distributor of messages, with its virtual host: amqps://beskeder.example/BF. Used by "
                "`sagsbud agent --gateway` alone."
            ),
            restart=True,
            expects="broker_url",
        ),
    ] = None
    gateway_certificate: Annotated[
        str | None,
        says(
            N_(
                "A PEM file with the certificate the gateway shows the national distributor. It belongs on no clerk's PC."
            ),
            restart=True,
            expects="path",
        ),
    ] = None
    gateway_key: Annotated[
        str | None,
        says(
            N_("The PEM file with the key of `gateway_certificate`, when it is not in the same file."),
            restart=True,
            expects="path",
        ),
    ] = None
    gateway_token_file: Annotated[
        str | None,
        says(
            N_(
                "A file with the security token for the national distributor, in one line and readable by its owner alone. "
                "Your token service writes it anew before the old token is over."
            ),
            restart=True,
            expects="path",
        ),
    ] = None
    gateway_system: Annotated[
        Uuid | None,
        says(N_("The uuid of this system at the national distributor."), restart=True, expects="uuid"),
    ] = None
    gateway_message_type: Annotated[
        Uuid | None,
        says(
            N_("The uuid of the type of message, from the national distributor's catalogue of types."),
            restart=True,
            expects="uuid",
        ),
    ] = None
    poll_seconds: Annotated[
        int,
        says(
            N_("Seconds between looks at the Sager that something waits for, while no broker tells of them."),
            restart=True,
            expects="number",
            ge=10,
            le=3600,
        ),
    ] = 60
    own_domains: Annotated[
        tuple[Domain, ...],
        says(N_("Mail domains of the authority; they tell incoming mail from outgoing."), expects="domains"),
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
                "Who looks at what others filed: the uuids of their Bruger. They see the queue and may approve, return and "
                "reassign. When nobody is named, whoever something was given to may."
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
                "What is looked at again: unsure suggestions, a changed KLE subject, sensitive data, CPR numbers of people "
                "who are no party on the Sag, and what a rule filed."
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
        says(N_("Per cent of all filings that are drawn by chance and looked at."), expects="number", ge=0, le=100),
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
                "How often the program tells the unit's reviewers how its queue is: the last contact, how much is not "
                "delivered and the oldest of it. 0 means never. It names no person and no document."
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
            N_("Working days from which a document that waits for a decision is marked amber."),
            expects="number",
            ge=1,
            le=60,
        ),
    ] = 1
    red_days: Annotated[
        int,
        says(
            N_("Working days from which a document that waits for a decision is marked red and reminded of."),
            expects="number",
            ge=1,
            le=120,
        ),
    ] = 3
    grace_days: Annotated[
        int,
        says(
            N_("Days the encrypted copy on this machine is kept after the filing was read back and found equal."),
            expects="number",
            ge=0,
            le=365,
        ),
    ] = 7
    closed_sager: Annotated[
        Literal["no", "yes"],
        says(N_("Whether a document may be filed on a closed Sag when somebody chooses to."), expects="choice"),
    ] = "no"
    bandwidth_kbits: Annotated[
        int,
        says(
            N_("How much of the line sending may take, in kilobits a second. 0 means all there is."),
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
        Literal["system", "light", "dark"], says(N_("Light or dark, or as the system has it."), expects="choice")
    ] = "system"
    at_login: Annotated[
        Literal["nothing", "window"],
        says(N_("What happens when the user logs in: nothing, or the window opens."), expects="choice"),
    ] = "nothing"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the schema. `expects` names the kind of value and, with it, the bounds its sentence needs."""

    key: str
    type: Any
    default: Any
    text: str
    expects: tuple[tuple[str, str], ...]
    restart: bool
    machine_only: bool

    def check(self, value: Any) -> Any:
        """The value in the schema's own types. Raises ValueError when it is not one this key can have."""
        try:
            checked = convert(value, self.type)
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None
        rule = _RULES.get(dict(self.expects)["kind"])
        if rule and checked is not None and not rule(checked):
            raise ValueError(self.key)
        return checked


def plain(value: Any) -> Any:
    """A checked value as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def settings_of(values: dict[str, Any]) -> Settings:
    """The whole from values that were checked one by one; what is missing is built in."""
    return convert({key: plain(value) for key, value in values.items()}, Settings)


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "~", "\\\\")) or (path[1:3] in (":\\", ":/") and path[0].isalpha())


def _are_good_folders(folders: tuple[Folder, ...]) -> bool:
    whole = all(_is_absolute(folder.path) and (not folder.target or _is_absolute(folder.target)) for folder in folders)
    return whole and all(folder.target for folder in folders if folder.afterwards is not Afterwards.LEAVE)


_RULES: dict[str, Any] = {
    "service_url": is_safe,
    "broker_url": is_safe_broker,
    "path": _is_absolute,
    "folders": _are_good_folders,
}
"""What a type alone cannot say."""


def _schema() -> dict[str, Setting]:
    hints = get_type_hints(Settings, include_extras=True)
    defaults = msgspec.structs.asdict(Settings())
    return {key: _setting(key, hint, defaults[key]) for key, hint in hints.items()}


def _setting(key: str, hint: Any, default: Any) -> Setting:
    inner, meta = get_args(hint)[0], get_args(hint)[-1]
    extra = meta.extra or {}
    expects = {"kind": str(extra["expects"])}
    if meta.ge is not None:
        expects |= {"least": str(meta.ge), "most": str(meta.le)}
    if get_origin(inner) is Literal:
        expects["choices"] = ", ".join(get_args(inner))
    text = meta.description or ""
    return Setting(key, hint, default, text, tuple(expects.items()), extra["restart"], extra["machine_only"])


SCHEMA: dict[str, Setting] = _schema()
"""Every setting by its key, in the order they are shown."""
