"""The HTTP request and response that simulators work with."""

import json
import socket
import struct
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

JSON = "application/json"
HTML = "text/html; charset=utf-8"

# linger on, zero seconds: close() then sends a TCP reset instead of a normal end
_LINGER_RESET = struct.pack("ii", 1, 0)


class Disconnect(Exception):
    """The simulated system drops the connection without a reply."""


class Request:
    """The parts of a WSGI environment that the simulators need."""

    __slots__ = (
        *("body", "content_type", "headers", "host", "method", "path", "query"),
        *("remote_address", "_socket"),
    )

    def __init__(self, environ):
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.query = dict(parse_qsl(environ.get("QUERY_STRING", ""), True))
        # lower case, with dashes
        self.headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        self.host = self.headers.get("host", "")
        self.content_type = environ.get("CONTENT_TYPE", "")
        self.remote_address = environ["REMOTE_ADDR"]
        self._socket = environ["simulator.socket"]
        self.body = environ["wsgi.input"].read() if self.method != "GET" else b""

    def reset_connection(self):
        """Make the coming close of the connection a TCP reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)


@dataclass(slots=True)
class Response:
    """A reply; `missing_bytes` announces more body than is sent."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    is_error: bool = False
    missing_bytes: int = 0

    @property
    def status_line(self):
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    @property
    def all_headers(self):
        length = len(self.body) + self.missing_bytes
        return [
            ("Content-Type", self.content_type),
            ("Content-Length", str(length)),
            *self.headers,
        ]


def json_response(value, status=200):
    """A JSON reply of a control route."""
    return Response(json.dumps(value).encode(), status, is_error=status >= 400)


def html_page(title, text):
    """A small HTML page, as web servers and firewalls answer."""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    ).encode()
