"""The commands that a nursery takes on its control socket."""

import struct
from typing import Final

#: Asks for a worker; comes with two descriptors, its channel and its standard error, and is
#: followed by a header and the path of the store, empty for the one in memory.
FORK: Final = b"F"

#: How the header of FORK is written: 1 where the worker may open sockets, the length of the path.
FORK_HEADER: Final = struct.Struct("!BI")

#: Ends the worker whose process number follows.
KILL: Final = b"K"

#: How a process number is written.
PID: Final = struct.Struct("!q")
