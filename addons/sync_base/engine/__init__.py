"""What all connectors share: how records travel. Knows no remote system."""

from . import (
    apply,
    ask,
    compare,
    create,
    decide,
    history,
    hold,
    lookups,
    match,
    now,
    preview,
    pull,
    push,
    references,
    rehearsal,
    report,
    retire,
    retry,
    turn,
    undo,
)
