"""Pure Python: no ``env``, no ORM, usable and tested in a plain Python shell."""

from . import client, convert, hooks, lists, reply
