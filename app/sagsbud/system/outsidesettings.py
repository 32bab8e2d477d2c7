"""What can be set of the way out: the service, who files there, the broker and the national distributor of messages."""

from typing import Annotated

import msgspec

from sagsbud.i18n import N_
from sagsbud.system.settingvalues import Authority, Exchange, ProfileName, Proxy, Uuid, says


class OutsideSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Relative paths are not allowed, since nobody knows what they would be relative to."""

    profile: Annotated[
        ProfileName,
        says(
            N_(
                "The profile that opens when the command line names none. The profile “demo” is a trial on the machine itself."
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
                "A file with the bearer token the service asks for, on one line and readable only by its owner. It "
                "is read for each request, so a new token takes effect at once."
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
                "A file with the name and password for the broker, as name:password on one line and readable only by "
                "its owner. Without it the client certificate is used, or, for a broker on this machine, its guest "
                "account."
            ),
            restart=True,
            expects="path",
        ),
    ] = None
    broker_topic: Annotated[
        Exchange,
        says(N_("The topic exchange on which events are announced and heard."), restart=True, expects="exchange"),
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
                "A PEM file with the certificate the gateway shows the national distributor. It does not belong on a "
                "caseworker's PC."
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
                "A file with the security token for the national distributor, on one line and readable only by its "
                "owner. Your token service writes a new one before the old one expires."
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
            N_("Seconds between checks of the cases that something is waiting for, when no broker reports changes."),
            restart=True,
            expects="number",
            ge=10,
            le=3600,
        ),
    ] = 60
