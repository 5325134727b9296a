"""What the children of `test_workers` are asked to do; a module of its own so that a spawned child can import it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from discourse.pipeline.child import Watch


def misbehave(task: bytes, watch: Watch) -> bytes:
    match task.decode().split():
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGABRT)
        case ["leave"]:
            os._exit(7)
        case ["spin"]:
            while True:
                pass
        case ["swell"]:
            return bytes(1 << 40)
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["page", number, what]:
            watch.begin(int(number), "reader")
            return misbehave(what.encode(), watch)
        case ["once", path]:
            if not Path(path).exists():
                Path(path).touch()
                os.abort()
        case ["parent", path]:
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            Path(path).write_text(str(child.pid))
            watch.begin(1, "reader")
            time.sleep(60)
    return task.upper()
