"""What the self-test finds, by code: the sentence, and what an administrator does about it, where there is anything to do."""

from collections.abc import Mapping

from sagsbud.i18n import N_

_STOP = N_("Look at the service's log, or tell its supplier.")
FINDINGS: Mapping[str, tuple[str, str]] = {
    "not_looked_at": (N_("Not checked because of what failed above."), ""),
    "not_yet": (N_("Not looked at yet."), ""),
    "settings_good": (N_("All settings files can be read, and nothing in them is wrong."), ""),
    "key_keyring": (N_("The key is in the keyring ({kind})."), ""),
    "key_passphrase": (N_("The key is sealed by a passphrase."), ""),
    "key_trial": (
        N_("Trial: the key is in a file next to the data. Do not put real documents here."),
        N_("For real documents use a profile of your own on a PC with a keyring."),
    ),
    "no_keyring": (
        N_("There is no keyring that can keep the key."),
        N_(
            "Run it in the user's own desktop session with a keyring (GNOME Keyring, KWallet, Windows Credential "
            "Manager), or name a file with a passphrase in SAGSBUD_PASSPHRASE_FILE."
        ),
    ),
    "keyring_locked": (
        N_("The keyring is locked."),
        N_("Unlock it, or let the login unlock it (pam_gnome_keyring), and run the test again."),
    ),
    "wrong_key": (
        N_("The key does not fit the store, or is no longer in the keyring."),
        N_("Bring back the keyring or the passphrase the store was made with. Nothing was changed."),
    ),
    "passphrase_file": (
        N_("The file in SAGSBUD_PASSPHRASE_FILE cannot be used."),
        N_("It must exist, contain one line, and be readable only by its owner (chmod 600)."),
    ),
    "trial_only": (
        N_("The store is a trial, and the service is on another machine."),
        N_("Choose another profile with “--profile” or in the machine file."),
    ),
    "store_writable": (N_("A row and a file were written, read back and removed."), ""),
    "disk_full": (N_("The disk is full."), N_("Make room on the disk that holds the profile's data.")),
    "store_read_only": (
        N_("The folder of the profile cannot be written to."),
        N_("Give the user write access to it, and check whether the disk is mounted read-only."),
    ),
    "store_damaged": (
        N_("The store is damaged."),
        N_(
            "Run “sagsbud queue --rebuild”: it keeps the damaged file and rebuilds the queue from the encrypted "
            "documents."
        ),
    ),
    "store_newer": (
        N_("The store was written by a newer Sagsbud."),
        N_("Install the newer version again. The older one changes nothing."),
    ),
    "store_in_use": (N_("Another program is using the store."), N_("Close the other program, or wait, and try again.")),
    "encrypted": (N_("What is on the disk cannot be read without the key."), ""),
    "not_encrypted": (
        N_("Not encrypted: {files}."),
        N_("Stop using this installation and tell the supplier."),
    ),
    "space_enough": (N_("{free} GB is free."), ""),
    "space_low": (N_("Only {free} GB is free."), N_("Make room before the disk is full.")),
    "space_none": (N_("Only {free} GB is free."), N_("Make room: soon nothing new can be taken in.")),
    "service_answers": (N_("{host} answers in {milliseconds} ms."), ""),
    "service_by_proxy": (N_("{host} answers in {milliseconds} ms through the proxy {proxy}."), ""),
    "service_there": (N_("Somebody answers at {host}."), ""),
    "service_busy": (
        N_("{host} answers that it is not available now ({status})."),
        N_("Wait and try again; if it continues, look at the service's log."),
    ),
    "service_failing": (N_("{host} answers, but fails ({status})."), _STOP),
    "unreachable_name": (
        N_("The name {host} is not known."),
        N_("Check the address in the setting “service_url”, and the name servers of this machine."),
    ),
    "unreachable_connect": (
        N_("{host} refuses connections."),
        N_("Check that the service runs, that the address and port are right, and that no firewall is in the way."),
    ),
    "unreachable_timeout": (
        N_("{host} does not answer in time."),
        N_("A firewall may drop the connection. Check the way from this machine to the service."),
    ),
    "unreachable_proxy": (
        N_("The proxy on the way to {host} does not let us through."),
        N_("Check HTTPS_PROXY or the system's proxy, or set “proxy” to an address or to “direct”."),
    ),
    "unreachable_route": (
        N_("There is no way to {host}."),
        N_("Check the address in the setting “service_url”."),
    ),
    "unreachable_embedded": (
        N_("The embedded service does not start."),
        N_("Look at the file service.log in the folder “service” of the profile."),
    ),
    "certificate_good": (N_("Trusted, and valid until {until}."), ""),
    "certificate_soon_over": (N_("Valid only until {until}."), N_("Have the service's certificate renewed.")),
    "certificate_not_needed": (N_("Not needed: the service is on this PC."), ""),
    "certificate_expired": (
        N_("The certificate of {host} has expired."),
        N_("Have it renewed, or set this machine's clock if it is wrong (now {now})."),
    ),
    "certificate_not_yet_valid": (
        N_("The certificate of {host} is not valid yet."),
        N_("Set this machine's clock if it is wrong (now {now}), or have the certificate issued again."),
    ),
    "certificate_unknown_ca": (
        N_("The certificate of {host} is not signed by anybody this PC trusts."),
        N_("Put the organisation's CA into the operating system's store, or name its file in the setting “ca_file”."),
    ),
    "certificate_other_name": (
        N_("The certificate is not for the name {host}."),
        N_("Use the name in the certificate in the setting “service_url”, or have one issued for this name."),
    ),
    "certificate_revoked": (N_("The certificate of {host} is revoked."), N_("Have a new one issued.")),
    "certificate_not_trusted": (
        N_("The certificate of {host} is not trusted."),
        N_("Check the whole chain of certificates on the service."),
    ),
    "certificate_handshake": (
        N_("No encrypted connection to {host} could be made."),
        N_("Check that the port speaks TLS 1.2 or newer, and that no device on the way opens the connection."),
    ),
    "certificate_ca_file": (
        N_("The file in the setting “ca_file” cannot be used."),
        N_("It must exist, be readable, and contain certificates in PEM format."),
    ),
    "certificate_client_certificate": (
        N_("{host} wants a certificate from this machine, or ours cannot be used."),
        N_(
            "Check the settings “client_certificate” and “client_key”: PEM files, readable, the key without a password."
        ),
    ),
    "login_good": (N_("The service lets us in."), ""),
    "login_needed": (
        N_("The service does not let us in."),
        N_(
            "It answers {status}. Log in again, or check the file in the setting “token_file”, and that the service "
            "gives its user a role."
        ),
    ),
    "standard_spoken": (N_("Sag, Dokument and Klasse can be searched as the standard says."), ""),
    "not_the_standard": (
        N_("What answers at {host} is not a Sag/Dokument service."),
        N_(
            "Check the address in the setting “service_url”, with its path. A proxy or a login page may answer instead."
        ),
    ),
    "clock_good": (N_("{seconds} s from the service's clock."), ""),
    "clock_off": (N_("{seconds} s from the service's clock."), N_("Let the clock be set by a time server.")),
    "clock_slow": (
        N_("This machine's clock is {seconds} s slow."),
        N_("Set it by a time server; logins and certificates are refused otherwise."),
    ),
    "clock_fast": (
        N_("This machine's clock is {seconds} s fast."),
        N_("Set it by a time server; logins and certificates are refused otherwise."),
    ),
    "clock_not_told": (N_("The service does not tell the time."), ""),
    "subjects_there": (N_("The service knows subjects to file under."), ""),
    "subjects_missing": (
        N_("The service knows no subjects, so nothing can be filed."),
        N_("Load the KLE plan into its Klassifikation."),
    ),
    "kle_edition": (N_("{subjects} subjects, edition {edition}."), ""),
    "kle_starter": (
        N_("Only the {subjects} subjects the program comes with."),
        N_("Ask IT to import the whole plan (“sagsbud kle import”)."),
    ),
    "broker_none": (N_("No broker is set; the service is asked at intervals."), ""),
    "broker_answers": (N_("The broker at {host} lets us in."), ""),
    "broker_away": (
        N_("The broker at {host} does not answer. Filing goes on without it."),
        N_("Check the setting “broker_url”, that the broker runs, and that no firewall is in the way."),
    ),
    "broker_login": (
        N_("The broker at {host} does not let us in."),
        N_("Check the file in the setting “broker_login_file”, and the user's rights to the virtual host."),
    ),
    "broker_certificate": (
        N_("The certificate of the broker at {host} is not trusted, or ours cannot be used."),
        N_(
            "Add its certificate authority to the system's store or to the setting “ca_file”, and check "
            "“client_certificate”."
        ),
    ),
    "broker_missing": (
        N_("The broker at {host} lets us in but has no exchange {exchange} yet."),
        N_("The first program with something to report creates it. Check again once something has been filed."),
    ),
    "broker_other": (
        N_("The exchange {exchange} of the broker at {host} is of another kind."),
        N_("It must be a durable topic exchange. Name a different one in “broker_topic”, or create it again."),
    ),
    "broker_rights": (
        N_("Our user lacks the rights it needs at the broker at {host}."),
        N_(
            "Give it the rights configure, write and read for {exchange}, sagsbud.dead and queues that begin with sagsbud."
        ),
    ),
    "distributor_answers": (N_("The distributor at {host} lets us in and takes messages."), ""),
    "distributor_settings": (
        N_("The distributor is set, but {keys} are missing or cannot be used."),
        N_("Set them too. “authority” must be the organisation's CVR number."),
    ),
    "distributor_token": (
        N_("The file with the distributor's token cannot be used."),
        N_("It must exist, contain one line, and be readable only by its owner. See “gateway_token_file”."),
    ),
    "distributor_certificate": (
        N_("The certificate of the distributor at {host} is not trusted, or ours cannot be used."),
        N_(
            "Add its certificate authority to the system's store or to the setting “ca_file”, and check "
            "“gateway_certificate” and “gateway_key”."
        ),
    ),
    "distributor_login": (
        N_("The distributor at {host} does not let us in."),
        N_("Check that the token is fresh, and that the certificate is the one it was issued for."),
    ),
    "distributor_away": (
        N_("The distributor at {host} does not answer. Meanwhile, messages wait at your own broker."),
        N_("Check the setting “gateway_url”, and that no firewall is in the way."),
    ),
    "distributor_missing": (
        N_("What answers at {host} has no exchange {exchange}, so it is not the distributor."),
        N_("Check the setting “gateway_url”, with its virtual host."),
    ),
    "gateway_runs": (N_("A gateway is running, and {waiting} messages are waiting."), ""),
    "gateway_stopped": (
        N_("No gateway is running, and {waiting} messages are waiting."),
        N_("Start “sagsbud agent --gateway”. What waits is kept for 14 days."),
    ),
    "gateway_not_begun": (
        N_("No gateway for this profile has run yet, or not for 14 days."),
        N_("Start “sagsbud agent --gateway” on the server that is to be one, and nowhere else."),
    ),
    "gateway_no_broker": (
        N_("The gateway has no broker of your organisation to listen to."),
        N_("Name it in the setting “broker_url”."),
    ),
    "folders_none": (N_("No folder is watched."), ""),
    "folder_watching": (N_("Watched through file system events."), ""),
    "folder_polling": (N_("Watched by listing it, since it is on a network drive."), ""),
    "folder_away": (
        N_("The folder is not there or does not answer."),
        N_("Check its path, the share, and the rights of the user."),
    ),
    "folder_target_closed": (
        N_("Filed originals cannot be moved to {target}."),
        N_("Give the user write access to it, or choose another target."),
    ),
    "reading_works": (N_("A letter was read in a process of its own."), ""),
    "reading_crashed": (
        N_("The process that reads documents does not work."),
        N_("Check that a virus scanner or a policy does not stop programs started by Sagsbud."),
    ),
    "ocr_there": (N_("Tesseract with its Danish model is here."), ""),
    "ocr_missing": (
        N_("Scanned pages without text cannot be read."),
        N_("Install tesseract with its Danish model (Debian: tesseract-ocr-dan)."),
    ),
    "queue_empty": (N_("Nothing waits."), ""),
    "queue_good": (N_("{waiting} wait and are on their way."), ""),
    "queue_stuck": (N_("{stuck} need somebody to decide, {waiting} wait."), N_("Let the user look under “Needs you”.")),
    "queue_old": (
        N_("The oldest of {waiting} has waited {days} days."),
        N_("Look at the checks above, then at “sagsbud queue”."),
    ),
}
