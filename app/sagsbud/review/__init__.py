"""Who looks again? The rules that send to review, the queue in the standard's own states, and the figures of a unit."""
