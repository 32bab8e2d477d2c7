"""Everything right of the list: one document, what it says, what is suggested for it, and the decision."""
