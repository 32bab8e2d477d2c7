"""What is promised? The encrypted store and vault, the delivery worker, and the history of every document."""
