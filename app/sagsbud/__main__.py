"""`python -m sagsbud`, the console script, and in a packaged build also the reader processes."""

import sys


def main() -> int:
    """Run a command; the reader processes of a packaged build come in by this door, for there is no other."""
    if sys.argv[1:2] == ["--extract-worker"]:
        from sagsbud.extract.worker import main as read

        read()
        return 0
    from sagsbud.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
