"""The supervisor's screens: what waits for a second look, and how the unit's filing goes."""
