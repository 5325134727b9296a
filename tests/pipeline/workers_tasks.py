"""What the children of `test_workers` are asked to do; a module of its own so that a spawned child can import it."""

import os
import signal
import time


def misbehave(task: bytes) -> bytes:
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
    return task.upper()
