"""Pure Python: no ``env``, no ORM, usable and tested in a plain Python shell."""

from . import convert, errors, field_map, http, merge, page
