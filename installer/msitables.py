"""What is written into the Windows package's tables after wixl has compiled it, as the queries that `msibuild -q` takes.

Sources of the numbers: the types of custom actions and the sequence of standard actions in Windows Installer's reference.
"""

from collections.abc import Iterable, Iterator

SET_PROPERTY = 51
FIRST_SEQUENCE = 256
"""Of an action that stands in both sequences only the first one runs."""
RUN_INSTALLED_PROGRAM, DEFERRED, AS_SYSTEM = 18, 1024, 2048
BEFORE_SEARCH, SEARCH, AFTER_SEARCH = 30, 50, 60
AFTER_INITIALIZE = 1510
"""The script has begun (1500), and nothing was removed yet (1700 and on)."""
MOVE_FILES = 3800
MACHINE_REGISTRY, RAW_VALUE, IN_64_BIT = 2, 2, 16
POLICY_FOLDER = "POLICYDIR"
ONLY_ADMINISTRATORS_WRITE = "D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)"
"""Full access for the system and administrators, reading for users, nothing inherited."""
REAL_REMOVAL = 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE AND DROP_UNSENT<>"1"'
SEQUENCES = ("InstallExecuteSequence", "InstallUISequence")


def conditions(of: dict[str, str]) -> Iterator[str]:
    """When each component is installed."""
    for identity, condition in of.items():
        yield f"UPDATE `Component` SET `Condition` = '{condition}' WHERE `Component` = '{identity}'"


def secure(properties: Iterable[str]) -> Iterator[str]:
    """Properties that reach the elevated half of the installation."""
    named = ";".join([*properties, "WIX_UPGRADE_DETECTED", "WIX_DOWNGRADE_DETECTED"])
    yield f"UPDATE `Property` SET `Value` = '{named}' WHERE `Property` = 'SecureCustomProperties'"


def remembering(properties: Iterable[str], key: str) -> Iterator[str]:
    """A property that is not given takes the value it had at the last installation; one that is given keeps its own."""
    kind = SET_PROPERTY + FIRST_SEQUENCE
    yield from (_step(sequence, "AppSearch", "", SEARCH) for sequence in SEQUENCES)
    for number, name in enumerate(properties):
        yield f"INSERT INTO `AppSearch` (`Property`, `Signature_`) VALUES ('{name}', 'Kept{name}')"
        yield (
            "INSERT INTO `RegLocator` (`Signature_`, `Root`, `Key`, `Name`, `Type`) "
            f"VALUES ('Kept{name}', {MACHINE_REGISTRY}, '{key}', '{name}', {RAW_VALUE + IN_64_BIT})"
        )
        yield _action(f"Take{name}", kind, f"GIVEN_{name}", f"[{name}]")
        yield _action(f"Give{name}", kind, name, f"[GIVEN_{name}]")
        for sequence in SEQUENCES:
            yield _step(sequence, f"Take{name}", name, BEFORE_SEARCH + number)
            yield _step(sequence, f"Give{name}", f"GIVEN_{name}", AFTER_SEARCH + number)


def unsent_check(program: str) -> Iterator[str]:
    """Removing the program ends, with nothing changed, while documents of anybody on the machine are not sent."""
    yield _action("CheckUnsent", RUN_INSTALLED_PROGRAM + DEFERRED + AS_SYSTEM, program, "unsent --all-users")
    yield _step("InstallExecuteSequence", "CheckUnsent", REAL_REMOVAL, AFTER_INITIALIZE)


def policy_file(component: str) -> Iterator[str]:
    """POLICY_FILE is copied to where policies are read; only administrators may write there."""
    yield (
        "CREATE TABLE `MoveFile` (`FileKey` CHAR(72) NOT NULL, `Component_` CHAR(72) NOT NULL, "
        "`SourceName` CHAR(255) LOCALIZABLE, `DestName` CHAR(255) LOCALIZABLE, `SourceFolder` CHAR(72), "
        "`DestFolder` CHAR(72) NOT NULL, `Options` INT NOT NULL PRIMARY KEY `FileKey`)"
    )
    yield (
        "INSERT INTO `MoveFile` (`FileKey`, `Component_`, `DestName`, `SourceFolder`, `DestFolder`, `Options`) "
        f"VALUES ('policies', '{component}', 'policies.json', 'POLICY_FILE', '{POLICY_FOLDER}', 0)"
    )
    yield _step("InstallExecuteSequence", "MoveFiles", "", MOVE_FILES)
    yield (
        "CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL, "
        "`Table` CHAR(32) NOT NULL, `SDDLText` CHAR(0) NOT NULL, `Condition` CHAR(255) "
        "PRIMARY KEY `MsiLockPermissionsEx`)"
    )
    yield (
        "INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) "
        f"VALUES ('policies', '{POLICY_FOLDER}', 'CreateFolder', '{ONLY_ADMINISTRATORS_WRITE}')"
    )


def _action(name: str, kind: int, source: str, target: str) -> str:
    return (
        "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) "
        f"VALUES ('{name}', {kind}, '{source}', '{target}')"
    )


def _step(sequence: str, action: str, condition: str, number: int) -> str:
    if condition:
        return (
            f"INSERT INTO `{sequence}` (`Action`, `Condition`, `Sequence`) VALUES ('{action}', '{condition}', {number})"
        )
    return f"INSERT INTO `{sequence}` (`Action`, `Sequence`) VALUES ('{action}', {number})"
