"""The commands that a nursery takes on its control socket."""

import struct
from typing import Final

#: Asks for a worker; comes with two descriptors, its channel and its standard error.
FORK: Final = b"F"

#: Ends the worker whose process number follows.
KILL: Final = b"K"

#: How a process number is written.
PID: Final = struct.Struct("!q")
