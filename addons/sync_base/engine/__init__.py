"""What all connectors share: how records travel. Knows no remote system."""

from . import apply, hold, lookups, match, pull, push, report, retire, retry, turn
