"""Integria's statuses of leads: their names, by the numbers that programs use."""

OPEN = {
    "0": "New",
    "20": "Meeting arranged",
    "40": "Needs discovered",
    "60": "Proposal delivered",
    "80": "Offer accepted",
}
WON = {"200": "Closed successfully"}
LOST = {
    "100": "Closed, not response or dead",
    "101": "Closed, lost",
    "102": "Closed, invalid or N/A",
}
EVERY = OPEN | LOST | WON
