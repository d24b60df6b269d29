"""Tools under test for the tests: the reference tool in a process of its own, and a proxy before it that turns hostile."""

from __future__ import annotations

import http.client
import itertools
import socket
import socketserver
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator

from easel import BINARY


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tool_file(folder: Path, tool_port: int, command: list[str] | None = None, front: int | None = None, limits: str = "") -> Path:
    """A tool file for `easel tool` on `tool_port`, reached through `front` (a proxy) when given."""
    origin = f"http://127.0.0.1:{front or tool_port}"
    platform = free_port()
    start = f"start: {{ command: {command!r}, ready: \"http://127.0.0.1:{tool_port}/healthz\", within: 10s }}\n" if command else ""
    file = folder / "easel.yaml"
    file.write_text(
        "tool: Reference tool by itself\n"
        "lti13:\n"
        f"  login_url: {origin}/login\n"
        f"  redirect_uris: [\"{origin}/launch\", \"http://127.0.0.1:{tool_port}/launch\"]\n"
        f"  target_link_uri: http://127.0.0.1:{tool_port}/launch\n"
        f"  jwks_url: http://127.0.0.1:{tool_port}/jwks.json\n"
        "  registrations: [{ client_id: \"10000000000001\", deployments: [\"1:8865aa05b4b79b64a91a86042e43af5ea8ae79eb\"] }]\n"
        f"platform: {{ port: {platform}, issuer: \"http://127.0.0.1:{platform}\" }}\n"
        f"{start}"
        "oracle: { accept_markers: [Welcome], reject_markers: [Launch refused] }\n"
        f"limits: {{ t_page: 1s, t_service: 200ms, t_retry: 500ms{limits} }}\n"
        "actions:\n"
        f"  score: {{ http: {{ method: POST, url: \"http://127.0.0.1:{tool_port}/grade\", form: {{ fraction: \"${{fraction}}\" }} }} }}\n"
    )
    return file


def reference_command(port: int) -> list[str]:
    return [BINARY, "tool", "--port", str(port)]


@contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A raw TCP server on loopback; `handle` gets each connection. Ends with the block."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                handle(self.request)
            except OSError:
                pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def read_request(connection: socket.socket) -> tuple[str, str, dict[str, str], bytes]:
    """Method, target, headers, body."""
    connection.settimeout(10)
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("closed")
        data += piece
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = {n.lower(): v.strip() for n, v in (line.split(":", 1) for line in lines[1:])}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return method, target, headers, body


def hostile_at(turn: int, tool_port: int, misbehave: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Passes everything on to the tool, but the login of number `turn` (1, 2, ...) gets `misbehave`."""
    logins = itertools.count(1)

    def handle(connection: socket.socket) -> None:
        method, target, headers, body = read_request(connection)
        if target.startswith("/login") and method == "POST" and next(logins) == turn:
            misbehave(connection)
            return
        onward = http.client.HTTPConnection("127.0.0.1", tool_port, timeout=10)
        passed = {n: v for n, v in headers.items() if n not in ("host", "connection", "content-length")}
        onward.request(method, target, body, {**passed, "Host": f"127.0.0.1:{tool_port}"})
        answer = onward.getresponse()
        content = answer.read()
        onward.close()
        head = f"HTTP/1.1 {answer.status} X\r\n" + "".join(
            f"{n}: {v}\r\n" for n, v in answer.getheaders() if n.lower() not in ("connection", "content-length", "transfer-encoding")
        )
        connection.sendall(f"{head}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode("latin-1") + content)

    return handle
