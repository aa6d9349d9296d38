"""What all connectors share: how records travel. Knows no remote system."""

from . import (
    apply,
    ask,
    compare,
    create,
    decide,
    hold,
    inbox,
    lookups,
    match,
    now,
    pull,
    push,
    report,
    retire,
    retry,
    turn,
)
