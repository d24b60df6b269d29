"""Starts `easel serve` for tests and speaks with its control API."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from easel import BINARY, ROOT


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def clean_env(more: dict[str, str] | None = None) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith(("EASEL_", "LTI"))}, **(more or {})}


class Answer:
    def __init__(self, status: int, headers, text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    @property
    def json(self):
        return json.loads(self.text) if self.text else None


class Serving:
    """`with Serving() as easel:`; `easel.ask("GET", "/worlds")` asks the control API."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="easel-serve-")
        self.port, self.control_port = free_ports(2)
        self.origin = f"http://127.0.0.1:{self.port}"
        self.control = f"http://127.0.0.1:{self.control_port}/easel/v1"
        self.token_file = Path(self.folder.name) / "token"
        self.command = [BINARY, "serve", "--port", str(self.port), "--control-port", str(self.control_port),
                        "--token-file", str(self.token_file), *arguments]
        self.env = clean_env(env)
        self.printed = ""

    def __enter__(self) -> "Serving":
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=self.env)
        for line in self.process.stdout:
            self.printed += line
            if line == "\n" and "Not built" in self.printed:
                break
        else:
            raise RuntimeError(f"serve ended with {self.process.wait()}: {self.printed}")
        self.token = self.token_file.read_text().strip()
        self.told = dict(re.findall(r"^\s+(LTI_\w+)\s+(\S+)", self.printed, flags=re.M))
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        rest, _ = self.process.communicate(timeout=10)
        self.printed += rest or ""
        self.folder.cleanup()

    def ask(self, method: str, path: str, body=None, headers: dict[str, str] | None = None, raw: bytes | None = None) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}"}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        url = path if path.startswith("http") else self.control + path
        request = urllib.request.Request(url, data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=90) as answered:
                return Answer(answered.status, answered.headers, answered.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read().decode())

    def page(self, path: str) -> Answer:
        return self.ask("GET", self.origin + path, headers={})


class ReferenceTool:
    """`easel tool` on a port of its own, told about a registration."""

    def __init__(self, told: dict[str, str], *arguments: str, port: int | None = None) -> None:
        self.port = port or free_ports(1)[0]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [BINARY, "tool", "--port", str(self.port), *arguments], env=clean_env(told), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(self.process.stderr.read().decode())
                time.sleep(0.02)

    def __enter__(self) -> "ReferenceTool":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.process.stderr.close()

    def registration(self) -> dict:
        return {"login_url": f"{self.origin}/login", "redirect_uris": [f"{self.origin}/launch"],
                "target_link_uri": f"{self.origin}/launch", "public_jwk_url": f"{self.origin}/jwks.json"}
