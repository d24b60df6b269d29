"""What the expectation files foresee, held against a page and a run, without any tool."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import findings

CASES = [
    {"id": "launch.a/one", "requirements": ["LAUNCH-001"]},
    {"id": "launch.a/two", "requirements": ["LAUNCH-002", "KEY-001"]},
    {"id": "launch.b/one", "requirements": ["LAUNCH-003"]},
    {"id": "keys", "requirements": ["KEY-002"]},
    {"id": "keys/cached", "requirements": ["KEY-003"]},
]
EXPECTED = """
- { case: launch.a/two, expect: warn, reason: second thoughts }
- { case: launch.a/*, reason: all others }
- { case: keys/cached, expect: flaky, reason: by chance }
"""
PAGE = """<!-- generated: matrix -->
| Area | Toy |
|---|---|
| LAUNCH: launches | {launch} |
| KEY: keys | {key} |
<!-- end -->
<!-- generated: toy -->
{table}<!-- end -->
"""


class Findings(unittest.TestCase):
    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory(prefix="easel-findings-")
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name) / "toy"
        self.folder.mkdir()
        (self.folder / "easel.yaml").write_text("tool: Toy\nlti13: {}\n")
        (self.folder / "expected-failures.yaml").write_text(EXPECTED)
        self.page = Path(kept.name) / "interop.md"
        self.result = Path(kept.name) / "result.json"
        self.write_page()
        patched = patch.object(findings, "PAGE", self.page)
        patched.start()
        self.addCleanup(patched.stop)

    def write_page(self, launch: str = "1 failed, 1 warned", key: str = "passed") -> None:
        self.page.write_text(PAGE.format(launch=launch, key=key, table=findings.findings_table(self.folder)))

    def stale(self) -> list[str]:
        return findings.stale_parts([self.folder], {}, CASES)

    def surprises(self, statuses: dict[str, str]) -> list[str]:
        foreseen = {"launch.a/one": "failed", "launch.a/two": "warned"}
        cases = [case | {"status": (foreseen | statuses).get(case["id"], "passed")} for case in CASES]
        self.result.write_text(json.dumps({"cases": cases}))
        return findings.surprises(self.folder, self.result)

    def test_the_first_entry_that_fits_decides(self) -> None:
        verdicts, idle = findings.foreseen(self.folder, CASES)
        self.assertEqual(verdicts, {"launch.a/one": "failed", "launch.a/two": "warned", "keys/cached": "either"})
        self.assertEqual(idle, [])

    def test_the_matrix_is_held_against_what_is_foreseen(self) -> None:
        rows = [
            ("as foreseen", {}, []),
            ("nothing of an area was played", {"key": "not played"}, []),
            ("a warning too many", {"launch": "1 failed, 2 warned"}, ["Toy, LAUNCH: '1 failed, 2 warned'"]),
            ("foreseen trouble that is not told", {"launch": "passed"}, ["Toy, LAUNCH: 'passed'"]),
            ("told trouble that is not foreseen", {"key": "1 failed"}, ["Toy, KEY: '1 failed'"]),
        ]
        for name, cells, wanted in rows:
            with self.subTest(name):
                self.write_page(**cells)
                stale = self.stale()
                self.assertEqual(len(stale), len(wanted), stale)
                for line, part in zip(stale, wanted):
                    self.assertIn(part, line)

    def test_an_entry_for_no_case_and_a_tool_without_a_column_are_stale(self) -> None:
        (self.folder / "expected-failures.yaml").write_text(EXPECTED + "- { case: gone/*, reason: renamed }\n")
        self.write_page()
        self.assertIn("foresees 'gone/*'", "\n".join(self.stale()))
        (self.folder / "easel.yaml").write_text("tool: Another\nlti13: {}\n")
        self.assertIn("Another: no such column", "\n".join(self.stale()))

    def test_a_run_that_went_otherwise_is_told_case_by_case(self) -> None:
        rows = [
            ("as foreseen", {}, []),
            ("either way", {"keys/cached": "failed"}, []),
            ("a new warning", {"keys": "warned"}, ["keys: no trouble foreseen, warned found"]),
            ("less than foreseen", {"launch.a/one": "warned"}, ["launch.a/one: failed foreseen, warned found"]),
            ("mended", {"launch.a/two": "passed"}, ["launch.a/two: warned foreseen, passed found"]),
        ]
        for name, statuses, wanted in rows:
            with self.subTest(name):
                self.assertEqual(self.surprises(statuses), wanted)


if __name__ == "__main__":
    unittest.main(verbosity=2)
