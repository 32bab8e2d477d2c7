"""The command line: stable verbs, JSON and exit codes that other people's scripts call."""
