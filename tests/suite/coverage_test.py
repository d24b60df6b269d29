"""No numbered check of the fact files is without a case, unless it says why."""

from __future__ import annotations

import json
import re
import unittest

from easel import ROOT, easel


def written() -> set[str]:
    """The ids in fixtures/facts, read without the program."""
    text = "\n".join(p.read_text() for p in (ROOT / "fixtures/facts").glob("*.yaml"))
    return set(re.findall(r"^- id: (\S+)$", text, re.MULTILINE))


class Coverage(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.ran = easel("coverage", "--facts", "--json")
        cls.told = json.loads(cls.ran.out)
        cls.facts = {fact["id"]: fact for fact in cls.told["facts"]}

    def test_every_fact_is_covered_or_says_why_not(self) -> None:
        missing = [i for i, fact in self.facts.items() if fact["state"] == "missing"]
        self.assertEqual(missing, [])
        self.assertEqual(self.told["not_passed"], [])
        self.assertEqual(self.ran.code, 0, self.ran.err)

    def test_no_reason_is_out_of_date(self) -> None:
        stale = [i for i, fact in self.facts.items() if fact["cases"] and fact["uncovered"]]
        self.assertEqual(stale, [])

    def test_the_counts_add_up(self) -> None:
        self.assertEqual(set(self.facts), written())
        total = self.told["covered"] + self.told["uncovered"] + self.told["missing"]
        self.assertEqual(total, len(self.facts))
        self.assertGreater(self.told["covered"], 5 * self.told["uncovered"])

    def test_a_case_that_covers_names_the_fact(self) -> None:
        named = {case["id"]: case["facts"] for case in json.loads(easel("list", "platform", "--json").out)}
        for fact in self.facts.values():
            for case in fact["cases"]:
                self.assertIn(fact["id"], named[case])

    def test_people_read_the_same(self) -> None:
        ran = easel("coverage", "--facts")
        self.assertEqual(ran.code, self.ran.code)
        self.assertEqual(len(ran.out.splitlines()), len(self.facts) + 1)
        self.assertRegex(ran.out.splitlines()[-1], rf"^{len(self.facts)} facts: {self.told['covered']} covered by")


if __name__ == "__main__":
    unittest.main(verbosity=2)
