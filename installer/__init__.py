"""How the program becomes packages."""
