"""Words for the self-test: what each check is called, what was found, and what an administrator does about it."""

from collections.abc import Mapping

from sagsbud.checkfindings import FINDINGS
from sagsbud.domain.checks import Check, CheckName
from sagsbud.domain.errors import Trouble
from sagsbud.i18n import N_, decimal, tr
from sagsbud.texts import trouble_text

NAMES: Mapping[CheckName, str] = {
    CheckName.SETTINGS: N_("Settings"),
    CheckName.KEY: N_("Key"),
    CheckName.STORE: N_("Store"),
    CheckName.ENCRYPTION: N_("Encryption"),
    CheckName.SPACE: N_("Disk space"),
    CheckName.SERVICE: N_("Sag og Dokument"),
    CheckName.CERTIFICATE: N_("Certificate"),
    CheckName.LOGIN: N_("Login"),
    CheckName.STANDARD: N_("Standard"),
    CheckName.CLOCK: N_("Clock"),
    CheckName.SUBJECTS: N_("Subjects in the service"),
    CheckName.BROKER: N_("Messages"),
    CheckName.DISTRIBUTOR: N_("The national distributor"),
    CheckName.GATEWAY: N_("The gateway to it"),
    CheckName.KLE: N_("Subject plan"),
    CheckName.FOLDERS: N_("Watched folder"),
    CheckName.READING: N_("Reading"),
    CheckName.OCR: N_("Text recognition"),
    CheckName.QUEUE: N_("Queue"),
}

DECIMALS = frozenset({"free"})
"""Parameters that are numbers with decimals."""


def check_name_text(name: CheckName) -> str:
    """What the check is called."""
    return tr(NAMES[name])


def finding_text(check: Check) -> str:
    """What was found, as a sentence."""
    if "sentence" in check.params:
        return check.params["sentence"]
    if check.code in FINDINGS:
        return tr(FINDINGS[check.code][0], **_spoken(check.params))
    return trouble_text(Trouble(check.code), check.params).title


def remedy_text(check: Check) -> str:
    """What an administrator does about it; empty where there is nothing to do."""
    if "sentence" in check.params:
        return tr("Correct it there. Until then the last good value applies.")
    if check.code in FINDINGS:
        return tr(FINDINGS[check.code][1], **_spoken(check.params))
    return trouble_text(Trouble(check.code), check.params).action


def _spoken(params: Mapping[str, str]) -> dict[str, str]:
    """Values as a sentence has them: decimals in the language in use, while `--json` keeps its points."""
    return {name: decimal(float(value)) if name in DECIMALS else value for name, value in params.items()}
