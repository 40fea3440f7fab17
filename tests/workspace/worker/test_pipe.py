"""Objects arrive over a pipe as they were sent, frozen."""

from __future__ import annotations

import multiprocessing
import threading

import pytest

from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.workspace.requests.opened import Open
from cguviz.workspace.requests.requests import RestoreCaptures
from cguviz.workspace.worker.pipe import receive, send


def sent_and_received(message: object) -> object:
    ours, theirs = multiprocessing.Pipe()
    with ours, theirs:
        writer = threading.Thread(target=send, args=(theirs, message))
        writer.start()
        received = receive(ours)
        writer.join()
    return received


def test_a_capture_arrives_as_it_was_and_frozen(regex: Capture) -> None:
    received = sent_and_received(RestoreCaptures(Open(("a",)), (regex,)))
    assert isinstance(received, RestoreCaptures)
    (capture,) = received.captures
    assert equal(capture, regex)
    assert not capture.items.size.flags.writeable
    assert not capture.items.name.blob.flags.writeable


def test_empty_columns_arrive(toy: Capture) -> None:
    empty = toy.items.name.take(toy.partitions[0].item[:0])
    received = sent_and_received(empty)
    assert equal(received, empty)


def test_a_closed_pipe_ends_the_wait() -> None:
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    with ours, pytest.raises(EOFError):
        receive(ours)
