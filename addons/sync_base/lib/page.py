"""What a resource hands to the engine: remote records, by pages."""

import json
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from .errors import SyncError


@dataclass(slots=True)
class RemoteRecord:
    """One remote object as read.

    ``version`` is anything that changes when the object changes (etag, time stamp,
    digest). ``complete`` is False where ``data`` is only a line of a list, and the
    details cost a further call; the engine then asks for those of changed records only.
    ``must_read`` asks for them even if the version did not change.
    ``error`` says why this record cannot be used; the engine makes an issue of it.
    ``mark`` is the engine's: see ``engine/overtaken.py``.
    """

    id: str
    data: dict
    version: str = ""
    complete: bool = True
    must_read: bool = False
    error: SyncError | None = None
    mark: int | None = None


@dataclass(slots=True)
class Page:
    """A page of remote records.

    ``position`` tells where to go on (JSON), None after the last page. ``bookmark`` is,
    on the last page, what the next pass wants to know (JSON). ``total`` is how many
    records the remote says there are, 0 where it does not say. ``problems`` are faults
    of the page as a whole; each becomes an issue of the resource.
    """

    records: list[RemoteRecord]
    position: dict | None
    bookmark: dict = field(default_factory=dict)
    total: int = 0
    problems: list[SyncError] = field(default_factory=list)


def digest(record):
    """Return a short text that changes when the record (JSON) changes."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def read_each(client, records, read):
    """Return what ``read`` makes of each record, many calls at once.

    :param read: function from a `RemoteRecord` to a complete one; the `SyncError` that
        it raises becomes the ``error`` of its record
    """
    return [
        replace(remote, error=result) if isinstance(result, SyncError) else result
        for remote, result in zip(records, client.many(read, records), strict=True)
    ]
