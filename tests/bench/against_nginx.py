#!/usr/bin/env python3
"""Holds `easel serve` against nginx's `return 200`: both answer wrk on this machine, turn by turn; what counts is the ratio.

  against_nginx.py [--easel BINARY] [--seconds S] [--rounds N] [--hold]

Prints a line for each kind of call: the median of the ratios, its floor, and the 99th percentile of Easel's own times. With
--hold it ends with 1 when a floor is missed, memory grows, or fewer than a million calls were made to see it grow.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THREADS, CONNECTIONS = 2, 64
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LONGEST_MS = 5.0  # the 99th percentile of a service call
ENOUGH_CALLS = 1_000_000  # that memory is watched over

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok"; }} }}
}}
"""


@dataclass
class Load:
    """What wrk is to send."""

    name: str
    floor: float = 0
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""  # of a POST
    longest_ms: float = LONGEST_MS

    def script(self) -> str:
        if not self.body:
            return ""
        return f'wrk.method = "POST"\nwrk.body = {json.dumps(self.body)}\n'


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"{process.args[0]} does not listen")


@contextmanager
def running(command: list[str], *ports: int):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for port in ports:
            wait_for(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


class Canvas:
    """One `easel serve`, asked by its control API what to send."""

    def __init__(self, easel: str, folder: Path, *more: str):
        self.port, self.control = free_port(), free_port()
        self.token_file = folder / f"token-{self.port}"
        self.command = [
            easel, "serve", "--quiet", "--port", str(self.port), "--control-port", str(self.control),
            "--token-file", str(self.token_file), *more,
        ]

    def running(self):
        return running(self.command, self.port, self.control)

    def call(self, method: str, path: str, body: dict | None = None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.control}/easel/v1/worlds/default{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.token_file.read_text().strip(), "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def item_path(self) -> str:
        url = self.call("GET", "/line_items?assignment=quiz1")["line_items"][0]["url"]
        return re.sub(r"^https?://[^/]+", "", url)

    def bearer(self) -> dict[str, str]:
        scopes = [AGS + "lineitem", AGS + "score", AGS + "result.readonly"]
        return {"Authorization": "Bearer " + self.call("POST", "/tokens", {"scopes": scopes})["access_token"]}

    def score(self, name: str, floor: float, longest_ms: float = LONGEST_MS) -> Load:
        users = self.call("GET", "")["world"]["users"]
        score = {
            "userId": next(one["lti_id"] for one in users if one["name"] == "ada"),
            "activityProgress": "Completed", "gradingProgress": "FullyGraded",
            "timestamp": "2026-03-01T10:00:00Z", "scoreGiven": 8, "scoreMaximum": 10,
        }
        headers = {**self.bearer(), "Content-Type": "application/vnd.ims.lis.v1.score+json"}
        return Load(name, floor, self.item_path() + "/scores", headers, json.dumps(score), longest_ms)

    def reads(self) -> list[Load]:
        item, bearer = self.item_path(), self.bearer()
        return [
            Load("line item GET", 0.6, item, bearer),
            Load("results GET", 0.6, item + "/results", bearer),
            Load("line items GET", 0.6, item.rsplit("/", 1)[0], bearer),
        ]


def wrk(load: Load, port: int, seconds: int, folder: Path) -> tuple[float, float]:
    """Requests per second and the 99th percentile in milliseconds."""
    script = folder / "load.lua"
    script.write_text(load.script())
    headers = [f"-H{name}: {value}" for name, value in load.headers.items()]
    out = subprocess.run(
        ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), *headers,
         f"http://127.0.0.1:{port}{load.path}"],
        check=True, capture_output=True, text=True,
    ).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"{load.name}: not all was answered well\n{out}")
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def resident_mib(process: subprocess.Popen) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


class Comparison:
    def __init__(self, folder: Path, nginx_port: int, seconds: int, rounds: int):
        self.folder, self.nginx_port, self.seconds, self.rounds = folder, nginx_port, seconds, rounds
        self.held = True
        self.answered = 0.0

    def measure(self, load: Load, canvas: Canvas, after_first_round=lambda: None) -> None:
        ratios, slowest, rates = [], [], []
        for number in range(self.rounds):
            base, _ = wrk(Load("return 200"), self.nginx_port, self.seconds, self.folder)
            rate, p99 = wrk(load, canvas.port, self.seconds, self.folder)
            ratios.append(rate / base)
            slowest.append(p99)
            rates.append(rate)
            self.answered += rate * self.seconds
            if number == 0:
                after_first_round()
        ratio, p99 = statistics.median(ratios), statistics.median(slowest)
        good = ratio >= load.floor and p99 < load.longest_ms
        self.held = self.held and good
        print(
            f"{load.name:<26} {ratio:.2f} of nginx's rate ({min(ratios):.2f} to {max(ratios):.2f}, floor {load.floor:.2f}), "
            f"{statistics.median(rates):.0f}/s, 99% within {p99:.1f} ms{'' if good else ': MISSED'}", flush=True,
        )

    def hold_memory(self, early: float, late: float) -> None:
        flat, enough = late <= early * 1.1 + 1, self.answered >= ENOUGH_CALLS
        self.held = self.held and flat and enough
        print(
            f"{'memory':<26} {early:.1f} MiB after the first round, {late:.1f} MiB after {self.answered:.0f} calls"
            f"{'' if flat else ': GROWS'}{'' if enough else f': FEWER THAN {ENOUGH_CALLS} CALLS'}", flush=True,
        )


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--easel", default=str(ROOT / "build/release/bin/easel"))
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--hold", action="store_true", help="end with 1 when a floor is missed or memory grows")
    chosen = arguments.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    for program in ("wrk", "nginx"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed")
    folder = Path(tempfile.mkdtemp(prefix="easel-bench-"))
    try:
        nginx_port = free_port()
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=nginx_port))
        nginx = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with running(nginx, nginx_port):
            compared = Comparison(folder, nginx_port, chosen.seconds, chosen.rounds)
            plain = Canvas(chosen.easel, folder)
            with plain.running() as process:
                early: list[float] = []
                compared.measure(plain.score("score POST", 0.45), plain, lambda: early.append(resident_mib(process)))
                for load in plain.reads():
                    compared.measure(load, plain)
                compared.hold_memory(early[0], resident_mib(process))
            kept = Canvas(chosen.easel, folder, "--state", str(folder / "state.db"))
            with kept.running():
                # Each answer waits for the disk.
                compared.measure(kept.score("score POST with --state", 0.15, float("inf")), kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if compared.held or not chosen.hold else 1


if __name__ == "__main__":
    sys.exit(main())
