"""Exit codes of every command."""

from enum import IntEnum

from sagsbud.domain.errors import PolicyError, SagsbudError, ServiceError, Trouble


class Exit(IntEnum):
    """What a script learns from `$?`."""

    DONE = 0
    NEEDS_PERSON = 1
    USAGE = 2
    UNREACHABLE = 3
    POLICY = 4


_POLICY_TROUBLES = frozenset(
    {
        Trouble.POLICY,
        Trouble.NO_KEYRING,
        Trouble.KEYRING_LOCKED,
        Trouble.WRONG_KEY,
        Trouble.PASSPHRASE_FILE,
        Trouble.TRIAL_ONLY,
        Trouble.PRACTICE_ONLY,
        Trouble.UNSAFE_ADDRESS,
    }
)


def exit_of(error: SagsbudError) -> Exit:
    """The exit code an error that ended a command stands for."""
    if isinstance(error, PolicyError) or error.trouble in _POLICY_TROUBLES:
        return Exit.POLICY
    return Exit.UNREACHABLE if isinstance(error, ServiceError) else Exit.NEEDS_PERSON
