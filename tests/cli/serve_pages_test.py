"""`easel serve` as a person meets it: what it prints, its flags, its pages."""

from __future__ import annotations

import html
import json
import re
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, ROOT, easel  # noqa: E402
from serving import ReferenceTool, Serving, clean_env, free_ports  # noqa: E402


class Reader(HTMLParser):
    """Links, frames and whatever a page would load from elsewhere; tags must nest."""

    EMPTY = ("meta", "input", "br", "link", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.loads: list[str] = []
        self.scripts = 0
        self.open: list[str] = []
        self.href = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attributes) -> None:
        attributes = dict(attributes)
        self.scripts += tag == "script"
        self.loads += [value for name, value in attributes.items() if name in ("src", "srcset") or (tag == "link" and name == "href")]
        if tag == "a":
            self.href = attributes["href"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] == "a":
            self.links.setdefault(text, self.href)


class Outline(HTMLParser):
    """What somebody needs who does not see the page: names of controls, levels of headings, heads of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict] = []
        self.headings: list[int] = []
        self.heads: list[dict] = []
        self.regions: list[dict] = []
        self.fieldsets = self.legends = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes) -> None:
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label":
            self.labels.add(attributes.get("for", ""))
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.controls.append(attributes)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th":
            self.heads.append(attributes)
        if attributes.get("role") == "region":
            self.regions.append(attributes)
        self.fieldsets += tag == "fieldset"
        self.legends += tag == "legend"


def world_file(folder: str, name: str, text: str) -> str:
    path = Path(folder) / name
    path.write_text(text)
    return str(path)


class Flags(unittest.TestCase):
    def test_one_world_and_what_it_says(self) -> None:
        with Serving() as served:
            self.assertIn("Tell your tool", served.printed)
            self.assertIn(f"Control API {served.control}", served.printed)
            self.assertEqual(served.told["LTI_CLIENT_ID"], "10000000000001")
            self.assertEqual([w["name"] for w in served.ask("GET", "/worlds").json["worlds"]], ["default"])
        self.assertIn("/api/lti/notice-handlers", served.printed, "what is not built is told")
        self.assertIn("page content", served.printed)

    def test_many_worlds(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            one = world_file(folder, "one.yaml", "users: {zoe: {name: Zoe Quint}}\n")
            two = world_file(folder, "winter.yaml", "courses: {bio101: {state: completed}}\n")
            with Serving("--world", one, "--world", two, "--world", f"old={one}", "--clock", "virtual:2026-03-01T10:00:00Z") as served:
                worlds = {w["name"]: w for w in served.ask("GET", "/worlds").json["worlds"]}
                self.assertEqual(list(worlds), ["default", "winter", "old"])
                self.assertEqual({w["clock"] for w in worlds.values()}, {"virtual"})
                self.assertEqual(worlds["old"]["now"], "2026-03-01T10:00:00.000Z")
                self.assertEqual(worlds["old"]["base_path"], "/r/old")
                self.assertIn("World winter:", served.printed)
                page = served.page("/?world=old")
                self.assertIn("Zoe Quint", page.text)
                self.assertIn('<span class="now">old</span>', page.text)
                self.assertIn("/?world=winter", Reader(page.text).links["winter"])
                self.assertNotIn("Zoe Quint", served.page("/?world=winter").text)
                self.assertEqual(served.page("/?world=nowhere").status, 404)

    def test_the_access_log_tells_why(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "access.log"
            with Serving("--access-log", str(log)) as served:
                course = served.ask("GET", "/worlds/default").json["world"]["courses"][0]["id"]
                served.ask("GET", f"{served.origin}/api/lti/courses/{course}/line_items", headers={"Authorization": "Bearer nonsense"})
            self.assertRegex(log.read_text(), r"^\d\d:\d\d:\d\d tool GET /api/lti/courses/\d+/line_items 40\d because of ags/3\.\d")
            self.assertNotIn("because of", served.printed)

    def test_the_access_log_has_no_status_where_nobody_got_one(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "access.log"
            with Serving("--access-log", str(log)) as served:
                self.assertEqual(served.ask("POST", "/worlds/default/faults", {"call": "jwks", "fault": "reset"}).status, 201)
                with self.assertRaises(OSError):
                    served.ask("GET", f"{served.origin}/api/lti/security/jwks")
            self.assertRegex(log.read_text(), r"GET /api/lti/security/jwks - by fault: reset\n")

    def test_a_silent_one(self) -> None:
        with Serving("--quiet") as served:
            served.ask("GET", f"{served.origin}/api/lti/security/jwks")
        self.assertNotIn("GET /api/lti", served.printed)

    def test_a_token_file_loses_its_wider_rights(self) -> None:
        served = Serving()
        served.token_file.write_text("old " * 50)
        served.token_file.chmod(0o644)
        with served:
            self.assertEqual(served.token_file.stat().st_mode & 0o777, 0o600)
            self.assertRegex(served.token_file.read_text(), r"^[0-9a-f]{64}\n$")

    def test_trouble_is_told_and_ends_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as taken:
            bad = world_file(folder, "bad.yaml", "courses: {bio101: {people: {adda: student}}}\n")
            link = Path(folder) / "link"
            link.symlink_to(Path(folder) / "elsewhere")
            port = str(free_ports(1)[0])
            for words, code, says in (
                (["--world", bad], 3, "did you mean 'ada'"), (["--world", f"{folder}/none.yaml"], 3, "none.yaml"),
                (["--world", f"Bad Name={bad}"], 2, "Bad Name"), (["--clock", "soon"], 2, "--clock"),
                (["--clock", "virtual:soon"], 2, "ISO 8601"), (["--control-port", str(taken.getsockname()[1])], 5, "taken"),
                (["--token-file", f"{folder}/no/token"], 5, "token"), (["--token-file", str(link)], 5, "token"),
                (["--access-log", f"{folder}/no/log"], 5, "log"), (["--world", f"a={bad}", "--control-prot", "1"], 2, "--control-port"),
                (["--tool", "reference"], 2, "run 'easel tool'"),
            ):
                answered = easel("serve", "--port", port, *words)
                self.assertEqual(answered.code, code, (words, answered.err))
                self.assertIn(says, answered.err, words)
            self.assertFalse((Path(folder) / "elsewhere").exists())

    def test_the_control_port_follows_the_other_one_where_it_is_free(self) -> None:
        for _ in range(20):
            port = free_ports(1)[0]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
                break
            except OSError:
                continue
        with subprocess.Popen([BINARY, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True, env=clean_env(), cwd=ROOT) as served:
            line = next(line for line in served.stdout if line.startswith("Control API"))
            served.terminate()
        self.assertIn(f":{port + 1}/easel/v1", line)


class Pages(unittest.TestCase):
    def test_pages_are_whole_in_themselves(self) -> None:
        with Serving() as served:
            for path in ("/", "/?as=grace", "/gradebook", "/submissions", "/register", "/tools"):
                page = served.page(path)
                self.assertEqual(page.status, 200, path)
                read = Reader(page.text)
                self.assertEqual((read.loads, read.scripts), ([], 0), path)
                self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
                for target in ("/", "/gradebook", "/submissions", "/register", "/tools", f"http://127.0.0.1:{served.control_port}/"):
                    self.assertIn(target, read.links.values(), path)
            self.assertIn("does not know yet where the tool is", served.page("/").text)
            for gone in ("/nowhere", "/traffic", "/console"):
                self.assertEqual(served.page(gone).status, 404, gone)
            for query in ("", "user=ada", "user=nobody&to=quiz1", "user=ada&to=nothing", "user=ada&to=quiz1", "user=ada&course=bio101&tool=none"):
                self.assertEqual(served.page(f"/launch?{query}").status, 400, query)
                self.assertEqual(served.page(f"/open?{query}").status, 400, query)

    def install(self, served: Serving, headers: dict | None = None, page: str = "/tools", **fields):
        sent = urllib.parse.urlencode(fields, doseq=True).encode()
        return served.ask("POST", f"{served.origin}{page}", raw=sent, headers={"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def test_the_page_of_tools_can_be_used_without_seeing_it(self) -> None:
        with Serving() as served:
            for page in (served.page("/tools"), self.install(served, where="account", by="json", json="{", xml="<a href='&'>")):
                outline = Outline(page.text)
                self.assertEqual(len(outline.ids), len(set(outline.ids)))
                self.assertGreaterEqual(len(outline.controls), 20)
                for control in outline.controls:
                    self.assertIn(control.get("id"), outline.labels, control)
                self.assertEqual(outline.headings[0], 1)
                self.assertTrue(all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:])), outline.headings)
                self.assertTrue(all(head.get("scope") in ("col", "row") for head in outline.heads))
                self.assertTrue(outline.regions and all(r.get("tabindex") == "0" and r.get("aria-label") for r in outline.regions))
                self.assertEqual(outline.fieldsets, outline.legends)

    def test_a_developer_key_is_installed_by_the_form(self) -> None:
        with Serving() as served:
            tokens = {row["name"]: row["token"] for row in served.ask("GET", "/worlds/default").json["world"]["tokens"]}
            self.assertIn(tokens["ruth"], served.page("/tools").text)
            document = {
                "title": "Quizzes & more", "description": "d", "target_link_uri": "https://q.example/launch", "scopes": [],
                "oidc_initiation_url": "https://q.example/login", "public_jwk_url": "https://q.example/jwks",
                "extensions": [{"platform": "canvas.instructure.com", "privacy_level": "public",
                                "settings": {"placements": [{"placement": "course_navigation", "message_type": "LtiResourceLinkRequest"}]}}],
            }
            made = self.install(served, where="course bio101", by="json", json=json.dumps(document))
            self.assertEqual(made.status, 200, made.text)
            self.assertIn("Quizzes &amp; more is installed", made.text)
            self.assertRegex(made.text, r'(?s)aria-label="Tools of Biology for Beginners".*Quizzes &amp; more.*course_navigation')
            kept = next(t for t in served.ask("GET", "/worlds/default/tools").json["tools"] if t["title"] == "Quizzes & more")
            self.assertEqual(kept["course"], "bio101")

            del document["oidc_initiation_url"]
            for json_text, says in ((json.dumps(document), "oidc_initiation_url"), ("{", "no JSON")):
                refused = self.install(served, where="course bio101", by="json", json=json_text)
                self.assertEqual(refused.status, 400)
                self.assertRegex(refused.text, rf'(?s)role="alert".*{says}')
                self.assertIn(html.escape(json_text), refused.text, "what was typed stays")
            self.assertEqual(self.install(served, where="course none", by="json", json="{}").status, 400)
            foreign = self.install(served, {"Origin": "https://evil.test"}, where="account", by="json", json=json.dumps(document))
            self.assertEqual(foreign.status, 403)

    def test_a_tool_of_lti_11_is_installed_by_the_form(self) -> None:
        xml = ('<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0" xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0">'
               "<blti:title>Reader</blti:title><blti:launch_url>https://reader.example/lti</blti:launch_url></cartridge_basiclti_link>")
        with tempfile.TemporaryDirectory() as folder:
            school = world_file(folder, "w.yaml", "accounts: {science: {title: Faculty of Science}}\n")
            with Serving("--world", school) as served:
                fields = {"consumer_key": "k", "shared_secret": "hush", "privacy": "name_only"}
                made = self.install(served, where="account science", by="fields", name="Wiki", url="https://wiki.example/lti", icon_url="https://wiki.example/i.png",
                                    placement=["course_navigation", "editor_button"], **fields)
                self.assertRegex(made.text, r'(?s)Wiki is installed.*aria-label="Tools of Faculty of Science".*Wiki.*2 placements.*editor_button')
                self.assertNotIn("hush", made.text)
                made = self.install(served, where="course bio101", by="xml", xml=xml, **fields)
                self.assertRegex(made.text, r'(?s)Reader is installed.*aria-label="Tools of Biology for Beginners".*https://reader.example/lti')
                tools = {tool["title"]: tool for tool in served.ask("GET", "/worlds/default/tools").json["tools"]}
                self.assertEqual((tools["Wiki"]["privacy_level"], tools["Reader"]["course"]), ("name_only", "bio101"))
                for wrong, says in (({"by": "fields", "url": ""}, "Either the url or domain should be set."), ({"by": "xml", "xml": "<a"}, "XML"),
                                    ({"by": "fields", "url": "https://a.example/", "consumer_key": ""}, "consumer_key")):
                    refused = self.install(served, **{"where": "account", "name": "X", **fields, **wrong})
                    self.assertEqual(refused.status, 400)
                    self.assertRegex(refused.text, rf'(?s)role="alert".*{says}')

    def test_the_form_of_a_second_world_installs_there(self) -> None:
        """Both worlds have an account 1 and a course of the same id, so that only the page tells them apart."""
        key = {"title": "Essays", "description": "d", "target_link_uri": "https://e.example/launch", "scopes": [],
               "oidc_initiation_url": "https://e.example/login", "public_jwk_url": "https://e.example/jwks",
               "extensions": [{"platform": "canvas.instructure.com", "privacy_level": "public",
                               "settings": {"placements": [{"placement": "course_navigation", "message_type": "LtiResourceLinkRequest"}]}}]}
        with tempfile.TemporaryDirectory() as folder:
            plain = world_file(folder, "winter.yaml", "courses: {bio101: {title: Winter Biology}}\n")
            with Serving("--world", f"first={plain}", "--world", plain) as served:
                def titles(world: str) -> set[str]:
                    return {tool["title"] for tool in served.ask("GET", f"/worlds/{world}/tools").json["tools"]}

                names = [w["name"] for w in served.ask("GET", "/worlds").json["worlds"]]
                self.assertEqual(names, ["first", "winter"])
                before = {name: titles(name) for name in names}
                target = re.search(r'<form class="install" method="post" action="([^"]*)"', served.page("/tools?world=winter").text)
                page = html.unescape(target[1])
                self.assertIn("world=winter", page)
                fields = {"consumer_key": "k", "shared_secret": "hush", "privacy": "public", "name": "Wiki", "url": "https://wiki.example/lti"}
                for added in ({"where": "account", "by": "fields", **fields}, {"where": "course bio101", "by": "json", "json": json.dumps(key)}):
                    made = self.install(served, page=page, **added)
                    self.assertEqual(made.status, 200, made.text)
                    self.assertRegex(made.text, r"(Wiki|Essays) is installed")
                    self.assertIn("Tools of Winter Biology" if "json" in added else "Wiki", made.text)
                self.assertEqual(titles("winter") - before["winter"], {"Wiki", "Essays"})
                self.assertEqual(titles("first"), before["first"])
                self.assertNotIn("Wiki", served.page("/tools?world=first").text)

    def test_they_answer_to_their_own_host_alone(self) -> None:
        with Serving("--public-url", "https://canvas.test") as served:
            def status(path: str, host: str) -> int:
                return served.ask("GET", served.origin + path, headers={"Host": host}).status

            for host in ("localhost", f"127.0.0.1:{served.port}", "[::1]:80", "LOCALHOST:1", "canvas.test"):
                self.assertEqual(status("/", host), 200, host)
            for host in ("evil.test", f"evil.test:{served.port}", "localhost.evil.test", "127.0.0.1.evil.test"):
                for path in ("/", "/launch?user=ada&to=quiz1", "/open?user=ada&to=quiz1", "/gradebook", "/submissions", "/register", "/tools"):
                    self.assertEqual(status(path, host), 403, (path, host))
            self.assertEqual(status("/api/lti/security/jwks", "evil.test"), 200, "tools may call it by any name")
            self.assertEqual(status("/nowhere", "evil.test"), 404)

    def test_names_are_only_text(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            nasty = world_file(folder, "w.yaml", "users: {eve: {name: '<script>alert(1)</script>\"'}}\ncourses: {bio101: {title: '<b>x', people: {eve: student}}}\n")
            with Serving("--world", nasty) as served:
                for path in ("/", "/?as=eve", "/gradebook", "/tools"):
                    text = served.page(path).text
                    self.assertEqual(Reader(text).scripts, 0)
                    self.assertIn("&lt;b&gt;x", text)

    def test_a_launch_from_the_page_reaches_the_gradebook(self) -> None:
        with Serving() as served, ReferenceTool(served.told) as tool:
            self.assertEqual(served.ask("POST", "/worlds/default/tools", tool.registration()).status, 200)
            overview = Reader(served.page("/?as=ada").text)
            frame = served.page(html.unescape(overview.links["Cells quiz"]))
            self.assertEqual(frame.status, 200)
            read = Reader(frame.text)
            self.assertEqual(len(read.loads), 1, "the tool's frame")
            self.assertTrue(read.loads[0].startswith("/launch?user=ada"))
            self.assertEqual(read.links["Open in a new tab"], read.loads[0])
            for user in ("grace", "olga", "dana"):
                self.assertEqual(served.page(f"/launch?user={user}&course=bio101&placement=course_navigation").status, 200)
            self.assertEqual(served.page("/launch?user=grace&account=true&placement=account_navigation").status, 200)
            form = served.page(read.loads[0])
            self.assertIn("canvas_session=", form.headers["Set-Cookie"])
            self.assertIn(f'action="{tool.origin}/login"', form.text)
            self.assertIn("<noscript><button>", form.text)

            lines = served.ask("GET", "/worlds/default/line_items?assignment=quiz1").json["line_items"]
            token = served.ask("POST", "/worlds/default/tokens").json["access_token"]
            ada = next(u for u in served.ask("GET", "/worlds/default").json["world"]["users"] if u["name"] == "ada")
            score = {"userId": ada["lti_id"], "scoreGiven": 7.5, "scoreMaximum": 10, "activityProgress": "Completed", "comment": "<i>fine</i>",
                     "gradingProgress": "FullyGraded", "timestamp": served.ask("GET", "/worlds/default/clock").json["now"]}
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.ims.lis.v1.score+json"}
            self.assertEqual(served.ask("POST", lines[0]["url"] + "/scores", score, headers).status, 200)
            self.assertEqual(served.ask("POST", lines[0]["url"] + "/scores", {**score, "userId": "nobody"}, headers).status, 422)
            self.assertIn("7.5", served.page("/gradebook").text)
            self.assertIn("Cells quiz", served.page("/submissions").text)
            refused, = served.ask("GET", "/worlds/default/traffic?kind=score&status=422").json["calls"]
            self.assertRegex(refused["refused_by"], r"^ags/5[\d.]+$")
            self.assertEqual(Reader(served.page("/open?user=ada&to=quiz1&calls=1").text).loads[1].split("?")[0], f"http://127.0.0.1:{served.control_port}/#/calls")

    def test_a_tool_of_lti11_is_launched_by_one_signed_form(self) -> None:
        """lti11.md 5.1, 6.2"""
        world = """
tools:
  old: {consumer_key: key-1, shared_secret: s3cret, title: Old quizzes, target_link_uri: "http://tool.test/launch?page=7",
        placements: {course_navigation: , link_selection: {message_type: ContentItemSelectionRequest}}}
"""
        with tempfile.TemporaryDirectory() as folder, Serving("--world", world_file(folder, "w.yaml", world)) as served:
            overview = served.page("/?as=grace").text
            self.assertIn('Old quizzes <span class="note">LTI 1.1</span>', overview)

            def form(placement: str) -> dict[str, str]:
                page = served.page(f"/launch?user=grace&course=bio101&tool=old&placement={placement}")
                self.assertEqual(page.status, 200, page.text)
                self.assertIn("canvas_session=", page.headers["Set-Cookie"])
                self.assertEqual(page.text.count("<form"), 1)
                self.assertIn('method="POST" action="http://tool.test/launch?page=7"', page.text)
                self.assertIn("submit()", page.text)
                fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
                return {html.unescape(name): html.unescape(value) for name, value in fields}

            launch = form("course_navigation")
            self.assertEqual((launch["page"], launch["roles"], launch["oauth_consumer_key"]), ("7", "Instructor", "key-1"))
            self.assertNotEqual(launch["oauth_nonce"], form("course_navigation")["oauth_nonce"])

            picker = form("link_selection")
            items = {"@graph": [{"@type": "LtiLinkItem", "title": "Five"}]}
            answer = {"lti_message_type": "ContentItemSelection", "content_items": json.dumps(items), "data": picker["data"]}
            back = urllib.request.Request(picker["content_item_return_url"], urllib.parse.urlencode(answer).encode(), {"Cookie": f"canvas_session={picker['user_id']}"})
            with urllib.request.urlopen(back, timeout=10) as page:
                self.assertIn("external_tools/retrieve", page.read().decode())
            self.assertIn("Five", served.page("/?as=grace").text)

    def test_a_sub_account_is_opened_by_its_name(self) -> None:
        world = "accounts: {science: {title: Faculty of Science}}\n"
        with tempfile.TemporaryDirectory() as folder, Serving("--world", world_file(folder, "w.yaml", world)) as served:
            made = served.ask("POST", "/worlds/default/tools", {
                "name": "old", "account": "science", "consumer_key": "key-1", "shared_secret": "s3cret", "target_link_uri": "http://tool.test/launch",
                "placements": ["account_navigation"],
            })
            self.assertEqual(made.status, 201, made.text)
            page = served.page("/launch?user=ruth&account=science&tool=old&placement=account_navigation")
            self.assertEqual(page.status, 200, page.text)
            self.assertIn('name="context_title" value="Faculty of Science"', page.text)

    def test_what_was_handed_in_is_opened(self) -> None:
        world = 'tools: {old: {consumer_key: k, shared_secret: s, title: Old, target_link_uri: "http://tool.test/launch", domain: tool.test}}\n' \
                "courses: {bio101: {assignments: {essay2: {points: 5, tool: old}}}}\n"
        with tempfile.TemporaryDirectory() as folder, Serving("--world", world_file(folder, "w.yaml", world)) as served:
            page = served.page("/launch?" + urllib.parse.urlencode({"user": "grace", "to": "essay2", "url": "http://tool.test/attempts/7"}))
            self.assertEqual(page.status, 200, page.text)
            self.assertIn('action="http://tool.test/attempts/7"', page.text)

    def test_the_lti11_side_of_a_tool_file_is_served(self) -> None:
        side = """
lti11:
  launch_url: http://tool.test/launch
  consumer_key: key-1
  shared_secret: s3cret
  keys: [{consumer_key: key-2, shared_secret: another}]
"""
        lti13 = """
lti13:
  login_url: http://tool.test/login
  redirect_uris: [http://tool.test/launch]
  target_link_uri: http://tool.test/launch
  jwks_url: http://tool.test/jwks
"""
        for what, file, own, old in (("alone", side, "1.1", ["tool", "tool-2"]), ("beside LTI 1.3", lti13 + side, "1.3", ["tool-lti11", "tool-lti11-2"])):
            with self.subTest(what), tempfile.TemporaryDirectory() as folder:
                with Serving("--tool", world_file(folder, "t.yaml", "tool: Quizzes\n" + file)) as served:
                    tools = {each["name"]: each for each in served.ask("GET", "/worlds/default/tools").json["tools"]}
                    self.assertEqual(tools["tool"]["lti_version"], own)
                    self.assertEqual([name for name, each in tools.items() if each["lti_version"] == "1.1"], old)
                    self.assertEqual(served.page("/launch?user=ada&to=quiz1").status, 200)
                    page = served.page(f"/launch?user=ada&course=bio101&tool={old[1]}&placement=course_navigation")
                    self.assertIn('name="oauth_consumer_key" value="key-2"', page.text)
                    self.assertEqual(served.ask("POST", "/worlds", {"name": "second"}).status, 201)
                    second = served.ask("GET", "/worlds/second/tools").json["tools"]
                    self.assertEqual({each["name"]: each["lti_version"] for each in second}["tool"], own)


if __name__ == "__main__":
    unittest.main()
