"""`python -m sagsbud`, the console script, and in a packaged build also its own processes."""

import sys


def main() -> int:
    """Run a command; the processes a packaged build starts come in by this door too, for there is no other."""
    if sys.argv[1:2] == ["--extract-worker"]:
        from sagsbud.extract.worker import main as read

        read()
        return 0
    if sys.argv[1:2] == ["--house"]:
        from sagsbud.bootstrap.nextdoor import main as keep

        keep()
        return 0
    from sagsbud.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
