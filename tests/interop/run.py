#!/usr/bin/env python3
"""Plays Easel's suites against real tools: each folder beside this file that holds an easel.yaml.

Ends with 0 when every tool did as its expected-failures.yaml and docs/interop.md say, 1 when one did not, 77 when none
could be played because the registry of its packages is out of reach (1 instead, where EASEL_REQUIRE_INTEROP=1 says that
this must not be).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from enum import Enum
from pathlib import Path

import findings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REGISTRY_OUT_OF_REACH = 75
SKIPPED = 77


class Outcome(Enum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


def play(folder: Path, easel: Path, output: Path, profile: str, columns: dict[str, dict[str, str]]) -> Outcome:
    """Plays one tool and adds what it found to `columns`, unless it is a part only."""
    print(f"== {folder.name}", flush=True)
    prepared = subprocess.run([folder / "setup.sh"], cwd=ROOT).returncode
    if prepared == REGISTRY_OUT_OF_REACH:
        print(f"SKIPPED {folder.name}: registry out of reach")
        return Outcome.SKIPPED
    if prepared != 0:
        print(f"FAILED {folder.name}: setup.sh ended with {prepared}")
        return Outcome.FAILED
    result = output / folder.name / "result.json"
    result.unlink(missing_ok=True)
    tool = folder.relative_to(ROOT)
    command: list[str | Path] = [easel, "run", "--tool", tool / "easel.yaml", "--output", output / folder.name]
    if (folder / "expected-failures.yaml").exists():
        command += ["--expected-failures", tool / "expected-failures.yaml"]
    if profile:
        command += ["--profile", profile]
    code = subprocess.run(command, cwd=ROOT).returncode
    if result.exists() and not profile:
        columns[findings.title_of(folder)] = findings.column(folder, result)
    surprises = findings.surprises(folder, result) if result.exists() else []
    for line in surprises:
        print(f"otherwise than foreseen: {line}")
    fine = code == 0 and not surprises
    print(f"{'PASSED' if fine else 'FAILED'} {folder.name}: easel ended with {code}")
    return Outcome.PASSED if fine else Outcome.FAILED


def verdict(outcomes: list[Outcome], required: bool) -> int:
    if Outcome.FAILED in outcomes or (required and Outcome.SKIPPED in outcomes):
        return 1
    return 0 if Outcome.PASSED in outcomes else SKIPPED


def main() -> int:
    known = {file.parent.name: file.parent for file in sorted(HERE.glob("*/easel.yaml"))}
    parser = argparse.ArgumentParser(description="Plays Easel's suites against real tools.")
    parser.add_argument("--easel", type=Path, default=ROOT / "build/dev/bin/easel", help="the binary")
    parser.add_argument("--output", type=Path, default=ROOT / "reports/interop", help="where each tool gets a folder")
    parser.add_argument("--profile", default="", help="a part of the suites, such as quick; the matrix is left alone")
    parser.add_argument("--docs", action="store_true", help="plays nothing, holds docs/interop.md against what is foreseen")
    parser.add_argument("--update", action="store_true", help="writes what was found into docs/interop.md")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all otherwise")
    options = parser.parse_args()
    for name in options.names:
        if name not in known:
            parser.error(f"no tool is called '{name}'; there are {', '.join(known)}")
    chosen = [] if options.docs else [known[name] for name in options.names or known]
    columns: dict[str, dict[str, str]] = {}
    easel, output = options.easel.resolve(), options.output.resolve()
    outcomes = [play(folder, easel, output, options.profile, columns) for folder in chosen]
    if options.update:
        findings.update(list(known.values()), columns)
    told = list(known.values()) if options.docs else chosen
    stale = findings.stale_parts(told, columns, findings.known_cases(easel))
    for line in stale:
        print(f"docs/interop.md is out of date: {line}; {Path(__file__).name} --update mends it")
    if stale:
        return 1
    return 0 if options.docs else verdict(outcomes, os.environ.get("EASEL_REQUIRE_INTEROP") == "1")


if __name__ == "__main__":
    sys.exit(main())
