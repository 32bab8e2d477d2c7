"""`python -m sagsbud.service`."""

import sys

from sagsbud.service.main import main

if __name__ == "__main__":
    sys.exit(main())
