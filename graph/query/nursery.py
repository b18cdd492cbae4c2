"""The nursery: a process with one thread that forks workers.

The server has threads and must not fork; this process has none. A small graph is read into
memory once and shared by all workers, copy on write. A large one stays on disk, and each
worker opens it for reading.

It is started as ``python -m graph.query.nursery CONTROL MEMORY_MB [STORE]``, CONTROL being the
number of an open socket and STORE the folder to read into memory. On the socket, ``F`` with two
descriptors (channel, standard error), whether the worker may open sockets, and the path of a
store on disk asks for a worker, whose process number comes back in 8 bytes; ``K`` and a process
number ends a worker. The end of the socket ends everything.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph import proofs
from graph.query import wire, worker
from graph.query.nursery_protocol import FORK, FORK_HEADER, KILL, PID

#: Seconds between two looks at workers that ended by themselves.
_REAP_EVERY: Final = 5.0


def main(arguments: list[str]) -> int:
    """Serve until the control socket closes; returns the exit status."""
    descriptor, memory_mb, *paths = arguments
    control = socket.socket(fileno=int(descriptor))
    try:
        store = _load(Path(paths[0])) if paths else None
    except (OSError, ValueError, RuntimeError) as error:
        control.sendall(json.dumps({"error": str(error)}).encode() + b"\n")
        return 1
    proofs.prepare()
    gc.collect()
    gc.freeze()
    try:
        control.sendall(b"{}\n")
    except OSError:
        # The server went away while the graph was read.
        return 0
    children: set[int] = set()
    try:
        while _serve(control, children, store, int(memory_mb)):
            pass
    except ConnectionError:
        pass
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    return 0


def _serve(
    control: socket.socket, children: set[int], store: ox.Store | None, memory_mb: int
) -> bool:
    """Do what the next command says, if one comes soon; return False when there will be none."""
    ready, _, _ = select.select([control], [], [], _REAP_EVERY)
    _reap(children)
    if not ready:
        return True
    command, files, _, _ = socket.recv_fds(control, 1, 2)
    if command == FORK:
        network, length = FORK_HEADER.unpack(wire.receive(control, FORK_HEADER.size))
        path = os.fsdecode(wire.receive(control, length))
        source = Path(path) if path else store
        assert source is not None
        pid = _fork(control, files, source, memory_mb, network=bool(network))
        children.add(pid)
        control.sendall(PID.pack(pid))
    elif command == KILL:
        (pid,) = PID.unpack(wire.receive(control, PID.size))
        if pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            children.discard(pid)
    return bool(command)


def _load(path: Path) -> ox.Store:
    """Return the store on disk as one in memory.

    A child reads the disk and hands the quads over, since opening a store on disk leaves
    threads behind.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as output:
                ox.Store.read_only(str(path)).dump(output, ox.RdfFormat.N_QUADS)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    store = ox.Store()
    with os.fdopen(reading, "rb") as quads:
        store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"the store {path} cannot be read")
    return store


def _fork(
    control: socket.socket,
    files: list[int],
    store: ox.Store | Path,
    memory_mb: int,
    *,
    network: bool,
) -> int:
    channel_file, errors_file = files
    pid = os.fork()
    if pid:
        os.close(channel_file)
        os.close(errors_file)
        return pid
    status = 1
    try:
        control.close()
        os.dup2(errors_file, 2)
        os.close(errors_file)
        worker.run(socket.socket(fileno=channel_file), store, memory_mb, network=network)
        status = 0
    except (ConnectionError, SystemExit):
        status = 0
    except OSError as error:
        os.write(2, f"{error}\n".encode())
    finally:
        # Nothing of the nursery may run in its child: no handlers at exit, no buffers.
        os._exit(status)


def _reap(children: set[int]) -> None:
    while children:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
