"""Warm kernels: notebooks run in processes forked from one that has already imported their libraries.

Each kernel is still a process of its own, with its own namespace, seeds and folder; only the imports are
shared. `serving` starts the server; `provisioner` is what a kernel manager uses to be given a kernel by it.
The server ends, and its kernels with it, when the process that started it does.
"""

import asyncio
import atexit
import ctypes
import gc
import importlib
import json
import os
import random
import runpy
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, NoReturn

from helpers.pipeline.running import traced

SERVER = "WORKBOOK_KERNELS"
"""Environment variable with the address of the server that gives kernels."""

LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "matplotlib.backends.backend_agg",
    "statsmodels.stats.proportion",
)
"""What a kernel and the helpers import late, beside what the notebooks' own imports lead to."""

ALONE = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as the kernel itself would set it
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Environment in which the numerical libraries start no threads: a fork would lose them."""

FORKED_WELL = {"jemalloc_bg_thd"}
"""Threads that are no hindrance: pyarrow's allocator stops its own around a fork and starts it again."""

LATER = "polars"
"""A library that starts threads when it is imported: kernels import it themselves, those that need it."""

PR_SET_PDEATHSIG = 1
"""Of `prctl`: the signal a process gets when the one that forked it ends."""

SUPPORTED = sys.platform == "linux"
"""Elsewhere a fork of a process with the scientific libraries is not safe, or does not exist."""


@contextmanager
def serving(modules: list[str]) -> Iterator[str]:
    """A server that has imported `modules`, while the block runs; its address. It imports in the background."""
    with TemporaryDirectory(prefix="kernels-") as folder, socket.socket(socket.AF_UNIX) as listener:
        address = f"{folder}/server"
        listener.bind(address)
        listener.listen()
        command = [sys.executable, "-P", "-Xfrozen_modules=off", "-m", "helpers.pipeline.running.warm"]
        server = subprocess.Popen(
            [*command, str(listener.fileno()), *modules],
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            start_new_session=True,
            env=os.environ | ALONE,
        )
        listener.close()  # the server's own copy stays: if it dies, whoever connects hears of it
        try:
            yield address
        finally:
            server.stdin.close()
            server.terminate()
            server.wait()


class Forked:
    """A kernel that the server forked, as `subprocess.Popen` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, command: list[str], cwd: str | None, env: dict[str, str]):
        self.returncode: int | None = None
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(address)
        self._answers = self._connection.makefile("rw", encoding="utf-8")
        json.dump({"command": command, "cwd": cwd or os.getcwd(), "env": env}, self._answers)
        self._answers.write("\n")
        self._answers.flush()
        said = self._answers.readline()
        if not said:
            raise ConnectionError("the server of kernels has ended")
        self.pid = int(said)

    def poll(self) -> int | None:
        """The exit code, None while the kernel runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """The exit code, once the kernel has ended. Where the server has, its kernels were killed."""
        if self.returncode is None:
            self.returncode = int(self._answers.readline() or -signal.SIGKILL)
            self._answers.close()
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


def provisioner(address: str, **traits: Any) -> Any:
    """What starts a kernel manager's kernel: a fork of the server; an ordinary one if the server has ended."""
    from jupyter_client.provisioning import LocalProvisioner  # imported late: the server does without

    class Provisioner(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            try:
                self.process = Forked(address, cmd, kwargs.get("cwd"), kwargs["env"])
            except OSError:
                return await super().launch_kernel(cmd, **kwargs)
            self.pid = self.pgid = self.process.pid
            await self._bound()
            return self.connection_info

        async def _bound(self) -> None:
            """Until the kernel listens: who connects earlier waits for the next try."""
            folder = Path(self.parent.ip).parent
            while self.parent.transport == "ipc" and self.process.poll() is None:
                if len(list(folder.glob("socket-*"))) >= 5:
                    break
                await asyncio.sleep(0.005)

        async def kill(self, restart: bool = False) -> None:
            await super().kill(restart)
            if self.process:
                self.process.wait()  # at once, where `wait` asks every tenth of a second

    return Provisioner(**traits)


class Kernel(NamedTuple):
    """A forked kernel, what becomes readable when it ends, and the connection to whoever asked for it."""

    pid: int
    ended: int
    client: socket.socket


class Server:
    """Forks a kernel for each connection, tells its end there, and kills it where the other side has gone."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.kernels: set[Kernel] = set()
        self.waiting = selectors.DefaultSelector()
        self.waiting.register(sys.stdin, selectors.EVENT_READ)
        self.waiting.register(listener, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until standard input ends, which is when the process that started the server has."""
        while True:
            for key, _ in self.waiting.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is self.listener:
                    self.begin(self.listener.accept()[0])
                elif key.data in self.kernels:
                    self.finish(key.data)

    def begin(self, client: socket.socket) -> None:
        """Fork the kernel that a client asks for, and tell its process number."""
        asked = json.loads(client.makefile(encoding="utf-8").readline())
        pid = os.fork()
        if pid == 0:
            become(**asked)
        kernel = Kernel(pid, os.pidfd_open(pid), client)
        self.kernels.add(kernel)
        self.waiting.register(kernel.ended, selectors.EVENT_READ, kernel)
        self.waiting.register(client, selectors.EVENT_READ, kernel)
        client.sendall(f"{pid}\n".encode())

    def finish(self, kernel: Kernel) -> None:
        """Bury a kernel that has ended, or whose client has, with all it started."""
        with suppress(ProcessLookupError):
            os.killpg(kernel.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(kernel.pid, 0)[1])
        self.kernels.remove(kernel)
        for file in (kernel.ended, kernel.client):
            self.waiting.unregister(file)
        os.close(kernel.ended)
        with suppress(BrokenPipeError):
            kernel.client.sendall(f"{status}\n".encode())
        kernel.client.close()


def become(command: list[str], cwd: str, env: dict[str, str]) -> NoReturn:
    """Turn this process, just forked, into the kernel that `command` would start."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        _seed()
        module = command.index("-m") + 1
        sys.argv = command[module:]
        runpy.run_module(command[module], run_name="__main__", alter_sys=True)
    except SystemExit:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _seed() -> None:
    """Draw the seeds of the generators anew: forked processes would share them."""
    import numpy

    random.seed()
    numpy.random.seed()


def _threads() -> list[str]:
    """Threads beside the main one, but for those that a fork does not harm."""
    tasks = Path("/proc/self/task").glob("*/comm")
    names = [task.read_text().strip() for task in tasks if task.parent.name != str(os.getpid())]
    return [name for name in names if name not in FORKED_WELL]


@cache
def own(modules: tuple[str, ...]) -> str:
    """A server of this process alone, which ends with it; its address."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(serving(list(modules)))


def main() -> None:
    """Import, then serve: `python -m helpers.pipeline.running.warm <file number of the listener> <modules>`."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    traced.watch()
    sys.modules[LATER] = None  # other libraries that would import it do without
    gc.disable()  # what is imported stays: looking for garbage among it takes a quarter of the time
    for module in (*LIBRARIES, *sys.argv[2:]):
        importlib.import_module(module)
    del sys.modules[LATER]
    if not _threads():  # a fork would lose them: kernels are ordinary ones where this server ends
        gc.freeze()  # what is imported stays shared between the kernels
        gc.enable()
        Server(listener).serve()
    # whoever started the server may have been killed, and removes nothing
    shutil.rmtree(Path(listener.getsockname()).parent, ignore_errors=True)


if __name__ == "__main__":
    main()
