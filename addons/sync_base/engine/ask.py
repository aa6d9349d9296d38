"""Asking a remote about single objects while somebody looks at a form.

It must not take long, whatever the remote does: answers are kept for some seconds, an
answer that does not come in time is done without, and a remote that did not answer is
left alone for a while. Each process keeps its own memory.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

from ..lib.errors import SyncError, Transient
from .compare import fetch

# seconds: for one form, that an answer is good, that a silent remote is left alone
PATIENCE = 4
FRESH = 10
SILENT = 30
MOST = 1_000

_threads = ThreadPoolExecutor(4, "sync-ask")
# key -> (when, RemoteRecord or SyncError)
_answers = {}


def forget():
    """Forget all answers."""
    _answers.clear()


def ask(questions):
    """Ask for remote objects, all at once.

    :param questions: ``{key: (backend, resource, RemoteRecord)}``; the key says all
        that the answer depends on, and begins with the database and the backend
    :return: ``{key: RemoteRecord or SyncError}``
    """
    deadline = time.monotonic() + PATIENCE
    answers, asked = {}, {}
    for key, (backend, resource, remote) in questions.items():
        answer = _remembered(key, FRESH) or _remembered(key[:2], SILENT)
        if answer:
            answers[key] = answer
        else:
            # Made here: a thread must not touch the database.
            client = _hasty(backend.sudo()._client())
            source = resource._source()
            asked[key] = _threads.submit(_fetch, source, client, remote)
    for key, future in asked.items():
        answers[key] = _answer(future, deadline)
        _remember(key, answers[key])
    return answers


def _hasty(client):
    """Return a client that tries once, and not for long."""
    client.timeout = PATIENCE
    client.attempts = 1
    return client


def _fetch(source, client, remote):
    with client:
        return fetch(source, client, remote)


def _answer(future, deadline):
    try:
        return future.result(max(0, deadline - time.monotonic()))
    except FutureTimeout:
        future.cancel()
        return Transient(f"no answer within {PATIENCE} s")
    except SyncError as error:
        return error


def _remembered(key, seconds):
    when, answer = _answers.get(key, (0, None))
    return answer if time.monotonic() - when < seconds else None


def _remember(key, answer):
    if len(_answers) > MOST:
        _answers.clear()
    if isinstance(answer, Transient):
        # It is the remote that does not answer, not this object.
        key = key[:2]
    _answers[key] = time.monotonic(), answer
