"""The one key that works in every program: it sends what is copied there to the inbox. Loaded when the rows are painted."""
