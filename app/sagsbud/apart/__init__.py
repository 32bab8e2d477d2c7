"""The house in a process of its own: the window asks over a line, and never waits for a lock or a long computation of it.

What the window holds stands in for the real thing and has the same names. Both ends are this very program, so what goes
over the line is pickled; what comes from untrusted files crosses another one (see `extract.wire`).
"""
