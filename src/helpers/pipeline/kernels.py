"""How the runner talks to a kernel."""

import os

from jupyter_client.manager import AsyncKernelManager
from traitlets import CaselessStrEnum


class PrivateKernelManager(AsyncKernelManager):
    """A kernel spoken to over files of this user where the platform can, not over a network port."""

    transport = CaselessStrEnum(
        ["tcp", "ipc"], default_value="ipc" if os.name == "posix" else "tcp", config=True
    )
