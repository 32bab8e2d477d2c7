"""Who sits at this machine, as far as the operating system knows."""

import getpass
import os
import sys
from uuid import NAMESPACE_URL, UUID, uuid5


def user_name() -> str:
    """The name of the logged-in user, lower case. Of the system itself where it can be asked, not of a variable."""
    if sys.platform != "win32":
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name.lower()
        except KeyError:
            return f"uid-{os.getuid()}"
    try:
        return getpass.getuser().lower()
    except (OSError, KeyError, ImportError):
        return "user"


def user_id(name: str) -> UUID:
    """A uuid for a user whose organisation gave none: the same name always gives the same."""
    return uuid5(NAMESPACE_URL, f"sagsbud:user:{name}")
