"""What the rest of the program knows of the service: its options, serving with them, and the upkeep of a store."""

import argparse
from pathlib import Path

from sagsbud.service.database import BadDatabase, CannotOpen
from sagsbud.service.maintenance import Checked, NotABackup, NotEmpty, backup, check, restore
from sagsbud.service.migrations import NewerSchema
from sagsbud.service.options import Options, UnsafeOptions, content_folder, is_loopback
from sagsbud.service.own import OwnStore
from sagsbud.service.serving import EmbeddedService, FolderBusy, serve

__all__ = [
    "BadDatabase", "CannotOpen", "Checked", "EmbeddedService", "FolderBusy", "NewerSchema", "NotABackup", "NotEmpty", "Options",
    "OwnStore", "UnsafeOptions", "backup", "check", "is_loopback", "options_of", "restore", "serve",
]  # fmt: skip


def options_of(args: argparse.Namespace) -> Options:
    """The options as `arguments.add_arguments` read them; `database` is filled in. Raises UnsafeOptions."""
    for name in ("token_file", "certificate", "key"):
        given: Path | None = getattr(args, name)
        if given and not given.is_file():
            raise UnsafeOptions(f"--{name.replace('_', '-')}: there is no file {given}")
    if bool(args.certificate) != bool(args.key):
        raise UnsafeOptions("--certificate and --key belong together")
    lines = args.token_file.read_text(encoding="utf-8").splitlines() if args.token_file else []
    return Options(
        database=args.database,
        content=content_folder(args.content, args.database),
        host=args.host,
        port=args.port,
        tokens=(*args.token, *(line.strip() for line in lines if line.strip() and not line.startswith("#"))),
        certificate=args.certificate,
        key=args.key,
        behind_proxy=args.behind_proxy,
        oidc_issuer=args.oidc_issuer,
        oidc_audience=args.oidc_audience,
        ready_file=args.ready_file,
    )
