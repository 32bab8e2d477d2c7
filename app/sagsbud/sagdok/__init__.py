"""Whom do we tell, and in what words? A client library for OIO Sag and Dokument services, usable alone."""
