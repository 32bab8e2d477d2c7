"""Who else hears? Messages to and from other systems over AMQP 0-9-1."""

import logging

logging.getLogger("pika").setLevel(logging.CRITICAL)  # what matters of it is said here, in our own words
