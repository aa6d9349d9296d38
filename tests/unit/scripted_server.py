"""A small HTTP server that answers as a test tells it to."""

import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

# With this option, closing a socket resets the connection.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
LONGEST_SILENCE = 10


class Request(NamedTuple):
    method: str
    path: str
    headers: dict
    body: bytes


@dataclass(frozen=True)
class Answer:
    """An ordinary response; ``missing`` bytes are announced and never sent."""

    status: int = 200
    body: bytes = b"fine"
    headers: dict = field(default_factory=dict)
    missing: int = 0

    def give(self, handler):
        handler.send_response(self.status)
        handler.send_header("Content-Length", str(len(self.body) + self.missing))
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)
        handler.close_connection = bool(self.missing)


class Reset:
    """No answer: the connection is reset."""

    def give(self, handler):
        handler.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE
        )
        handler.close_connection = True


class Silence:
    """No answer until the server is stopped; ``broken`` when that lasted too long."""

    broken = False

    def give(self, handler):
        self.broken = not handler.server.stopping.wait(LONGEST_SILENCE)
        handler.close_connection = True


class ScriptedServer(ThreadingHTTPServer):
    """Gives the answers of ``script`` one after the other, the last one for ever."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.script = [Answer()]
        self.requests = []
        self.connections = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    def answer(self, *script):
        self.script = list(script)

    def next_answer(self, request):
        with self._lock:
            self.requests.append(request)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        """Callers that hang up early are part of the tests."""

    def __enter__(self):
        threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(self, *exc_info):
        self.stopping.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # head and body leave in two writes; the second must not wait for the first
    disable_nagle_algorithm = True

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        request = Request(self.command, self.path, dict(self.headers), body)
        self.server.next_answer(request).give(self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *arguments):
        """The tests look at the requests themselves."""
