"""Pure Python: no ``env``, no ORM, usable and tested in a plain Python shell."""

from . import (
    budget,
    convert,
    errors,
    events,
    field_map,
    http,
    merge,
    page,
    reasons,
    text,
)
