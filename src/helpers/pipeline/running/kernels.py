"""How the runner talks to a kernel: over sockets of its own, without waiting longer than it must."""

import os
import time
import uuid
from queue import Empty
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import write_ipynb
from traitlets import CaselessStrEnum, Type, default

from helpers.pipeline.running import warm


class PromptKernelClient(AsyncKernelClient):
    """A client that is ready once the kernel's answer has come both ways, without a fixed wait."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel for its name until it answers. Raises `RuntimeError` where it dies or is too slow."""
        deadline = time.monotonic() + (timeout or float("inf"))
        while not await self._answered():
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel was not ready after {timeout} s")

    async def _answered(self) -> bool:
        asked = self.kernel_info()
        try:
            while (reply := await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                pass
            while not _idle(await self.get_iopub_msg(timeout=0.2), asked):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def _idle(message: dict[str, Any], asked: str) -> bool:
    """Whether the message says that the kernel is done with what was asked."""
    return (
        message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle"
    )


class PrivateKernelManager(AsyncKernelManager):
    """A kernel spoken to over sockets in a folder of its own where the platform can, not over the network.

    jupyter_client's own choice of socket is the same for every kernel of a folder, so two would mix.
    The kernel is a warm one where the environment names a server of them.
    """

    client_class = f"{__name__}.PromptKernelClient"
    client_factory = Type(PromptKernelClient, config=True)
    transport = CaselessStrEnum(
        ["tcp", "ipc"], default_value="ipc" if os.name == "posix" else "tcp", config=True
    )

    def __init__(self, **traits: Any):
        super().__init__(**traits)
        if os.environ.get(warm.SERVER):
            own = {"kernel_id": str(uuid.uuid4()), "kernel_spec": self.kernel_spec, "parent": self}
            self.provisioner = warm.provisioner(os.environ[warm.SERVER], **own)

    @default("ip")
    def _own_folder(self) -> str:
        if self.transport == "tcp":
            return "127.0.0.1"
        self._folder = TemporaryDirectory(prefix="kernel-")
        return f"{self._folder.name}/socket"


class WholeEngine(NBClientEngine):
    """papermill's engine, which writes its output after every cell; this one once, however the run ends."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *, whole_output: str, **options: Any) -> Any:
        """Execute, and write the notebook as far as it was executed."""
        try:
            return super().execute_notebook(nb, kernel_name, **options)
        finally:
            write_ipynb(nb, whole_output)


papermill_engines.register("whole", WholeEngine)
