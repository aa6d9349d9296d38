"""What an operation refuses, as the service tells it.

Recorded by others are ``IntegrityException(E06000)`` of a debtor, the text of
``AuthenticationException(E02250)``, ``ValidationException(E04010)`` of a layout that is
null, and that there are AuthorizationException and ServerException. All other codes and
texts are assumptions.
"""

from uuid import uuid4


class SoapRefused(Exception):
    """Answered as ``Economic.Api.Exceptions.<kind>(<code>): <message> (id=…)``."""

    def __init__(self, kind, code, message):
        super().__init__(message)
        self.kind, self.code = kind, code

    @property
    def text(self):
        name = f"Economic.Api.Exceptions.{self.kind}Exception({self.code})"
        return f"{name}: {self} (id={uuid4()})"


def not_logged_in():
    told = "Not logged in - could not resolve authenticationContext"
    return SoapRefused("Authentication", "E02250", told)


def wrong_tokens():
    return SoapRefused("Authentication", "E02200", "User is not authenticated")


def not_authorized():
    told = "User is not authorized to perform this operation"
    return SoapRefused("Authorization", "E02300", told)


def server_error():
    return SoapRefused("Server", "E00500", "Internal error")


def does_not_exist(what):
    return SoapRefused("Integrity", "E06000", f"The {what} does not exist.")


def in_use(what):
    return SoapRefused("Integrity", "E06010", f"The {what} is in use.")


def is_null(what):
    return SoapRefused("Validation", "E04010", f"The {what} cannot be null.")


def invalid(what, told):
    return SoapRefused("Validation", "E04300", f"The {what} {told}.")


def check_text(what, value, longest):
    if value is not None and len(value) > longest:
        raise invalid(what, f"is longer than {longest} characters")


def check_name(value):
    """A name is needed and is no empty text."""
    if not value:
        raise is_null("name")
    check_text("name", value, 255)
