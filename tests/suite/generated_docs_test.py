"""The generated pages say what the binary knows: every requirement with its cases or a reason, every defect with its case."""

from __future__ import annotations

import re
import unittest

from easel import ROOT
from generated_docs import listed, requirements_page

DEFECT_ROW = re.compile(r"^\| (\S+) \| `([^`]+)` \| (.+?) \| `([^`]*)` \| (.*) \|$", re.M)


class Generated(unittest.TestCase):
    def test_requirements_have_their_cases(self) -> None:
        page = (ROOT / "docs/requirements.md").read_text()
        self.assertEqual(page, requirements_page(page), "run scripts/docs")

    def test_every_requirement_has_a_case_or_a_reason(self) -> None:
        page = (ROOT / "docs/requirements.md").read_text()
        without = re.findall(r"^\| ([A-Z0-9]+-\d+) .*\| none yet \|$", page, re.M)
        self.assertEqual(without, [])

    def test_every_defect_has_its_row_and_a_case_that_speaks_for_its_requirement(self) -> None:
        rows = {defect: (primary, case) for primary, defect, _, case, _ in DEFECT_ROW.findall((ROOT / "docs/defects.md").read_text())}
        defects = {one["id"]: one["primary"] for one in listed("defects")}
        self.assertEqual({d: primary for d, (primary, _) in rows.items()}, defects, "run scripts/docs --defects")
        requirements = {case["id"]: case["requirements"] for case in listed()}
        wrong = [d for d, (primary, case) in rows.items() if primary not in requirements.get(case, [])]
        self.assertEqual(wrong, [], "run scripts/docs --defects")

    def test_every_requirement_is_broken_by_a_defect_or_says_why_not(self) -> None:
        broken = {one["primary"] for one in listed("defects")}
        unbroken = [one["id"] for one in listed("unbroken")]
        self.assertEqual(broken & set(unbroken), set())
        self.assertEqual(sorted(broken | set(unbroken)), sorted(one["id"] for one in listed("requirements")))
        page = (ROOT / "docs/defects.md").read_text().split("## No defect, because")[1]
        self.assertEqual(re.findall(r"^\| ([A-Z0-9]+-\d+) \|", page, re.M), unbroken, "run scripts/docs --defects")
        self.assertLess(len(unbroken), 10)


if __name__ == "__main__":
    unittest.main(verbosity=2)
