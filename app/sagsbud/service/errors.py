"""Every refusal of the service: an HTTP status and one JSON shape, `{"message": …}`."""


class Refusal(Exception):
    """The request is not carried out; nothing of it was stored. The message never quotes the request's values."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(message: str) -> Refusal:
    """The request itself is wrong."""
    return Refusal(400, message)


def not_found() -> Refusal:
    """There is no such object."""
    return Refusal(404, "No such object.")


def deleted() -> Refusal:
    """There was such an object."""
    return Refusal(410, "This object has been deleted.")
