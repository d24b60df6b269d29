"""The mock against its facts: every fact case passes, and each row of the documented error table is played twice."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from easel import ROOT, easel, run


class Facts(unittest.TestCase):
    def test_every_fact_case_passes(self) -> None:
        ran = run("platform")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertEqual({i: c["status"] for i, c in ran.cases.items() if c["status"] != "passed"}, {})
        self.assertGreaterEqual(len(ran.cases), 100)

    def test_each_error_row_is_a_fact_and_an_answer_to_the_tool(self) -> None:
        rows = [row["name"] for row in json.loads(easel("list", "errors", "--json").out)]
        self.assertEqual(len(rows), 16)
        facts = "\n".join(p.read_text() for p in (ROOT / "scenarios/platform").rglob("*.yaml"))
        reactions = "\n".join(p.read_text() for p in (ROOT / "scenarios/refusals").rglob("*.yaml"))
        for row in rows:
            self.assertIn(row, facts, "no fact case expects it")
            self.assertIn(row, reactions, "no case judges the tool's reaction to it")

    def test_facts_never_enter_a_tool_s_counts(self) -> None:
        listed = run("--tool", "reference", "--dry-run")
        self.assertNotIn("platform.", listed.out)
        ran = run("--tool", "reference", "launch.valid")
        self.assertTrue(all(not case["facts"] for case in ran.cases.values()))

    def test_fact_cases_need_no_tool(self) -> None:
        ran = run("platform.ags", cwd=Path("/"))
        self.assertEqual(ran.code, 0, ran.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
