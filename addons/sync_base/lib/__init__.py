"""Pure Python: no ``env``, no ORM, usable and tested in a plain Python shell."""

from . import budget, convert, errors, field_map, http, merge, page, reasons
