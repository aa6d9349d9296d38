"""Ports on loopback that servers listen on."""

import contextlib
import random
import socket
from pathlib import Path

from .console import DevError

LOCAL_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port():
    """Return a port that nobody listens on.

    It is below those that the system gives to outgoing connections: while a server
    that was killed is down, one of them could get its port, and keep it from starting.

    :raises DevError: no port is free
    """
    first = 32768  # Linux's own, where it does not tell
    with contextlib.suppress(OSError):
        first = int(LOCAL_PORTS.read_text().split()[0])
    ports = range(10240, first) or range(1024, 10240)
    for port in random.sample(ports, min(100, len(ports))):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise DevError("no free port was found in 100 tries; what listens on them?")


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
