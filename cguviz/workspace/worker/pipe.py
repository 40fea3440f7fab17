"""Objects over a pipe, arrays without a copy in between.

A message is a pickle (protocol 5) that leaves its large buffers out; they follow as messages of their own:

```
int32 n | pickle      buffer 1      …      buffer n
```

So no single read holds the interpreter for longer than one column takes to copy (14 MB, 5 ms: the names of
46,000 items), and the window's thread gets its turn in between.
"""

from __future__ import annotations

import pickle
import struct
from multiprocessing.connection import Connection


def send(pipe: Connection, message: object) -> None:
    """Send any picklable object.

    Raises
    ------
    OSError
        The other end is gone.
    """
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(message, protocol=5, buffer_callback=buffers.append)
    pipe.send_bytes(struct.pack("<i", len(buffers)) + head)
    for buffer in buffers:
        pipe.send_bytes(buffer.raw())


def receive(pipe: Connection) -> object:
    """Return the next object; waits for it.

    Raises
    ------
    EOFError, OSError
        The other end is gone.
    """
    head = pipe.recv_bytes()
    (count,) = struct.unpack_from("<i", head)
    buffers = [pipe.recv_bytes() for _ in range(count)]
    return pickle.loads(memoryview(head)[4:], buffers=buffers)  # noqa: S301 - our own worker process wrote it
