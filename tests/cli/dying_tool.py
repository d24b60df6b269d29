"""A started tool that does what a login asks for: `x_easel_die=1` ends the process, `x_easel_leave=1` closes all
connections and ends the process a little later, `x_easel_hang=1` makes it answer nobody.

    python3 dying_tool.py PORT BEHIND EASEL     (the reference tool on BEHIND, and a proxy on PORT before it)
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time

from tools import hostile_at, read_request


def main() -> None:
    port, behind, binary = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    tool = subprocess.Popen([binary, "tool", "--port", str(behind)], stdout=subprocess.DEVNULL)
    hung = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection:
            peeked = connection.recv(65536, socket.MSG_PEEK)
            while b"\r\n\r\n" in peeked and b"POST /login" in peeked and b"lti_message_hint" not in peeked and len(peeked) < 65536:
                time.sleep(0.005)  # the body comes in a packet of its own
                peeked = connection.recv(65536, socket.MSG_PEEK)
            if b"x_easel_die=1" in peeked:
                tool.kill()
                os._exit(3)
            if b"x_easel_leave=1" in peeked:
                tool.kill()
                door.shutdown(socket.SHUT_RDWR)
                return
            if b"x_easel_hang=1" in peeked:
                hung.set()
            while hung.is_set():
                time.sleep(1)
            try:
                forward(connection)
            except OSError:
                pass

    forward = hostile_at(0, behind, read_request)  # never hostile
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))
        door.listen(64)
        while True:
            try:
                connection, _ = door.accept()
            except OSError:
                time.sleep(0.2)  # as a runtime that cleans up when its sockets are closed
                os._exit(3)
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
