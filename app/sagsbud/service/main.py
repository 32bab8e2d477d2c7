"""`python -m sagsbud.service`: the service as the program starts it for itself, and its upkeep."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sagsbud.service.maintenance import Checked, backup, check, restore
from sagsbud.service.options import Options, UnsafeOptions, content_folder
from sagsbud.service.serving import EmbeddedService, serve

__all__ = ["Checked", "EmbeddedService", "Options", "UnsafeOptions", "backup", "check", "main", "restore", "serve"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 fine, 1 the check found something, 2 wrong use."""
    parser = _parser()
    args = parser.parse_args(arguments)
    try:
        folder = content_folder(args.content, args.database)
        if args.check:
            return _report(check(args.database, folder, remove=args.remove))
        if args.backup:
            print(f"{backup(args.database, folder, args.backup)} contents saved")
        elif args.restore:
            print(f"{restore(args.restore, args.database, folder)} contents restored")
        else:
            serve(_options(args, folder))
    except UnsafeOptions as error:
        parser.error(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sagsbud.service")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--database", required=True, metavar="URL")
    parser.add_argument("--content", type=Path, metavar="DIR", help="default: beside the SQLite file")
    parser.add_argument("--token-file", type=Path, help="one role:token or role:token:uuid a line")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--behind-proxy", action="store_true", help="TLS ends in a proxy in front")
    parser.add_argument("--oidc-issuer", metavar="URL")
    parser.add_argument("--oidc-audience", default="sagsbud")
    parser.add_argument("--ready-file", type=Path)
    parser.add_argument("--check", action="store_true", help="look for contents nobody owns, then end")
    parser.add_argument("--remove", action="store_true", help="with --check: remove what nobody owns")
    parser.add_argument("--backup", type=Path, metavar="DIR", help="save everything there, then end")
    parser.add_argument("--restore", type=Path, metavar="DIR", help="bring a backup into an empty store, then end")
    return parser


def _options(args: argparse.Namespace, folder: Path) -> Options:
    lines = args.token_file.read_text().splitlines() if args.token_file else []
    return Options(
        database=args.database,
        content=folder,
        host=args.host,
        port=args.port,
        tokens=tuple(line.strip() for line in lines if line.strip()),
        certificate=args.certificate,
        key=args.key,
        behind_proxy=args.behind_proxy,
        oidc_issuer=args.oidc_issuer,
        oidc_audience=args.oidc_audience,
        ready_file=args.ready_file,
    )


def _report(found: Checked) -> int:
    for name in found.stray:
        print(f"stray {name}")
    for sha256 in found.missing:
        print(f"missing {sha256}", file=sys.stderr)
    print(f"{len(found.stray)} stray{' (removed)' if found.removed else ''}, {len(found.missing)} missing")
    return 0 if found.clean else 1
