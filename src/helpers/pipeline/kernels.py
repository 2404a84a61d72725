"""How the runner talks to a kernel."""

import os
from tempfile import TemporaryDirectory

from jupyter_client.manager import AsyncKernelManager
from traitlets import CaselessStrEnum, default


class PrivateKernelManager(AsyncKernelManager):
    """A kernel spoken to over sockets in a folder of its own where the platform can, not over the network.

    jupyter_client's own choice of socket is the same for every kernel of a folder, so two would mix.
    """

    transport = CaselessStrEnum(
        ["tcp", "ipc"], default_value="ipc" if os.name == "posix" else "tcp", config=True
    )

    @default("ip")
    def _own_folder(self) -> str:
        if self.transport == "tcp":
            return "127.0.0.1"
        self._folder = TemporaryDirectory(prefix="kernel-")
        return f"{self._folder.name}/socket"
