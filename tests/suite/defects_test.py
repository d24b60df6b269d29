"""Who tests the tester: every defect of the reference tool is caught by the requirement that it breaks, and by no other.

A defect is judged by the cases that name its requirements and by the controls; with EASEL_ALL_DEFECTS=1 by every case.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from easel import Ran, easel, run
from html_report import Report, missing_parts

CONTROLS = ["launch.valid", "scores"]
EVERYTHING = os.environ.get("EASEL_ALL_DEFECTS") == "1"


def known(what: str) -> list[dict]:
    listed = easel("list", what, "--json")
    return json.loads(listed.out)


def gaps_of_report(ran: Ran) -> dict[str, list[str]]:
    """What index.html leaves out of a failing case that somebody needs to mend the tool."""
    page = Report(ran.folder / "index.html")
    failing = [case for case in page.cases.values() if case["status"] == "failed"]
    return {case["id"]: gaps for case in failing if (gaps := missing_parts(page, case))}


def judge(defect: dict, named: set[str]) -> str:
    """What is wrong with how this defect is caught; empty when nothing is."""
    primary, allowed = defect["primary"], {defect["primary"], *defect["also"]}
    if primary not in named:
        return f"no case names {primary}"
    selection = [] if EVERYTHING else sorted(allowed & named) + CONTROLS
    try:
        # Some defects are slow on purpose, by the wall clock.
        ran = run(*selection, "--tool", "reference", "--set", f"defect={defect['id']}", "--quiet", timeout=900 if EVERYTHING else 180)
    except subprocess.TimeoutExpired as late:
        return f"no end within {late.timeout:.0f} s"
    gaps = gaps_of_report(ran) if ran.result else {}
    shutil.rmtree(ran.folder, ignore_errors=True)
    if gaps:
        return f"the report lacks {gaps}"
    if ran.code not in (0, 1, 5):
        return f"exit code {ran.code}: {ran.err.strip()}"
    violated = set(ran.violated())
    if primary not in violated:
        return f"not caught; violated: {sorted(violated)}"
    if violated - allowed:
        blamed = [c["id"] for c in ran.result["cases"] if {k["required"]["by"] for k in c["checks"] if k["status"] in ("failed", "warned")} - allowed]
        return f"also violated: {sorted(violated - allowed)} in {blamed}"
    own = [c for c in ran.result["cases"] if primary in c["requirements"] and c["status"] in ("failed", "warned", "informed")]
    for case in own:
        first = next((k["required"]["by"] for k in case["checks"] if k["status"] in ("failed", "warned", "informed")), None)
        if first == primary:
            return ""
    return "no case blames the primary requirement first"


class Defects(unittest.TestCase):
    def test_the_correct_tool_passes_everything(self) -> None:
        ran = run("--tool", "reference")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        odd = {i: c["status"] for i, c in ran.cases.items() if c["status"] != "passed"}
        self.assertEqual(odd, {})
        self.assertGreaterEqual(len(ran.cases), 100)

    def test_every_defect_is_caught_by_its_requirement(self) -> None:
        named = {r for case in json.loads(easel("list", "--json").out) for r in case["requirements"]}
        defects = known("defects")
        self.assertGreaterEqual(len(defects), 30)
        # Some wait by the wall clock, and cost no processor meanwhile.
        with ThreadPoolExecutor(max_workers=6 if EVERYTHING else 2) as pool:
            wrong = []
            for done, (defect, problem) in enumerate(zip(defects, pool.map(lambda one: judge(one, named), defects)), 1):
                if problem:
                    wrong.append(f"{defect['id']} ({defect['primary']}): {problem}")
                if problem or done % 50 == 0:
                    print(f"{done} of {len(defects)}: {wrong[-1] if problem else 'judged'}", flush=True)
        self.assertEqual(wrong, [], f"{len(wrong)} of {len(defects)} defects\n" + "\n".join(wrong))


if __name__ == "__main__":
    unittest.main(verbosity=2)
