"""The outbox under fire: several clients, a net that cannot be trusted, and a process killer, judged from outside."""
