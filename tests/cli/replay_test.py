"""`easel replay`: every kind and every word, with the reference tool and its defects, a tool that is flaky, and bad files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from easel import BINARY, ROOT, Ran, easel, run, sealed
from tools import free_port, tool_file

REFERENCE = ("--tool", "reference", "--quiet")
DEFECT = (*REFERENCE, "--set", "defect=accepts-alg-none")

PLAIN = """\
scenario: A plain launch
purpose: The tool lets a learner in.
requirements: [LAUNCH-002]
steps:
  - launch: { as: ada, to: quiz1 }
    expect: accepted
"""


def failing(ran: Ran) -> str:
    return next(i for i, c in ran.cases.items() if c["status"] == "failed")


def word(ran: Ran) -> str:
    return ran.out.split()[0] if ran.out.split() else ran.err


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-replay-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def record(self, *arguments: str, **options) -> Ran:
        ran = run(*arguments, **options)
        self.addCleanup(shutil.rmtree, ran.folder, ignore_errors=True)
        return ran

    def replay(self, ran: Ran, case: str, *flags: str, **options) -> Ran:
        return easel("replay", f"{ran.folder}/result.json" + (f"#{case}" if case else ""), *flags, **options)


class TheWholeCase(Folder):
    def test_same_fixed_different_and_passed(self) -> None:
        ran = self.record(*DEFECT, "launch.untrusted", "launch.valid")
        case = failing(ran)
        for flags, expected in (
            ((), ("SAME", 1)), (("--set", "defect=none"), ("FIXED", 0)), (("--repeat", "2"), ("SAME", 1)),
        ):
            with self.subTest(flags=flags):
                again = self.replay(ran, case, *flags)
                self.assertEqual((word(again), again.code), expected, again.out + again.err)
        other = self.replay(ran, case, "--set", "defect=refuses-learners")
        self.assertIn(word(other), ("DIFFERENT", "ERROR"), other.out)
        self.assertNotEqual(other.code, 0)
        passed = next(i for i, c in ran.cases.items() if c["status"] == "passed")
        again = self.replay(ran, passed)
        self.assertEqual((word(again), again.code), ("SAME", 0), again.out + again.err)

    def test_every_failing_case_of_a_file(self) -> None:
        ran = self.record(*DEFECT, "launch.untrusted")
        bad = [i for i, c in ran.cases.items() if c["status"] in ("failed", "warned", "error", "inconclusive")]
        self.assertTrue(bad)
        again = self.replay(ran, "")
        self.assertEqual(again.code, 1, again.out + again.err)
        self.assertEqual([line.split()[1] for line in again.out.splitlines() if line.startswith("SAME")], bad)
        fixed = self.replay(ran, "", "--set", "defect=none")
        self.assertEqual((fixed.code, fixed.out.count("FIXED  ")), (0, len(bad)), fixed.out + fixed.err)
        good = self.record(*REFERENCE, "launch.valid")
        self.assertEqual((self.replay(good, "").code, "nothing failed" in self.replay(good, "").out), (0, True))

    def test_json_holds_hops_and_substitutions(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        case = failing(ran)
        again = self.replay(ran, case, "--json", "--set", "defect=none")
        told = json.loads(again.out)
        self.assertEqual((told["schema_version"], told["word"], told["case"], told["kind"], told["exit_code"]), (1, "FIXED", case, "case", 0))
        self.assertEqual((told["then"]["status"], told["now"]["status"]), ("failed", "passed"))
        self.assertTrue(told["hops"])
        self.assertFalse(told["hops"][-1]["then"] is None and told["hops"][-1]["now"] is None)
        self.assertEqual(self.replay(ran, case, "--json", "--set", "defect=none").out, again.out, "the same bytes")

    def test_a_flaky_tool(self) -> None:
        port = free_port()
        command = [sys.executable, str(ROOT / "tests/cli/flaky_tool.py"), str(port), "2"]
        file = tool_file(self.folder, port, command)
        scenario = self.folder / "plain.yaml"
        scenario.write_text(PLAIN)
        ran = self.record(str(scenario), "--tool", str(file), "--jobs", "1")
        case = next(iter(ran.cases))
        again = self.replay(ran, case, "--repeat", "4")
        self.assertEqual((word(again), again.code), ("FLAKY", 1), again.out + again.err)

    def test_what_is_missing_is_named(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        case = failing(ran)
        file = ran.folder / "result.json"
        text = file.read_text()
        file.write_text(sealed(text.replace('"file":"fixtures/tools/reference.yaml"', '"file":"gone/tool.yaml"', 1)))
        again = self.replay(ran, case)
        self.assertEqual((word(again), again.code), ("ERROR", 4), again.out + again.err)
        self.assertIn("gone/tool.yaml", again.out)
        file.write_text(sealed(text.replace(f'"id":"{case}"', '"id":"launch.untrusted/never-was"')))
        again = self.replay(ran, "launch.untrusted/never-was")
        self.assertEqual((word(again), again.code), ("ERROR", 5), again.out + again.err)


class WhatIf(Folder):
    def test_one_change_at_a_time(self) -> None:
        ran = self.record(*REFERENCE, "launch.valid")
        case = "launch.valid/teacher-is-let-in"
        for change in ("clock.start=2027-03-01T08:00:00Z", "seed=9", "world.courses.bio101.title=Botany"):
            again = self.replay(ran, case, "--kind", "what-if", "--change", change)
            self.assertEqual((word(again), again.code), ("SAME", 0), change + again.out + again.err)
        hidden = self.replay(ran, case, "--kind", "what-if", "--change", "faults.authorization=500", "--change", "faults.authorization.times=always")
        self.assertNotEqual((word(hidden), hidden.code), ("SAME", 0), hidden.out)

    def test_a_change_that_means_nothing(self) -> None:
        ran = self.record(*REFERENCE, "launch.valid")
        case = "launch.valid/teacher-is-let-in"
        for change, says in (
            ("lunch=1", "known: world."), ("world.courses.bio102.title=x", "bio101"), ("world.courses.bio101.titel=x", "title"),
            ("faults.scores=500", "score"), ("clock.start=soon", "ISO 8601"), ("nothing", "KEY=VALUE"),
        ):
            with self.subTest(change=change):
                again = self.replay(ran, case, "--kind", "what-if", "--change", change)
                self.assertEqual(again.code, 2, again.out + again.err)
                self.assertIn(says, again.err)


class TheToolSide(Folder):
    def test_the_tool_answers_as_then_until_it_changes(self) -> None:
        ran = self.record(*DEFECT, "launch.untrusted", "launch.valid")
        case = failing(ran)
        same = self.replay(ran, case, "--kind", "tool-side")
        self.assertEqual((word(same), same.code), ("SAME", 1), "it still fails: " + same.out + same.err)
        changed = self.replay(ran, case, "--kind", "tool-side", "--set", "defect=none")
        self.assertEqual((word(changed), changed.code), ("DIFFERENT", 1), changed.out + changed.err)
        valid = self.replay(ran, "launch.valid/teacher-is-let-in", "--kind", "tool-side")
        self.assertEqual((word(valid), valid.code), ("SAME", 0), valid.out + valid.err)

    def test_lti11_forms_are_signed_anew(self) -> None:
        ran = self.record(*REFERENCE, "lti11.valid")
        case = next(i for i, c in ran.cases.items() if c["status"] == "passed")
        same = self.replay(ran, case, "--kind", "tool-side")
        self.assertEqual((word(same), same.code), ("SAME", 0), same.out + same.err)

    def test_literally_a_nonce_is_refused(self) -> None:
        ran = self.record(*REFERENCE, "launch.valid")
        # Another seed gives the tool another nonce and state than the recorded ones.
        text = (ran.folder / "result.json").read_text()
        (ran.folder / "result.json").write_text(sealed(text.replace('"seed":1,', '"seed":2,', 1)))
        literal = self.replay(ran, "launch.valid/teacher-is-let-in", "--kind", "tool-side", "--literal")
        self.assertEqual((word(literal), literal.code), ("DIFFERENT", 1), literal.out + literal.err)


class TheMockSide(Folder):
    def test_every_case_of_every_suite(self) -> None:
        ran = self.record(str(ROOT / "scenarios"), *REFERENCE, timeout=600)
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        again = self.replay(ran, "", "--kind", "mock-side", timeout=600)
        self.assertEqual((again.out, again.code), (f"{len(ran.cases)} SAME\n", 0), again.err)
        self.assertGreater(len(ran.cases), 2700)

    def test_a_tool_that_errs_does_so_again(self) -> None:
        ran = self.record(*REFERENCE, "scores", "deep_linking", "browser", "--set", "defect=fetches-keys-each-time")
        again = self.replay(ran, "", "--kind", "mock-side")
        self.assertEqual((again.out, again.code), (f"{len(ran.cases)} SAME\n", 0), again.err)

    def test_it_notices_a_mock_that_has_changed(self) -> None:
        ran = self.record(*REFERENCE, "launch.valid")
        file = ran.folder / "result.json"
        text = file.read_text()
        file.write_text(sealed(text.replace('"status":302', '"status":303')))
        again = self.replay(ran, "launch.valid/teacher-is-let-in", "--kind", "mock-side")
        self.assertEqual((word(again), again.code), ("DIFFERENT", 1), again.out + again.err)

    def test_it_needs_no_tool(self) -> None:
        port = free_port()
        folder = self.folder
        file = tool_file(folder, port, [BINARY, "tool", "--port", str(port)])
        ran = self.record("launch.valid", "--tool", str(file))
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        again = self.replay(ran, "launch.valid/teacher-is-let-in", "--kind", "mock-side")
        self.assertEqual((word(again), again.code), ("SAME", 0), again.out + again.err)


class Stepping(Folder):
    def step(self, ran: Ran, case: str, commands: str, *flags: str) -> Ran:
        done = subprocess.run(
            [BINARY, "replay", f"{ran.folder}/result.json#{case}", "--step", *flags], input=commands, capture_output=True, text=True,
            timeout=120, cwd=ROOT,
        )
        return Ran(done.returncode, done.stdout, done.stderr, Path())

    def setUp(self) -> None:
        super().setUp()
        self.ran = self.record(*REFERENCE, "launch.valid", "--set", "defect=refuses-teachers")
        self.case = "launch.valid/teacher-is-let-in"

    def test_next_inspect_and_continue(self) -> None:
        done = self.step(self.ran, self.case, "n\ni\nhelp\nc\n", "--set", "defect=none")
        self.assertEqual(done.code, 0, done.out + done.err)
        self.assertIn("hop 1  request", done.out)
        self.assertIn("hop 2  request", done.out)
        self.assertIn("FIXED", done.out)

    def test_edit_what_the_mock_answers(self) -> None:
        done = self.step(self.ran, self.case, "e status 99\ne status 500\ne body broken\ne header X-Test: 1\ni\nc\n", "--from-hop", "3", "--set", "defect=none")
        self.assertIn("edited; n sends it", done.out)
        self.assertIn("nothing was edited", done.out)
        self.assertNotIn("hop 1  request", done.out, "unattended up to the hop")
        self.assertIn("X-Test: 1", done.out)

    def test_resend_sends_twice(self) -> None:
        done = self.step(self.ran, self.case, "r\nn\nc\n", "--set", "defect=none")
        self.assertGreaterEqual(done.out.count("hop 1  done"), 1, done.out)
        self.assertIn("hop 2  request", done.out)

    def test_quit_judges_nothing(self) -> None:
        for commands in ("q\n", "n\nq\n", ""):
            done = self.step(self.ran, self.case, commands)
            self.assertEqual(done.code, 5, done.out + done.err)
            self.assertIn("ERROR", done.out)

    def test_an_editor(self) -> None:
        editor = self.folder / "editor.sh"
        editor.write_text("#!/bin/sh\nsed -i 's/^200$/503/' \"$1\"\n")
        editor.chmod(0o755)
        done = subprocess.run(
            [BINARY, "replay", f"{self.ran.folder}/result.json#{self.case}", "--step", "--from-hop", "4", "--set", "defect=none"],
            input="n\ne\ni\nc\n", capture_output=True, text=True, timeout=120, cwd=ROOT, env={"EDITOR": str(editor), "PATH": "/usr/bin:/bin"},
        )
        self.assertIn("edited; n sends it", done.stdout)


class BadInput(Folder):
    def test_files(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        text = (ran.folder / "result.json").read_text()
        result = json.loads(text)
        result["run"]["summary"]["failed"] += 1
        swapped = json.loads(text)
        hops = next(c["hops"] for c in swapped["cases"] if len(c["hops"]) > 1)
        hops[0], hops[1] = hops[1], hops[0]
        for name, content, says in (
            ("cut.json", text[: len(text) // 2], "cut.json"), ("foreign.json", '{"hello": 1}', "no result"),
            ("newer.json", text.replace('"schema_version":1', '"schema_version":99', 1), "newer"),
            ("empty.json", "", "empty.json"), ("counted.json", json.dumps(result), "run.summary.failed"),
            ("order.json", json.dumps(swapped), "hops[1]"), ("status.json", text.replace('"status":200', '"status":500', 1), "changed by hand"), ("page.html", "<!doctype html><p>Hello", "no result"),
        ):
            with self.subTest(name):
                (self.folder / name).write_text(content)
                answered = easel("replay", f"{self.folder / name}#x")
                self.assertEqual(answered.code, 3, answered.err)
                self.assertIn(says, answered.err)
        self.assertEqual(easel("replay", f"{self.folder}/missing.json#x").code, 3)
        endless = easel("replay", "/dev/zero#x")
        self.assertEqual((endless.code, "larger than 1 GiB" in endless.err), (3, True), endless.err)
        empty = easel("replay", f"{self.folder}#x")
        self.assertEqual((empty.code, "holds neither result.json" in empty.err), (3, True), empty.err)
        console = easel("ui", f"{self.folder}/status.json")
        self.assertEqual((console.code, "changed by hand" in console.err), (3, True), console.err)

    def test_a_folder(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        same = easel("replay", f"{ran.folder}#{failing(ran)}")
        self.assertEqual((word(same), same.code), ("SAME", 1), same.out + same.err)

    def test_another_tool(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        case = failing(ran)
        port = free_port()
        file = tool_file(self.folder, port, [BINARY, "tool", "--port", str(port)])
        fixed = self.replay(ran, case, "--tool", str(file))
        self.assertEqual((word(fixed), fixed.code), ("FIXED", 0), "it has no variable 'defect': " + fixed.out + fixed.err)
        typed = self.replay(ran, case, "--tool", str(file), "--set", "defect=none")
        self.assertEqual((word(typed), typed.code), ("ERROR", 4), typed.out + typed.err)
        nowhere = self.replay(ran, case, "--tool", f"{self.folder}/nowhere.yaml", "--kind", "mock-side")
        self.assertEqual((nowhere.code, "nowhere.yaml" in nowhere.err), (4, True), nowhere.out + nowhere.err)

    def test_a_hop_that_never_comes(self) -> None:
        ran = self.record(*DEFECT, "LAUNCH-005")
        done = self.replay(ran, failing(ran), "--step", "--from-hop", "500")
        self.assertEqual(("\nSAME" in done.out, "ended before hop 500" in done.err), (True, True), done.out + done.err)
        self.assertEqual(easel("replay", f"{ran.folder}/result.json#no/such-case").code, 3)

    def test_flags_that_do_not_go_together(self) -> None:
        for flags in (
            ("--kind", "sideways"), ("--change", "seed=1"), ("--kind", "what-if"), ("--literal",), ("--kind", "from-hop"),
            ("--from-hop", "3"), ("--kind", "mock-side", "--step"), ("--step",), ("--repeat", "0"),
        ):
            with self.subTest(flags):
                answered = easel("replay", "result.json", *flags)
                self.assertEqual(answered.code, 2, answered.out + answered.err)


if __name__ == "__main__":
    unittest.main()
