"""The report in one file, and what is made of it and of other recordings: read from disk, without a browser."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

import jsonschema

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import ROOT, Ran, easel, run  # noqa: E402
from html_report import Report, missing_parts, words  # noqa: E402
from lti11_test import tool_file as lti11_tool_file  # noqa: E402

REFERENCE = ("--tool", "reference", "--quiet")
FORGED = (*REFERENCE, "--set", "defect=accepts-alg-none")
SELECTION = ("launch.untrusted", "launch.valid", "scores")
SCHEMAS = ROOT / "fixtures/schemas"


def schema(name: str) -> dict:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())


class Folder(unittest.TestCase):
    """One failing and one passing run, played once."""

    failing: Ran
    passing: Ran

    @classmethod
    def setUpClass(cls) -> None:
        cls.failing = run(*FORGED, *SELECTION)
        cls.passing = run(*REFERENCE, *SELECTION)

    @classmethod
    def tearDownClass(cls) -> None:
        for ran in (cls.failing, cls.passing):
            shutil.rmtree(ran.folder, ignore_errors=True)

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-html-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name: str) -> str:
        return str(self.folder / name)


class ThePage(Folder):
    def test_is_written_by_every_run_and_fits_its_schema(self) -> None:
        for ran, headline in ((self.failing, "NOT CONFORMANT"), (self.passing, "CONFORMANT")):
            page = Report(ran.folder / "index.html")
            jsonschema.validate(page.data, schema("result"))
            self.assertEqual(page.report["headline"], headline)
            self.assertEqual([words(h) for h in page.root.iter("h1")], [("✗ " if ran is self.failing else "✓ ") + headline])
            self.assertEqual({i: c["status"] for i, c in page.cases.items()}, {i: c["status"] for i, c in ran.cases.items()})
            self.assertLess(len(page.text), 2 * 1024 * 1024)

    def test_loads_nothing(self) -> None:
        page = Report(self.failing.folder / "index.html")
        for node in page.root.iter():
            for name, value in node.attrib.items():
                self.assertNotIn(name, ("src", "srcset", "style", "action", "background", "poster"), node.tag)
                self.assertFalse(name.startswith("on"), name)
                if node.tag != "a":
                    self.assertNotRegex(value, "^ *https?:", f"{node.tag} {name}")
            self.assertNotIn(node.tag, ("link", "iframe", "object", "img", "form"))
        policy = next(m for m in page.root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy").get("content")
        self.assertRegex(policy, "^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; img-src data:;")

    def test_addresses_resolve_and_counts_are_counts(self) -> None:
        page = Report(self.failing.folder / "index.html")
        ids = [node.get("id") for node in page.root.iter() if node.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        links = [node.get("href") for node in page.root.iter("a")]
        self.assertGreater(len(links), 20)
        for link in links:
            self.assertTrue(link.startswith("#") and urllib.parse.unquote(link[1:]) in page.by_id, link)
        for link in next(page.static.iter("header")).iter("a"):
            there = page.by_id[link.get("href")[1:]]
            self.assertEqual(int(words(link).split()[0]), len(list(there.iter("tr" if there.tag == "tbody" else "li"))), words(link))

    def test_failures_can_be_read_without_scripts(self) -> None:
        page = Report(self.failing.folder / "index.html")
        failed = [case for case in page.cases.values() if case["status"] == "failed"]
        self.assertGreater(len(failed), 3)
        for case in failed:
            self.assertEqual(missing_parts(page, case), [], case["id"])
            article = page.article(case["id"])
            hops = [node for node in article.iter("details") if node.get("class") == "hop"]
            self.assertEqual(len(hops), len(case["hops"]), case["id"])
            for hop, recorded in zip(hops, case["hops"]):
                self.assertIn(f"{recorded['request']['method']} {recorded['request']['url'][:60]}", words(hop))
                for name, value in recorded["request"]["headers"]:
                    self.assertIn(" ".join(f"{name}: {value}".split()), words(hop))
            self.assertIn("ACCEPTED A FORGED LAUNCH", words(article))
        for case in page.cases.values():
            if case["status"] == "passed":
                self.assertEqual(page.by_id[f"c-{case['id']}"].tag, "tr")

    def test_same_run_same_bytes(self) -> None:
        again = run(*FORGED, *SELECTION, "--jobs", "3")
        self.addCleanup(shutil.rmtree, again.folder, ignore_errors=True)
        self.assertEqual((again.folder / "index.html").read_bytes(), (self.failing.folder / "index.html").read_bytes())

    def test_passing_cases_keep_hop_lines_unless_all_is_traced(self) -> None:
        case = "launch.valid/teacher" if "launch.valid/teacher" in self.passing.cases else next(iter(self.passing.cases))
        kept = Report(self.passing.folder / "index.html").cases[case]["hops"]
        whole = self.passing.cases[case]["hops"]
        self.assertEqual([hop["n"] for hop in kept], [hop["n"] for hop in whole])
        self.assertTrue(all(hop["request"]["headers"] == [] and hop["request"]["body"] is None for hop in kept))
        for more, env in ((("--trace", "on"), {}), ((), {"EASEL_TRACE": "on"})):
            traced = run(*REFERENCE, case, *more, env=env)
            self.addCleanup(shutil.rmtree, traced.folder, ignore_errors=True)
            self.assertEqual([h["request"]["headers"] for h in Report(traced.folder / "index.html").cases[case]["hops"]],
                             [h["request"]["headers"] for h in traced.cases[case]["hops"]])
        self.assertEqual(easel("run", *REFERENCE, case, "--trace", "some").code, 2)

    def test_a_setup_that_is_wrong_is_said_first(self) -> None:
        ran = run("--tool", lti11_tool_file(secret="mistyped"), "lti11.valid")
        self.addCleanup(shutil.rmtree, ran.folder, ignore_errors=True)
        self.assertEqual(ran.code, 4)
        page = Report(ran.folder / "index.html")
        self.assertEqual(page.report["headline"], "NOTHING JUDGED")
        self.assertRegex(words(next(page.static.iter("header"))[0]), "^NOTHING FURTHER JUDGED: Your setup: ")

    def test_it_is_written_where_it_is_wanted(self) -> None:
        ran = run(*REFERENCE, "launch.valid", "--report", f"html={self.path('there/report.html')}", "--report", f"har={self.path('x.har')}")
        self.addCleanup(shutil.rmtree, ran.folder, ignore_errors=True)
        self.assertEqual(ran.code, 0, ran.err)
        self.assertEqual((self.folder / "there/report.html").read_bytes(), (ran.folder / "index.html").read_bytes())
        self.assertTrue((self.folder / "x.har").exists())


class Secrets(Folder):
    def test_no_report_holds_one(self) -> None:
        words_of_it = ("shared-word-of-both", "told-by-a-flag", "set-in-the-environment")
        file = Path(lti11_tool_file(secret=words_of_it[0]))
        file.write_text(file.read_text().replace("'env', ", f"'env', 'API_TOKEN={words_of_it[2]}', "))
        ran = run("--tool", str(file), "--no-doctor", "lti11.valid", "--secret", f"OTHER={words_of_it[1]}", "--trace", "on",
                  *(w for kind in ("ctrf", "tap", "github", "har") for w in ("--report", kind)))
        self.addCleanup(shutil.rmtree, ran.folder, ignore_errors=True)
        self.assertEqual({case["status"] for case in ran.cases.values()}, {"failed"}, ran.out)
        written = {path.name: path.read_text() for path in ran.folder.iterdir() if path.name != "tool.log"}
        self.assertLessEqual({"index.html", "result.json", "junit.xml", "exchanges.har", "results.tap"}, set(written))
        written["console"] = ran.out + ran.err
        for name, text in written.items():
            for word in words_of_it:
                self.assertNotIn(word, text, name)
        page = Report(ran.folder / "index.html")
        self.assertIn("consumer_key: key-1", page.report["tool"])
        self.assertIn("shared_secret: ‹redacted:secret#", page.report["tool"])

    def test_no_fixture_s_key_is_in_it(self) -> None:
        text = (self.failing.folder / "index.html").read_text() + (self.failing.folder / "result.json").read_text()
        for key in (ROOT / "fixtures/keys").glob("*.pem"):
            for line in key.read_text().splitlines()[1:-1]:
                self.assertNotIn(line, text, key.name)
        self.assertNotRegex(text, r"easel_session=[^‹;\"]")


class ReadBack(Folder):
    def test_it_is_a_result_like_any_other(self) -> None:
        page = str(self.failing.folder / "index.html")
        again = easel("report", "html", page, "-o", self.path("again.html"))
        self.assertEqual((again.code, again.out.strip()), (0, self.path("again.html")), again.err)
        self.assertEqual((self.folder / "again.html").read_bytes(), Path(page).read_bytes())
        self.assertEqual(easel("report", "html", str(self.failing.folder), "-o", "-").out, Path(page).read_text())
        # A folder with nothing else, as an artifact may be.
        (self.folder / "alone").mkdir()
        shutil.copy(page, self.folder / "alone")
        self.assertEqual(easel("report", "junit", self.path("alone"), "-o", "-").out, (self.failing.folder / "junit.xml").read_text())
        self.assertFalse((self.folder / "alone/result.json").exists())
        covered = easel("coverage", "--from", page, "--json")
        self.assertEqual(covered.out, easel("coverage", "--from", str(self.failing.folder), "--json").out)

    def test_parts_merge_to_the_whole(self) -> None:
        pages = []
        for i in (1, 2):
            easel("run", *FORGED, *SELECTION, "--shard", f"{i}/2", "--output", self.path(f"{i}"))
            pages.append(self.path(f"{i}/index.html"))
        merged = easel("report", "merge", *pages, "--output", self.path("merged"))
        self.assertEqual(merged.code, 0, merged.err)
        self.assertEqual((self.folder / "merged/index.html").read_bytes(), (self.failing.folder / "index.html").read_bytes())

    def test_what_is_none_is_refused(self) -> None:
        text = (self.failing.folder / "index.html").read_text()
        data = text.index('id="easel-data">')
        for name, content, says in (
            ("short.html", text[: data + 4000], "cut off"),
            ("shorter.html", text[:300], "cut off"),
            ("foreign.html", "<!DOCTYPE html><p>hello</p>", "no result of an easel run"),
            ("newer.html", text.replace('"schema_version":1,', '"schema_version":7,', 1), "newer than"),
            ("edited.html", text[:data] + text[data:].replace('"status":"passed"', '"status":"perfect"', 1), "no verdict"),
        ):
            (self.folder / name).write_text(content)
            for verb in (("report", "html"), ("report", "diff", self.path(name)), ("report", "har"), ("report", "merge")):
                ran = easel(*verb, self.path(name), *(("-o", "-") if verb[-1] in ("html", "har") else ()))
                self.assertEqual(ran.code, 3, (name, verb, ran.err))
                self.assertIn(says, ran.err, (name, verb))


class Beside(Folder):
    def test_an_earlier_run(self) -> None:
        made = easel("report", "html", str(self.failing.folder), "--compare", str(self.passing.folder / "index.html"), "-o", self.path("c.html"))
        self.assertEqual(made.code, 0, made.err)
        page = Report(self.folder / "c.html")
        jsonschema.validate(page.data, schema("result"))
        changes = {case: row["change"] for case, row in page.report["compare"]["cases"].items()}
        failed = {i for i, c in self.failing.cases.items() if c["status"] == "failed"}
        self.assertEqual({case for case, change in changes.items() if change == "new"}, failed)
        self.assertEqual(set(changes.values()), {"new", "same"})

    def test_other_tools(self) -> None:
        other = run(*REFERENCE, "--set", "defect=answers-refusals-with-500", *SELECTION)
        self.addCleanup(shutil.rmtree, other.folder, ignore_errors=True)
        made = easel("report", "html", *(str(ran.folder) for ran in (self.failing, self.passing, other)), "-o", self.path("m.html"))
        self.assertEqual(made.code, 0, made.err)
        page = Report(self.folder / "m.html")
        jsonschema.validate(page.data, schema("result"))
        matrix = page.report["matrix"]
        self.assertEqual([len(column["cases"]) for column in matrix], [len(ran.cases) for ran in (self.failing, self.passing, other)])
        self.assertEqual(len({column["name"] for column in matrix}), 3)
        forged = next(i for i, c in self.failing.cases.items() if c["danger"])
        self.assertEqual([column["cases"][forged]["danger"] for column in matrix], [True, False, False])

    def test_diff(self) -> None:
        bad, good = str(self.failing.folder), str(self.passing.folder / "index.html")
        worse = easel("report", "diff", good, bad)
        failed = [i for i, c in self.failing.cases.items() if c["status"] == "failed"]
        self.assertEqual(worse.code, 1, worse.err)
        self.assertIn(f"\nnew failures: {len(failed)}\n", worse.out)
        for case in failed:
            self.assertIn(f"\n  {case}\n    was  passed\n    now  failed: ", worse.out)
        better = easel("report", "diff", bad, good)
        self.assertEqual((better.code, f"\nfixed: {len(failed)}\n" in better.out), (0, True), better.out)
        same = easel("report", "diff", bad, bad)
        self.assertEqual((same.code, f"\nunchanged: {len(self.failing.cases)}\n" in same.out), (0, True), same.out)
        self.assertEqual(easel("report", "diff", bad).code, 2)
        self.assertEqual(easel("report", "diff", bad, self.path("nowhere")).code, 3)


class Exports(Folder):
    def test_har(self) -> None:
        written = easel("report", "har", str(self.failing.folder), "-o", self.path("all.har"))
        self.assertEqual(written.code, 0, written.err)
        archive = json.loads((self.folder / "all.har").read_text())
        jsonschema.validate(archive, schema("har"))
        self.assertEqual([page["id"] for page in archive["log"]["pages"]], list(self.failing.cases))
        self.assertEqual(len(archive["log"]["entries"]), sum(len(case["hops"]) for case in self.failing.cases.values()))
        for entry in archive["log"]["entries"]:
            self.assertRegex(entry["request"]["url"], "^https?://[a-z0-9.:-]+/")
        case = next(i for i, c in self.failing.cases.items() if c["status"] == "failed")
        one = easel("report", "har", f"{self.failing.folder}/index.html#{case}", "-o", "-")
        self.assertEqual(one.code, 0, one.err)
        log = json.loads(one.out)["log"]
        self.assertEqual(({page["id"] for page in log["pages"]}, len(log["entries"])), ({case}, len(self.failing.cases[case]["hops"])))
        self.assertIn("failed: Your tool accepted a forged launch", log["pages"][0]["comment"])
        self.assertEqual(easel("report", "har", f"{self.failing.folder}#no/case", "-o", "-").code, 3)

    def test_prompt(self) -> None:
        page = Report(self.failing.folder / "index.html")
        failed = {i for i, c in page.cases.items() if c["status"] == "failed"}
        self.assertEqual(set(page.report["prompts"]), failed)
        for case, text in page.report["prompts"].items():
            self.assertLessEqual(len(text), 6000, case)
            for part in ("**Purpose.**", "**Requirement LAUNCH-", "**What happened.** Your tool ", "## Hop ", "## What was done", "## Scenario scenarios/",
                         f"easel replay index.html#{case}", "JWT of header {"):
                self.assertIn(part, text, case)
            self.assertNotRegex(text, r"easel_session=[^‹]")
        case = sorted(failed)[0]
        for source in (self.failing.folder, self.failing.folder / "index.html"):
            printed = easel("explain", "--prompt", f"{source}#{case}")
            self.assertEqual((printed.code, printed.out), (0, page.report["prompts"][case]), printed.err)
        self.assertEqual(easel("explain", "--prompt", case).code, 2)
        self.assertEqual(easel("explain", "--prompt", f"{self.failing.folder}#no/case").code, 3)
        self.assertEqual(easel("explain", "--prompt", f"{self.folder}/none#{case}").code, 3)

    def test_others_lead_to_it(self) -> None:
        case = next(i for i, c in self.failing.cases.items() if c["status"] == "failed")
        junit = (self.failing.folder / "junit.xml").read_text()
        self.assertIn(f"report:   index.html#/c/{case}\n", junit)
        self.assertIn(f"report       {self.failing.folder}/index.html#/c/{case}\n", self.failing.out)
        on_github = easel("run", *FORGED, case, "--report", "github", "--output", self.path("gh"))
        self.assertRegex(on_github.out, f"::error [^\n]*%0Aindex.html#/c/{re.escape(case)}%0A")
        self.assertIn(f"index.html#/c/{case}", (self.folder / "gh/summary.md").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
