"""Serve a simulator over HTTP on the loopback address."""

import gc
import json
import signal
import socket

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer

from tests.simulators.faults import Fault

HOST = "127.0.0.1"
STOP_SECONDS = 0.5


def add_common_options(parser):
    """Command line options that every simulator has."""
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument(
        "--latency", type=float, default=0.0, metavar="SECONDS", help="of every call"
    )
    parser.add_argument(
        "--fault",
        type=fault_option,
        action="append",
        default=[],
        metavar="JSON",
        help="a fault as for the control route; repeatable",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="of the data and of random faults"
    )


def fault_option(text):
    """Read one `--fault` value."""
    return Fault.from_json(json.loads(text))


class SimulatorHandler(WSGIHandler):
    """Hands the connection to the application, which may have to reset it."""

    def handle(self):
        # headers and body leave in two writes; without this, each reply on a
        # kept connection waits 40 ms for the caller's delayed acknowledgement
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()

    def get_environ(self):
        environ = super().get_environ()
        environ["simulator.socket"] = self.socket
        return environ


def serve(application, port):
    """Serve until SIGTERM or SIGINT."""
    server = WSGIServer(
        (HOST, port), application, handler_class=SimulatorHandler, log=None
    )
    server.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, timeout=STOP_SECONDS)
    # the seeded records live for ever: keep the collector from walking them
    gc.collect()
    gc.freeze()
    print(f"listening on http://{HOST}:{server.server_port}", flush=True)
    server.serve_forever()
