"""The mock against its facts: every fact case passes, each row of the documented error table is played twice, and a mock
that leaves a check out is found out by every case that covers it."""

from __future__ import annotations

import json
import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from easel import ROOT, easel, run

# The roster's facts number the checks of an access token anew; the platform makes them by their names in ags.md 3.
ONE_CHECK = {f"nrps/2.{n}": f"ags/3.{row}" for n, row in enumerate(("1a", "1b", "1c", "1d", "1e", "1f", "1g", "1h", "2", "3"), 1)}


class Facts(unittest.TestCase):
    maxDiff = None

    def test_every_fact_case_passes(self) -> None:
        ran = run("platform")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertEqual({i: c["status"] for i, c in ran.cases.items() if c["status"] != "passed"}, {})
        self.assertGreaterEqual(len(ran.cases), 350)

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

    def test_leaving_a_check_out_turns_its_cases_red(self) -> None:
        told = json.loads(easel("coverage", "--facts", "--json").out)
        checks = {fact["id"]: fact["cases"] for fact in told["facts"] if fact["refuses"] and fact["cases"]}
        self.assertGreater(len(checks), 100)

        def still_green(fact: str) -> list[str]:
            ran = run("--disable-check", fact, "--disable-check", ONE_CHECK.get(fact, fact), *checks[fact])
            # What comes after an existence check needs the thing: without it the platform may not survive, which is red, too.
            return [case for case in checks[fact] if case in ran.cases and ran.cases[case]["status"] == "passed"]

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            green = {fact: cases for fact, cases in zip(checks, pool.map(still_green, checks)) if cases}
        self.assertEqual(green, {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
