"""The settings and how the system is: pages that take the whole window but the queue line."""
