"""Every verb as a user meets it: output, exit code, files."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

from easel import BINARY, ROOT, easel, run

DEFECT = ("--tool", "reference", "--set", "defect=accepts-alg-none")


def reason_codes() -> list[str]:
    """Every code that a check which could not be judged may give, as the sources have it."""
    given = re.compile(r'(?:Verdict::(?:inconclusive|skipped|error),|undecidable\()\s*"([a-z_]+)"')
    sources = [path.read_text() for part in ("play", "check") for path in (ROOT / "harness" / part).glob("*.cpp")]
    codes = sorted({code for source in sources for code in given.findall(source)})
    assert len(codes) > 30
    return codes


class Listing(unittest.TestCase):
    def test_list_names_cases_and_their_requirements(self) -> None:
        listed = easel("list", "launch.bad_payloads")
        self.assertEqual(listed.code, 0)
        self.assertIn("LAUNCH-008", listed.out)
        cases = json.loads(easel("list", "--json").out)
        self.assertGreaterEqual(len(cases), 100)
        for case in cases:
            self.assertTrue(case["title"] and (case["purpose"] or case["facts"]), case["id"])
            self.assertTrue(case["requirements"] or case["id"].startswith("platform."), case["id"])
        self.assertEqual(len({case["id"] for case in cases}), len(cases))

    def test_catalogues(self) -> None:
        self.assertEqual(len(json.loads(easel("list", "requirements", "--json").out)), 411)
        self.assertEqual(len(json.loads(easel("list", "errors", "--json").out)), 16)
        self.assertGreater(len(json.loads(easel("list", "facts", "--json").out)), 200)

    def test_what_no_case_can_show_says_why(self) -> None:
        reasons = {row["id"]: row["unobserved"] for row in json.loads(easel("list", "requirements", "--json").out)}
        self.assertTrue(reasons["PM-009"].startswith("needs_browser: "))
        named = {one for case in json.loads(easel("list", "--json").out) for one in case["requirements"]}
        self.assertEqual([one for one, why in reasons.items() if why and one in named], [])

    def test_a_name_that_is_none_is_an_empty_selection(self) -> None:
        listed = easel("list", "no-such-thing")
        self.assertEqual(listed.code, 6)
        self.assertIn("no-such-thing", listed.err)

    def test_explain_knows_everything_that_has_an_id(self) -> None:
        for what, word in (
            ("LAUNCH-005", "alg"), ("ags/5.2.13", "timestamp"), ("timestamp-stale", "400"), ("bad_score", "pylti"), ("outcomes/2.4", "secret"), ("accepts-alg-none", "LAUNCH-005"),
            ("twin_rejected", "between"), ("launch.bad_payloads/student-no-deployment", "LAUNCH-037"),
        ):
            explained = easel("explain", what)
            self.assertEqual(explained.code, 0, what + explained.err)
            self.assertIn(word, explained.out)
        for code in reason_codes():
            self.assertEqual(easel("explain", code).code, 0, code)
        unknown = easel("explain", "LAUNCH-05")
        self.assertEqual(unknown.code, 2)
        self.assertIn("did you mean 'LAUNCH-005'", unknown.err)

    def test_schemas_are_draft_07(self) -> None:
        for which in ("scenario", "tool", "world", "result"):
            schema = json.loads(easel("schema", which).out)
            self.assertIn("draft-07", schema["$schema"])

    def test_validate(self) -> None:
        self.assertEqual(easel("validate").code, 0)
        self.assertEqual(easel("validate", "scenarios").code, 0)


class Running(unittest.TestCase):
    def test_a_defect_fails_with_everything_that_a_reader_needs(self) -> None:
        ran = run(*DEFECT, "LAUNCH-005")
        self.assertEqual(ran.code, 1)
        case = next(c for c in ran.cases.values() if c["status"] == "failed")
        cause = next(k for k in case["checks"] if k["id"] == case["first_cause"])
        self.assertTrue(case["danger"])
        self.assertEqual(cause["required"]["by"], "LAUNCH-005")
        self.assertTrue(cause["required"]["text"] and cause["observed"]["text"].startswith("Your tool accepted") and cause["hint"])
        self.assertTrue(cause["observed"]["hops"] and cause["source"]["line"] > 0)
        self.assertIn(case["id"], case["replay"]["command"])
        for part in (case["id"], "easel explain LAUNCH-005", "easel replay", ".yaml:", "seed 1"):
            self.assertIn(part, ran.out)

    def test_junit_keeps_to_its_dialect(self) -> None:
        ran = run(*DEFECT, "launch", "scores")
        suites = ElementTree.parse(ran.folder / "junit.xml").getroot()
        self.assertEqual(suites.tag, "testsuites")
        cases = suites.findall("testsuite/testcase")
        self.assertEqual(int(suites.get("tests")), len(cases))
        self.assertEqual(len({(c.get("classname"), c.get("name")) for c in cases}), len(cases))
        failures = suites.findall(".//failure")
        self.assertEqual(int(suites.get("failures")), len(failures))
        self.assertTrue(failures)
        for failure in failures:
            self.assertLessEqual(len(failure.get("message")), 200)
            self.assertTrue(failure.text.startswith(failure.get("message").rstrip(".…")[:40]))
        for case in cases:
            self.assertRegex(case.get("time"), r"^\d+\.\d{3}$")
        self.assertEqual(subprocess.run(["xmllint", "--noout", ran.folder / "junit.xml"]).returncode, 0)

    def test_no_case_selected_is_no_success(self) -> None:
        self.assertEqual(run("--tool", "reference", "--filter", "zzz").code, 6)
        self.assertEqual(run("--tool", "reference", "--filter", "zzz", "--pass-with-no-tests").code, 0)

    def test_selection(self) -> None:
        dry = run("--tool", "reference", "--dry-run", "--tags", "certification", "--filter", "student")
        self.assertEqual(dry.code, 0)
        self.assertIn("student", dry.out)
        self.assertNotIn("refusals.", dry.out)
        without = run("--tool", "reference", "--dry-run", "launch", "--exclude", "launch.bad_payloads")
        self.assertNotIn("bad_payloads", without.out)

    def test_stopping_early(self) -> None:
        ran = run("--tool", "reference", "--set", "defect=refuses-learners", "-x", "-j", "1", "launch")
        self.assertEqual(ran.code, 1)
        self.assertEqual(sum(c["status"] == "failed" for c in ran.cases.values()), 1)

    def test_strict_makes_warnings_fail(self) -> None:
        words = ("--tool", "reference", "--set", "defect=answers-refusals-with-500", "LAUNCH-048")
        self.assertEqual(run(*words).code, 0)
        self.assertEqual(run(*words, "--strict").code, 1)

    def test_expected_failures(self) -> None:
        folder = Path(tempfile.mkdtemp())
        baseline = folder / "expected.yaml"
        baseline.write_text("- case: launch.untrusted/algorithm-none*\n  reason: unsigned tokens are known to pass\n")
        known = run(*DEFECT, "launch.untrusted/algorithm-none")
        self.assertEqual(known.code, 1)
        ran = run(*DEFECT, "launch.untrusted/algorithm-none", "--expected-failures", str(baseline))
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertTrue(all(case["expected"] for case in ran.cases.values()))
        better = run("--tool", "reference", "LAUNCH-005", "--expected-failures", str(baseline))
        self.assertEqual(better.code, 1)
        self.assertIn("remove", better.out + better.err)
        shutil.rmtree(folder)

    def test_usage_errors(self) -> None:
        for words, says in (
            (["run", "--jbos", "2"], "--jobs"), (["run", "--profile", "quikc"], "quikc"), (["dance"], "dance"),
            (["run", "--clock", "soon", "--tool", "reference"], "--clock"), (["run", "--report", "csv", "--tool", "reference"], "csv"),
            (["replay", "result.json", "--literal"], "tool-side"), (["tool", "--defect", "nope"], "nope"),
        ):
            answered = easel(*words)
            self.assertEqual(answered.code, 2, words)
            self.assertIn(says, answered.err)

    def test_an_undeclared_variable_is_refused(self) -> None:
        answered = run("--tool", "reference", "--set", "defct=x", "launch.valid")
        self.assertEqual(answered.code, 3)
        self.assertIn("defct", answered.err)

    def test_flags_have_twins_in_the_environment(self) -> None:
        ran = run("launch.valid", "--tool", "reference", env={"EASEL_SEED": "99"})
        self.assertEqual(ran.result["run"]["seed"], 99)
        self.assertEqual(run("launch.valid", "--tool", "reference", "--seed", "5", env={"EASEL_SEED": "99"}).result["run"]["seed"], 5)

    def test_the_journal_holds_every_case(self) -> None:
        ran = run("--tool", "reference", "launch.valid")
        header, *lines = (ran.folder / "journal.ndjson").read_text().splitlines()
        self.assertEqual(json.loads(header)["run"]["seed"], 1)
        self.assertEqual({json.loads(line)["id"] for line in lines}, set(ran.cases))

    def test_what_a_tool_says_it_has_not_is_skipped(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="easel-features-"))
        text = (ROOT / "fixtures/tools/reference.yaml").read_text()
        denied = text.replace("ags: true", "ags: false").replace("nrps: true", "nrps: false").replace("deep_linking: true", "deep_linking: false")
        (folder / "easel.yaml").write_text(denied)
        ran = run("NRPS-001", "LI-002", "SCORE-003", "DL-001", "LAUNCH-001", "--tool", str(folder / "easel.yaml"))
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        for case in ran.cases.values():
            about_launch = "LAUNCH-001" in case["requirements"]
            self.assertEqual(case["status"], "passed" if about_launch else "skipped", case["id"])
            if not about_launch:
                self.assertIn("the tool file says that your tool has no", case["reason"])

    def test_secrets_and_tokens_are_not_written(self) -> None:
        ran = run("--tool", "reference", "scores")
        text = (ran.folder / "result.json").read_text()
        self.assertNotRegex(text, r"Bearer ey")
        self.assertNotRegex(text, r"client_assertion=ey")
        self.assertIn("redacted", text)


class Replaying(unittest.TestCase):
    def test_same_fixed_and_different(self) -> None:
        ran = run(*DEFECT, "LAUNCH-005")
        case = next(i for i, c in ran.cases.items() if c["status"] == "failed")
        recorded = f"{ran.folder}/result.json#{case}"
        same = easel("replay", recorded)
        self.assertEqual((same.code, same.out.split()[0]), (1, "SAME"), same.out + same.err)
        fixed = easel("replay", recorded, "--set", "defect=none")
        self.assertEqual((fixed.code, fixed.out.split()[0]), (0, "FIXED"), fixed.out + fixed.err)
        other = easel("replay", recorded, "--set", "defect=refuses-learners")
        self.assertIn(other.out.split()[0], ("DIFFERENT", "ERROR"))
        self.assertNotEqual(other.code, 0)

    def test_files_that_cannot_be_replayed(self) -> None:
        folder = Path(tempfile.mkdtemp())
        ran = run(*DEFECT, "LAUNCH-005")
        text = (ran.folder / "result.json").read_text()
        for name, content in (
            ("cut.json", text[: len(text) // 2]), ("foreign.json", '{"hello": 1}'), ("newer.json", text.replace('"schema_version": 1', '"schema_version": 99', 1).replace('"schema_version":1', '"schema_version":99', 1)),
            ("empty.json", ""),
        ):
            (folder / name).write_text(content)
            answered = easel("replay", f"{folder / name}#x")
            self.assertEqual(answered.code, 3, name + answered.err)
            self.assertIn(name, answered.err)
        self.assertEqual(easel("replay", f"{folder}/missing.json#x").code, 3)
        self.assertEqual(easel("replay", f"{ran.folder}/result.json#no/such-case").code, 3)
        shutil.rmtree(folder)


class Serving(unittest.TestCase):
    def test_serve_prints_endpoints_and_answers_as_canvas(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with subprocess.Popen([BINARY, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as served:
            try:
                told = {}
                for line in served.stdout:
                    if match := re.match(r"\s+(LTI_\w+)\s+(\S+)", line):
                        told[match[1]] = match[2]
                    if "LTI_JWKS_URL" in told:
                        break
                self.assertEqual(set(told), {"LTI_ISSUER", "LTI_CLIENT_ID", "LTI_DEPLOYMENT_ID", "LTI_AUTH_URL", "LTI_TOKEN_URL", "LTI_JWKS_URL"})
                keys = json.load(urllib.request.urlopen(told["LTI_JWKS_URL"]))
                self.assertEqual(len(keys["keys"]), 3)
                page = urllib.request.urlopen(told["LTI_ISSUER"] + "/").read().decode()
                self.assertIn("ada", page)
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(told["LTI_ISSUER"] + "/api/lti/courses/1/line_items")
                self.assertIn(refused.exception.code, (401, 404))
            finally:
                served.terminate()
            self.assertEqual(served.wait(10), 143)

    def test_a_taken_port_is_told(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            answered = easel("serve", "--port", str(taken.getsockname()[1]))
        self.assertEqual(answered.code, 5)
        self.assertRegex(answered.err, r"in use|taken")


if __name__ == "__main__":
    unittest.main(verbosity=2)
