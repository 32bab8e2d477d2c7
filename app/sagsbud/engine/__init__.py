"""Commands in, events out: runs a document through the stages and owns the threads. Knows no Qt."""
