"""`python -m sagsbud.service`."""

from sagsbud.service.main import main

if __name__ == "__main__":
    main()
