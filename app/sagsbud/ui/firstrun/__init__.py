"""The first minutes: three questions, each with a test of the answer, none of which must be answered."""
