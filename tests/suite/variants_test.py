"""Correct tools that look unusual: none may be found wanting. What cannot be told is inconclusive, never failed.

A variant plays against a selection of the suites; with EASEL_ALL_VARIANTS=1 against every case.
"""

from __future__ import annotations

import json
import os
import shutil
import unittest
from concurrent.futures import ThreadPoolExecutor

from easel import easel, run

EVERYTHING = os.environ.get("EASEL_ALL_VARIANTS") == "1"
CORE = ["launch.valid/teacher-is-let-in", "launch.valid/student-is-let-in"]
SELECTION = [
    "launch.valid", "LAUNCH-003", "LAUNCH-005", "LAUNCH-018", "LAUNCH-025", "launch.state_nonce", "launch.replay",
    "launch.other_session", "launch.privacy", "launch.who_is_who", "launch.refusal_page", "login_without_hint", "deep_linking",
    "scores", "tokens_reused", "registration", "lti11.valid", "outcomes.posted", "outcomes.several",
    "outcomes.answers", "outcomes.sourcedids", "outcomes.points_offered", "outcomes.trouble", "outcomes.read_back",
    "memberships.contexts", "launch.withdrawn_key", "launch.roles", "browser.pages", "browser.blocked_cookies",
    "browser.escaping", "placements", "configuration", "launch.sessionless", "lti11.sessionless",
]


def problems_of(variant: dict) -> list[str]:
    """What is wrong with how this variant is judged; empty when nothing is."""
    ran = run(*([] if EVERYTHING else SELECTION), "--tool", "reference", "--variant", variant["id"], "--quiet")
    shutil.rmtree(ran.folder, ignore_errors=True)
    if ran.code not in (0, 5) or not ran.cases:
        found = [f"exit code {ran.code}: {ran.err.strip()}"]
    else:
        found = []
    for case in ran.cases.values():
        if case["status"] in ("failed", "error"):
            found.append(f"{case['id']} is {case['status']}: {case.get('reason') or case['checks'][-1]['observed']['text']}")
        for check in case["checks"]:
            if check["status"] == "warned" and check["required"]["by"] not in variant["may_warn"]:
                found.append(f"{case['id']} warns of {check['required']['by']}: {check['observed']['text']}")
    core = [ran.cases[i]["status"] for i in CORE if i in ran.cases]
    if core != (["passed"] if variant["tells"] else ["inconclusive"]) * 2:
        found.append(f"valid launches of a tool that {'tells' if variant['tells'] else 'does not tell'} are {core}")
    return found


class Variants(unittest.TestCase):
    def test_no_variant_is_found_wanting(self) -> None:
        variants = json.loads(easel("list", "variants", "--json").out)
        self.assertGreaterEqual(len(variants), 20)
        with ThreadPoolExecutor(max_workers=2) as pool:
            problems = list(pool.map(problems_of, variants))
        wrong = [f"{v['id']}: {p}" for v, found in zip(variants, problems) for p in found]
        self.assertEqual(wrong, [], "\n".join(wrong))

    def test_pages_alone_tell_valid_launches_from_forged_ones(self) -> None:
        """Without any hint of the tool file: by likeness, the launch's own texts, and what hopeless launches get."""
        for variant in ("no-hints", "refuses-by-sign-in", "random-ids", "loud-html"):
            with self.subTest(variant):
                ran = run(*CORE, "launch.untrusted", "--tool", "reference", "--variant", variant, "--quiet")
                self.assertEqual({c["status"] for c in ran.cases.values()}, {"passed"})

    def test_what_nothing_tells_is_inconclusive_and_names_the_hint(self) -> None:
        ran = run(*CORE, "launch.untrusted", "--tool", "reference", "--variant", "shell-that-tells-nothing", "--quiet")
        for case in ran.cases.values():
            self.assertEqual(case["status"], "inconclusive", case["id"])
            self.assertRegex(case["reason"], "accept_markers or session_probe in the tool file would decide")

    def test_an_unknown_variant_is_refused(self) -> None:
        self.assertEqual(easel("run", "launch.valid", "--tool", "reference", "--variant", "none-such").code, 2)
        self.assertEqual(easel("tool", "--variant", "none-such").code, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
