"""Runs as pipelines make them: in parts, again, with a known state of affairs, for readers of other formats."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

from easel import ROOT, Ran, easel, run
from tools import free_port, tool_file

REFERENCE = ("--tool", "reference", "--quiet")
DEFECT = (*REFERENCE, "--set", "defect=accepts-alg-none")
SELECTION = ("launch.untrusted", "launch.valid", "scores")


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-pipeline-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return self.path(name)

    def bytes(self, *names: str) -> list[bytes]:
        return [(self.folder / name).read_bytes() for name in names]


class Shards(Folder):
    def play(self, count: int, *more: str) -> list[str]:
        for i in range(1, count + 1):
            ran = easel("run", *DEFECT, *SELECTION, "--shard", f"{i}/{count}", "--output", self.path(f"{i}"), *more)
            self.assertIn(ran.code, (0, 1), ran.err)
        return [self.path(f"{i}") for i in range(1, count + 1)]

    def test_merged_they_are_the_whole_run(self) -> None:
        whole = easel("run", *DEFECT, *SELECTION, "--output", self.path("whole"))
        self.assertEqual(whole.code, 1, whole.err)
        for count in (1, 2, 3, 4):
            parts = self.play(count)
            merged = easel("report", "merge", *reversed(parts), "--output", self.path("merged"))
            self.assertEqual(merged.code, 0, merged.err)
            for name in ("result.json", "junit.xml", "index.html", "easel-timings.json"):
                one, other = self.bytes(f"whole/{name}", f"merged/{name}")
                self.assertEqual(one, other, f"{name} of {count} shards")

    def test_timings_make_other_parts_of_the_same_whole(self) -> None:
        easel("run", *DEFECT, *SELECTION, "--output", self.path("whole"))
        ids = list(json.loads((self.folder / "whole/easel-timings.json").read_text())["ms"])
        timings = self.write("t.json", json.dumps({"version": 1, "ms": {case: i * i for i, case in enumerate(ids)}}))
        parts = self.play(2, "--timings", timings)
        sizes = [len(json.loads((Path(part) / "result.json").read_text())["cases"]) for part in parts]
        self.assertEqual(sum(sizes), len(ids))
        self.assertEqual(easel("report", "merge", *parts, "--output", self.path("merged")).code, 0)
        self.assertEqual(*self.bytes("whole/result.json", "merged/result.json"))
        planned = [
            easel("run", "--dry-run", *REFERENCE, *SELECTION, "--shard", "1/2", *more, cwd=cwd).out
            for more, cwd in (((), self.folder), (("--timings", timings), ROOT), ((), ROOT))
        ]
        self.assertNotEqual(planned[1], planned[2])
        self.write("easel-timings.json", Path(timings).read_text())
        found = easel("run", "--dry-run", *REFERENCE, *SELECTION, "--shard", "1/2", cwd=self.folder).out
        self.assertEqual((planned[0], found), (planned[2], planned[1]))
        self.assertEqual(easel("run", *REFERENCE, "launch", "--shard", "1/2", "--timings", self.path("no.json")).code, 3)

    def test_parts_of_cases_that_take_no_stage_time_are_alike(self) -> None:
        easel("run", *REFERENCE, "launch", "--output", self.path("whole"))
        timings = ("--timings", self.path("whole/easel-timings.json"))
        sizes = [
            len(run(*REFERENCE, "launch", "--shard", f"{i}/3", *timings).cases) for i in (1, 2, 3)
        ]
        self.assertLess(max(sizes), 2 * min(sizes), sizes)

    def test_a_rehearsed_certification_is_one_pack(self) -> None:
        rehearsal = (*REFERENCE, "--profile", "certification")
        easel("run", *rehearsal, "--output", self.path("whole"))
        for i in (1, 2):
            easel("run", *rehearsal, "--shard", f"{i}/2", "--output", self.path(f"{i}"))
            self.assertFalse((self.folder / f"{i}/evidence.md").exists(), "a part knows nothing of the rest")
        merged = easel("report", "merge", self.path("1"), self.path("2"), "--output", self.path("merged"))
        self.assertEqual(merged.code, 0, merged.err)
        self.assertEqual(*self.bytes("whole/evidence.md", "merged/evidence.md"))

    def test_more_shards_than_cases(self) -> None:
        empty = run(*REFERENCE, "launch.untrusted/algorithm-none*", "--shard", "40/40")
        self.assertEqual(empty.code, 0, empty.err)
        self.assertEqual((len(empty.cases), empty.result["run"]["shard"]), (0, "40/40"))

    def test_what_does_not_fit_is_refused(self) -> None:
        first, second = self.play(2)
        for i, (words, says) in enumerate({
            (first,): "shard 2/2 is missing", (first, first): "both hold shard 1/2",
        }.items()):
            refused = easel("report", "merge", *words, "--output", self.path("merged"))
            self.assertEqual(refused.code, 2)
            self.assertIn(says, refused.err)
            self.assertFalse((self.folder / "merged").exists())
            partial = easel("report", "merge", *words, "--partial", "--output", self.path(f"partial{i}"))
            self.assertEqual(partial.code, 0, partial.err)
        for words, says in (
            (["--seed", "2"], "seed 2"), (["--exclude", "scores"], "a selection of"), (["--set", "defect=none"], "variables"),
        ):
            easel("run", *DEFECT, *SELECTION, *words, "--shard", "2/2", "--output", self.path("other"))
            refused = easel("report", "merge", first, self.path("other"), "--partial", "--output", self.path("merged"))
            self.assertEqual(refused.code, 2, words)
            self.assertIn(says, refused.err)
        version = (Path(second) / "result.json").read_text().replace('"harness":"', '"harness":"9.', 1)
        refused = easel("report", "merge", first, self.write("newer.json", version), "--output", self.path("merged"))
        self.assertEqual((refused.code, "easel 9." in refused.err), (2, True), refused.err)
        self.assertEqual(easel("report", "merge", self.path("nowhere"), "--output", self.path("merged")).code, 3)

    def test_bazel(self) -> None:
        files = {n: self.path(n) for n in ("status", "junit.xml", "premature", "warnings")}
        ran = easel(
            "run", *REFERENCE, "--set", "defect=answers-refusals-with-500", cwd=self.folder, env={
                "TEST_TOTAL_SHARDS": "2", "TEST_SHARD_INDEX": "1", "TEST_SHARD_STATUS_FILE": files["status"],
                "XML_OUTPUT_FILE": files["junit.xml"], "TESTBRIDGE_TEST_ONLY": "LAUNCH-048:launch.valid",
                "TEST_UNDECLARED_OUTPUTS_DIR": self.path("outputs"), "TEST_PREMATURE_EXIT_FILE": files["premature"],
                "TEST_WARNINGS_OUTPUT_FILE": files["warnings"],
            },
        )
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertTrue(Path(files["status"]).exists())
        self.assertFalse(Path(files["premature"]).exists())
        self.assertEqual(*self.bytes("junit.xml", "outputs/easel/junit.xml"))
        result = json.loads((self.folder / "outputs/easel/result.json").read_text())
        self.assertEqual(result["run"]["shard"], "2/2")
        self.assertLess(len(result["cases"]), result["run"]["selected"])
        listed = {c["id"] for word in ("LAUNCH-048", "launch.valid") for c in json.loads(easel("list", word, "--json").out)}
        self.assertTrue({case["id"] for case in result["cases"]} <= listed)
        self.assertIn("warned: ", Path(files["warnings"]).read_text())
        self.assertEqual(easel("run", *REFERENCE, "launch", env={"TEST_TOTAL_SHARDS": "2", "TEST_SHARD_INDEX": "2"}).code, 2)


class Again(Folder):
    def test_last_failed_and_rerun(self) -> None:
        out = ("--output", self.path("out"))
        nothing = easel("run", *DEFECT, "--last-failed", *out)
        self.assertEqual(nothing.code, 3)
        self.assertIn("no run has been recorded", nothing.err)
        first = easel("run", *DEFECT, "launch", *out)
        failed = {c["id"] for c in json.loads((self.folder / "out/result.json").read_text())["cases"] if c["status"] == "failed"}
        self.assertEqual(first.code, 1)
        self.assertIn("rerun: easel run --last-failed --tool reference --set defect=accepts-alg-none --output ", first.out)
        again = easel("run", *DEFECT, "--last-failed", *out)
        self.assertEqual(again.code, 1, again.err)
        self.assertEqual({c["id"] for c in json.loads((self.folder / "out/result.json").read_text())["cases"]}, failed)
        mended = easel("run", *REFERENCE, "--last-failed", *out)
        self.assertEqual(mended.code, 0, mended.err)
        done = easel("run", *REFERENCE, "--last-failed", *out)
        self.assertEqual((done.code, "nothing failed in the last run" in done.err), (6, True))
        self.assertEqual(easel("run", *REFERENCE, "--last-failed", "--pass-with-no-tests", *out).code, 0)

    def test_what_was_not_played_again_is_still_to_be(self) -> None:
        out = ("--output", self.path("out"), "--jobs", "1")
        easel("run", *REFERENCE, "--set", "defect=refuses-learners", "launch", *out)
        before = json.loads((self.folder / "out/.last-run.json").read_text())["failed"]
        self.assertGreater(len(before), 2)
        easel("run", *REFERENCE, "--set", "defect=refuses-learners", "--last-failed", "-x", *out)
        self.assertEqual(json.loads((self.folder / "out/.last-run.json").read_text())["failed"], before)

    def test_the_printed_command_names_profile_and_level(self) -> None:
        first = easel("run", *DEFECT, "launch.untrusted", "--profile", "security", "--level", "should", "--output", self.path("out"))
        self.assertIn("--last-failed --profile security --level should --tool reference", first.out)

    def test_what_ends_before_the_tool_is_there_leaves_the_last_run(self) -> None:
        out = ("--output", self.path("out"))
        easel("run", *DEFECT, "launch.untrusted", *out)
        before = (self.folder / "out/.last-run.json").read_bytes()
        slow = tool_file(self.folder, free_port(), [sys.executable, "-c", "import time; time.sleep(60)"])
        ended = easel("run", "launch.untrusted", "--tool", str(slow), "--timeout", "1", *out)
        self.assertEqual(ended.code, 124, ended.err)
        self.assertEqual((self.folder / "out/.last-run.json").read_bytes(), before)
        kept = json.loads((self.folder / "out/result.json").read_text())["run"]
        self.assertGreater(kept["selected"], 0)

    def test_a_word_longer_than_any_file_name(self) -> None:
        self.assertEqual(easel("run", *REFERENCE, "x" * 400).code, 6)
        self.assertIn(easel("report", "junit", "x" * 400).code, (2, 3))

    def test_secrets_stand_in_no_setup_check(self) -> None:
        text = "tool: T\nlti13:\n  login_url: \"http://127.0.0.1:1/login?k=${secret.K}\"\n  redirect_uris: [http://127.0.0.1:1/l]\n" \
               "  target_link_uri: http://127.0.0.1:1/l\n  jwks_url: http://127.0.0.1:1/jwks\n  registrations: [{ client_id: c, deployments: [d] }]\n" \
               "platform: { issuer: \"http://127.0.0.1:1\" }\n"
        ran = easel("run", "launch.valid", "--tool", self.write("t.yaml", text), "--secret", "K=topsecretvalue", "--output", self.path("out"))
        self.assertEqual(ran.code, 4, ran.out + ran.err)
        kept = "".join(path.read_text() for path in (self.folder / "out").iterdir() if path.is_file())
        self.assertIn("login", kept)
        self.assertNotIn("topsecretvalue", kept + ran.out + ran.err)

    def test_rerun_takes_exact_ids(self) -> None:
        ids = sorted(c["id"] for c in json.loads(easel("list", "launch.valid", "--json").out))[:2]
        ran = run(*REFERENCE, "--rerun", ",".join(ids))
        self.assertEqual((ran.code, sorted(ran.cases)), (0, ids), ran.err)
        unknown = run(*REFERENCE, "--rerun", "launch.valid/no-such-case")
        self.assertEqual((unknown.code, "no-such-case" in unknown.err), (6, True))

    def test_repeat_plays_every_case_so_often(self) -> None:
        ran = run(*REFERENCE, "launch.valid", "--repeat", "3")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertEqual({(c["turns"], c["flaky"]) for c in ran.cases.values()}, {(3, False)})
        self.assertEqual(run(*REFERENCE, "launch.valid", "--repeat", "2", "--retries", "1").code, 2)


SCENARIO = """scenario: A plain launch
requirements: [LAUNCH-002]
cases:
  - { name: one }
  - { name: two }
  - { name: three }
steps:
  - launch: { as: ada, to: quiz1 }
    expect: accepted
"""


class Flaky(Folder):
    """The first launch is that of the setup; from then on every second one fails."""

    def play(self, *words: str, every: int = 2) -> Ran:
        port = free_port()
        command = [sys.executable, str(ROOT / "tests/cli/flaky_tool.py"), str(port), str(every)]
        file = tool_file(self.folder, port, command)
        scenario = self.write("plain.yaml", SCENARIO)
        return run(scenario, "--tool", str(file), "--jobs", "1", *words)

    def test_without_retries_it_fails(self) -> None:
        ran = self.play()
        self.assertEqual(ran.code, 1, ran.out + ran.err)
        self.assertEqual([c["status"] for c in ran.cases.values()], ["failed", "passed", "failed"])

    def test_retried_it_is_flaky_and_never_merely_passed(self) -> None:
        ran = self.play("--retries", "1", "--report", f"ctrf={self.path('ctrf.json')}", "--report", f"tap={self.path('t.tap')}")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertEqual([(c["status"], c["flaky"], c["turns"]) for c in ran.cases.values()],
                         [("passed", True, 2), ("passed", True, 2), ("passed", True, 2)])
        self.assertEqual([len(c["other_turns"]) for c in ran.cases.values()], [1, 1, 1])
        self.assertEqual((ran.result["run"]["summary"]["flaky"], ran.result["run"]["summary"]["passed"]), (3, 0))
        self.assertIn("3 flaky", ran.out)
        suites = ElementTree.parse(ran.folder / "junit.xml").getroot()
        self.assertEqual(suites.get("failures"), "0")
        for earlier in suites.findall(".//testcase/flakyFailure"):
            self.assertTrue(earlier.get("message") and earlier.find("stackTrace").text and earlier.get("type"))
        self.assertEqual(len(suites.findall(".//testcase/flakyFailure")), 3)
        ctrf = json.loads((self.folder / "ctrf.json").read_text())
        jsonschema.validate(ctrf, json.loads((ROOT / "fixtures/schemas/ctrf.schema.json").read_text()))
        tests = ctrf["results"]["tests"]
        self.assertEqual([(t["flaky"], t["retries"]) for t in tests], [(True, 1)] * 3)
        self.assertIn('verdict: "flaky"', (self.folder / "t.tap").read_text())

    def test_flaky_can_fail_the_run_unless_it_is_known(self) -> None:
        self.assertEqual(self.play("--retries", "1", "--fail-on-flaky").code, 1)
        known = self.write("known.yaml", "- case: plain/*\n  expect: flaky\n  reason: a race\n")
        ran = self.play("--retries", "1", "--fail-on-flaky", "--expected-failures", known)
        self.assertEqual(ran.code, 0, ran.out + ran.err)

    def test_what_never_passes_is_a_failure_with_its_reruns(self) -> None:
        # One launch in three is refused, and a case that launches three times meets it each time.
        port = free_port()
        command = [sys.executable, str(ROOT / "tests/cli/flaky_tool.py"), str(port), "3"]
        file = tool_file(self.folder, port, command)
        launch = "  - launch: { as: ada, to: quiz1 }\n    expect: accepted\n"
        scenario = self.write("thrice.yaml", "scenario: Three launches\nrequirements: [LAUNCH-002]\nsteps:\n" + launch * 3)
        ran = run(scenario, "--tool", str(file), "--jobs", "1", "--retries", "2")
        self.assertEqual(ran.code, 1, ran.out + ran.err)
        case = next(iter(ran.cases.values()))
        self.assertEqual((case["status"], case["turns"], case["flaky"]), ("failed", 3, False))
        suites = ElementTree.parse(ran.folder / "junit.xml").getroot()
        self.assertEqual((suites.get("failures"), len(suites.findall(".//rerunFailure"))), ("1", 2))

    def test_a_turn_without_a_verdict_makes_up_for_no_failure(self) -> None:
        # The forged launch is accepted; when it is played again, its valid twin is refused and nothing can be judged.
        port = free_port()
        command = [sys.executable, str(ROOT / "tests/cli/flaky_tool.py"), str(port), "5"]
        file = tool_file(self.folder, port, command)
        scenario = self.write(
            "forged.yaml",
            "scenario: A forged launch\nrequirements: [LAUNCH-005]\nsteps:\n"
            "  - launch: { as: ada, to: quiz1, tamper: { id_token.alg: none } }\n    expect: rejected\n",
        )
        ran = run(scenario, "--tool", str(file), "--jobs", "1", "--retries", "1")
        case = next(iter(ran.cases.values()))
        self.assertEqual((ran.code, case["status"], case["turns"], case["flaky"]), (1, "failed", 2, False), ran.out + ran.err)
        self.assertEqual([turn["status"] for turn in case["other_turns"]], ["skipped"])
        self.assertEqual(ElementTree.parse(ran.folder / "junit.xml").getroot().get("failures"), "1")

    def test_repeated_it_fails_and_is_flaky(self) -> None:
        ran = self.play("--repeat", "3")
        self.assertEqual(ran.code, 1)
        for case in ran.cases.values():
            self.assertEqual((case["status"], case["flaky"], case["turns"]), ("failed", True, 3))


class Levels(Folder):
    WARNS = (*REFERENCE, "--set", "defect=answers-refusals-with-500", "LAUNCH-048")

    def test_levels(self) -> None:
        self.assertEqual([run(*self.WARNS, "--level", level).code for level in ("must", "should", "all")], [0, 1, 1])
        self.assertEqual(run(*self.WARNS, env={"EASEL_LEVEL": "should"}).code, 1)
        self.assertEqual(run(*self.WARNS, "--level", "most").code, 2)

    def test_too_many_inconclusive(self) -> None:
        port = free_port()
        file = tool_file(self.folder, port, [sys.executable, str(ROOT / "tests/cli/flaky_tool.py"), str(port), "1000"])
        file.write_text(file.read_text().replace("accept_markers: [Welcome], reject_markers: [Launch refused]", ""))
        scenario = self.write("plain.yaml", SCENARIO)
        words = (scenario, "--tool", str(file))
        counted = run(*words).result["run"]["summary"]["inconclusive"]
        self.assertEqual(counted, 3)
        self.assertEqual(run(*words, "--max-inconclusive", "3").code, 0)
        beyond = run(*words, "--max-inconclusive", "2")
        self.assertEqual((beyond.code, "--max-inconclusive" in beyond.err), (5, True), beyond.err)


class Formats(Folder):
    def test_each_kind_is_written_where_it_is_wanted(self) -> None:
        ran = run(*DEFECT, "launch", *(w for kind in ("json", "junit", "ctrf", "tap", "github") for w in ("--report", f"{kind}={self.path(kind)}")))
        self.assertEqual(ran.code, 1, ran.err)
        count = len(ran.cases)
        self.assertEqual((self.folder / "json").read_bytes(), (ran.folder / "result.json").read_bytes())
        self.assertEqual((self.folder / "junit").read_bytes(), (ran.folder / "junit.xml").read_bytes())
        tap = (self.folder / "tap").read_text()
        self.assertEqual(sum(line.startswith(("ok ", "not ok ")) for line in tap.splitlines()), count)
        self.assertIn(f"\n1..{count}\n", tap)
        ctrf = json.loads((self.folder / "ctrf").read_text())
        self.assertEqual((ctrf["specVersion"], ctrf["results"]["summary"]["tests"]), ("0.0.0", count))
        jsonschema.validate(ctrf, json.loads((ROOT / "fixtures/schemas/ctrf.schema.json").read_text()))
        self.assertIn("| launch.untrusted/algorithm-none", (self.folder / "github").read_text())
        self.assertIn("::error file=scenarios/launch/untrusted.yaml,line=", ran.out)
        in_folder = run(*REFERENCE, "launch.valid", "--report", "ctrf", "--report", "tap")
        self.assertTrue((in_folder.folder / "ctrf.json").exists() and (in_folder.folder / "results.tap").exists())
        self.assertEqual(run(*REFERENCE, "--report", "csv").code, 2)

    def test_the_report_verb_writes_the_same(self) -> None:
        ran = run(*DEFECT, "launch", "--report", "tap", "--report", "ctrf")
        for kind, name in (("junit", "junit.xml"), ("tap", "results.tap"), ("ctrf", "ctrf.json")):
            printed = easel("report", kind, str(ran.folder), "--output", "-")
            self.assertEqual(printed.out, (ran.folder / name).read_text(), kind)
        written = easel("report", "github", str(ran.folder / "result.json"))
        self.assertEqual((written.code, written.out.strip()), (0, f"{ran.folder}/summary.md"))

    def test_on_github(self) -> None:
        summary = Path(self.write("summary", "before\n"))
        ran = run(*DEFECT, "launch", env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)})
        text = summary.read_text()
        self.assertTrue(text.startswith("before\n## Easel: "), text[:80])
        self.assertLess(len(text), 900 * 1024)
        errors = [line for line in ran.out.splitlines() if line.startswith("::error ")]
        self.assertTrue(0 < len(errors) <= 10)
        self.assertIn("ACCEPTED A FORGED LAUNCH", errors[0])

    def test_source_date_epoch_is_the_time_of_a_run_on_real_time(self) -> None:
        ran = run(*REFERENCE, "--clock", "real", "launch.valid", env={"SOURCE_DATE_EPOCH": "1767603600"})
        self.assertEqual(ran.result["run"]["clock"]["start"], "2026-01-05T09:00:00.000Z")
        self.assertEqual(run(*REFERENCE, "launch.valid", env={"SOURCE_DATE_EPOCH": "soon"}).code, 2)

    def test_colours(self) -> None:
        words = ("--tool", "reference", "launch.valid", "--verbose")
        for env, more, colored in (
            ({}, (), False), ({"FORCE_COLOR": "1"}, (), True), ({"FORCE_COLOR": "0"}, (), False),
            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False), ({"NO_COLOR": "1"}, ("--color", "always"), True),
            ({"FORCE_COLOR": "1"}, ("--no-color",), False),
        ):
            self.assertEqual("\x1b[" in run(*words, *more, env=env).out, colored, (env, more))


class KnownFailures(Folder):
    def test_from_nothing_to_green_and_back(self) -> None:
        known = self.path("known.yaml")
        ran = run(*DEFECT, "launch")
        self.assertEqual(ran.code, 1)
        made = easel("baseline", "update", known, str(ran.folder))
        self.assertEqual(made.code, 0, made.err)
        self.assertEqual(run(*DEFECT, "launch", "--expected-failures", known).code, 0)
        self.assertEqual(easel("baseline", "check", known, str(ran.folder)).code, 0)
        self.assertEqual(easel("baseline", "check", known).code, 0)
        kept = "# kept\n" + Path(known).read_text()
        Path(known).write_text(kept)
        better = run(*REFERENCE, "launch")
        checked = easel("baseline", "check", known, str(better.folder))
        self.assertEqual((checked.code, "remove its entry" in checked.out), (1, True))
        self.assertEqual(easel("baseline", "update", known, str(better.folder)).code, 0)
        self.assertEqual(Path(known).read_text(), "# kept\n")
        self.assertIn("nothing to change", easel("baseline", "update", known, str(better.folder)).out)

    def test_verbose_prints_entries_to_paste(self) -> None:
        ran = run("--tool", "reference", "--set", "defect=accepts-alg-none", "LAUNCH-005", "--verbose")
        entries = ran.out.partition("expected-failures file, if this is known and accepted:\n")[2]
        known = self.write("known.yaml", entries)
        self.assertEqual(run(*DEFECT, "LAUNCH-005", "--expected-failures", known).code, 0, entries)

    def test_a_file_that_is_wrong_is_named_with_its_line(self) -> None:
        ran = run(*REFERENCE, "launch.valid")
        for text, line in (
            ("- case: a\n", 1), ("- case: a\n  reason: b\n  untill: 2026-01-01\n", 3), ("- case: a\n  reason: b\n  until: soon\n", 3),
            ("case: a\n", 1), ("- case: [\n", 2), ("- case: a\n  expect: pass\n  reason: b\n", 2),
        ):
            known = self.write("wrong.yaml", text)
            for words in (("check", known), ("update", known, str(ran.folder))):
                answered = easel("baseline", *words)
                self.assertEqual(answered.code, 3, text)
                self.assertIn(f"wrong.yaml:{line}:", answered.err, text)
            self.assertEqual(Path(known).read_text(), text)
        self.assertEqual(easel("baseline", "check", self.path("missing.yaml")).code, 3)
        self.assertEqual(easel("baseline", "update", self.path("new.yaml"), self.path("nowhere")).code, 3)
        self.assertFalse((self.folder / "new.yaml").exists())

    def test_an_entry_past_its_day(self) -> None:
        known = self.write("old.yaml", "- case: launch.*\n  reason: b\n  until: 2020-01-01\n")
        checked = easel("baseline", "check", known)
        self.assertEqual((checked.code, "ended on 2020-01-01" in checked.err), (1, True))


class Coverage(Folder):
    def test_of_a_finished_run(self) -> None:
        ran = run(*DEFECT, "launch")
        told = json.loads(easel("coverage", "--from", str(ran.folder), "--json").out)
        rows = {row["id"]: row for row in told["requirements"]}
        self.assertEqual(len(rows), len(json.loads(easel("list", "requirements", "--json").out)))
        self.assertEqual(sum(told["counts"].values()), len(rows))
        self.assertEqual(rows["LAUNCH-005"]["state"], "failed")
        self.assertEqual(rows["LAUNCH-009"]["state"], "passed")
        self.assertEqual(rows["SCORE-001"]["state"], "not played")
        for row in rows.values():
            self.assertEqual(not row["cases"], row["state"] in ("no case", "unobserved"), row["id"])
        text = easel("coverage", "--from", str(ran.folder))
        self.assertRegex(text.out, r"(?m)^failed +LAUNCH-005 +launch\.")
        table = easel("coverage", "--from", str(ran.folder / "result.json"), "--format", "md").out
        self.assertRegex(table, r"(?m)^\| LAUNCH-005 \| must \| failed \| `launch\.")

    def test_by_playing(self) -> None:
        told = json.loads(easel("coverage", "--tool", "reference", "launch.untrusted", "--json").out)
        states = {row["id"]: row["state"] for row in told["requirements"]}
        self.assertEqual(states["LAUNCH-005"], "passed")
        self.assertEqual(easel("coverage", "--tool", "reference", "no-such-thing").code, 6)
        self.assertEqual(easel("coverage", "--from", self.path("nowhere")).code, 3)


class JUnitRules(Folder):
    """What CI systems make of the file: rules that each of them has."""

    def test_readers_take_it(self) -> None:
        ran = run(*REFERENCE, "--set", "defect=refuses-learners")
        root = ElementTree.parse(ran.folder / "junit.xml").getroot()
        pairs = set()
        for suite in root.findall("testsuite"):
            self.assertTrue(suite.get("name"))
            self.assertIsNone(suite.find("testsuite"))
            self.assertIsNone(suite.get("package"))
            cases = suite.findall("testcase")
            for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                self.assertEqual(int(suite.get(name)), sum(c.find(tag) is not None for c in cases), suite.get("name"))
            self.assertLessEqual(abs(sum(float(c.get("time")) for c in cases) - float(suite.get("time"))), 0.001 * len(cases) + 0.001)
            for case in cases:
                self.assertTrue(case.get("name") and case.get("classname") == suite.get("name"))
                self.assertNotIn((case.get("classname"), case.get("name")), pairs)
                pairs.add((case.get("classname"), case.get("name")))
                self.assertLessEqual(sum(case.find(tag) is not None for tag in ("failure", "error", "skipped")), 1)
                self.assertTrue(case.get("file") and int(case.get("line")) > 0)
                self.assertLess(len(case.findtext("system-out", "")), 2000)
        self.assertLess(os.path.getsize(ran.folder / "junit.xml"), 20 * 1024 * 1024)
        self.assertEqual(subprocess.run(["xmllint", "--noout", ran.folder / "junit.xml"]).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
