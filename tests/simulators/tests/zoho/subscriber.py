"""A server that subscribes to notifications."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Subscriber:
    """A server that keeps what it is told."""

    def __init__(self):
        self.told, self.status = [], 200
        # done before the answer
        self.meanwhile = lambda: None
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = json.loads(self.rfile.read(length))
                subscriber.meanwhile()
                subscriber.told.append((self.path, dict(self.headers), body))
                self.send_response(subscriber.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/zoho?secret=s1"
        threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        ).start()

    def wait(self, count):
        """The bodies, once there are so many."""
        end = time.monotonic() + 5
        while len(self.told) < count:
            assert time.monotonic() < end, self.told
            time.sleep(0.005)
        return [body for _path, _headers, body in self.told]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
