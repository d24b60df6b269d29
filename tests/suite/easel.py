"""Runs the easel binary for tests and reads what it wrote."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("EASEL_BINARY", str(ROOT / "build/dev/bin/easel"))
VIOLATED = ("failed", "warned", "informed")


@dataclass
class Ran:
    code: int
    out: str
    err: str
    folder: Path
    result: dict = field(default_factory=dict)

    @property
    def cases(self) -> dict[str, dict]:
        return {case["id"]: case for case in self.result.get("cases", [])}

    def violated(self) -> list[str]:
        """Requirements that a check found violated, the first of each case first."""
        found: list[str] = []
        for case in self.result.get("cases", []):
            for check in case["checks"]:
                if check["status"] in VIOLATED and check["required"]["by"] not in found:
                    found.append(check["required"]["by"])
        return found

    def first_violations(self) -> list[str]:
        """What each violated case blames first."""
        firsts = []
        for case in self.result.get("cases", []):
            bad = [c["required"]["by"] for c in case["checks"] if c["status"] in VIOLATED]
            firsts += bad[:1]
        return firsts


def easel(*arguments: str, timeout: float = 120, env: dict[str, str] | None = None, cwd: Path = ROOT) -> Ran:
    done = subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=timeout, cwd=cwd,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("EASEL_")}, **(env or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr, Path())


def run(*arguments: str, **options) -> Ran:
    """`easel run` into a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="easel-"))
    ran = easel("run", "--output", str(folder), *arguments, **options)
    ran.folder = folder
    path = folder / "result.json"
    if path.exists():
        ran.result = json.loads(path.read_text())
    return ran


def sealed(result: str) -> str:
    """The text of a result.json that was changed, with the digest of what it holds now."""
    kept = result[: result.rindex(',\n"digest"')]
    return f'{kept},\n"digest":"sha256:{hashlib.sha256((kept + "}").replace(chr(10), "").encode()).hexdigest()}"}}\n'
