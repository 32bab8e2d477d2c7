"""`python -m sagsbud` and the console script."""

import sys

from sagsbud.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
