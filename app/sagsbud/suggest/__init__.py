"""What is it? KLE subject, facet, Sag, parties, type, title and date: ranked, with reasons, or silence."""
