"""`easel init` writes a tool file that works, or nothing: by asking, from a developer key's JSON, by registering the tool."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, Ran  # noqa: E402
from serving import ReferenceTool, clean_env, free_ports  # noqa: E402
from tools import read_request, serving  # noqa: E402

KEY = {
    "title": "Quiz Vendor", "description": "Quizzes with hints", "oidc_initiation_url": "http://127.0.0.1:9001/login",
    "target_link_uri": "http://127.0.0.1:9001/launch", "public_jwk_url": "http://127.0.0.1:9001/jwks.json",
    "scopes": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
    "extensions": [{"platform": "canvas.instructure.com", "settings": {"placements": [
        {"placement": "editor_button", "message_type": "LtiDeepLinkingRequest"}]}}],
}
SOMEBODY = {"LTI_ISSUER": "http://127.0.0.1:1", "LTI_CLIENT_ID": "1", "LTI_DEPLOYMENT_ID": "1:a", "LTI_AUTH_URL": "http://127.0.0.1:1/a",
            "LTI_TOKEN_URL": "http://127.0.0.1:1/t", "LTI_JWKS_URL": "http://127.0.0.1:1/j"}


def answer(connection: socket.socket, status: str, body: bytes = b"", headers: str = "") -> None:
    read_request(connection)
    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n\r\n".encode() + body)


class Init(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="easel-init-")))

    def init(self, *arguments: str, told: str = "", timeout: float = 60) -> Ran:
        done = subprocess.run([BINARY, "init", *arguments], input=told, capture_output=True, text=True, cwd=self.folder,
                              env=clean_env(), timeout=timeout)
        return Ran(done.returncode, done.stdout, done.stderr, self.folder)

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def nothing_written(self, ran: Ran, code: int, *words: str, but: list[str] | None = None) -> None:
        self.assertEqual(ran.code, code, ran.out + ran.err)
        self.assertEqual(self.files(), but or [])
        for word in words:
            self.assertIn(word, ran.err)

    def key(self, **changes) -> Path:
        path = self.folder / "key.json"
        path.write_text(json.dumps({k: v for k, v in {**KEY, **changes}.items() if v is not None}, indent=2))
        return path


class ByAsking(Init):
    def test_answers_and_defaults(self) -> None:
        ran = self.init(told="My quiz\nnonsense\nhttp://127.0.0.1:9001/login\n\n\n\n\n\n\ny\nn\nperhaps\ny\n\n")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        text = (self.folder / "easel.yaml").read_text()
        for line in ('tool: "My quiz"', 'redirect_uris: ["http://127.0.0.1:9001/launch"]', 'jwks_url: "http://127.0.0.1:9001/jwks.json"',
                     "ags: false, deep_linking: true, dynreg: false, nrps: true", "# oracle:"):
            self.assertIn(line, text)
        self.assertIn("That is no http or https URL.", ran.out)
        self.validates("easel.yaml")

    def validates(self, file: str) -> None:
        done = subprocess.run([BINARY, "validate", "--tool", file], capture_output=True, text=True, cwd=self.folder, env=clean_env())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_answers_that_end_too_early(self) -> None:
        for told in ("", "My quiz\n", "My quiz\nhttp://127.0.0.1:9001/login\n\n"):
            with self.subTest(told):
                self.nothing_written(self.init(told=told), 2, "nothing was written")

    def test_a_file_that_is_there_stays(self) -> None:
        (self.folder / "easel.yaml").write_text("mine\n")
        self.nothing_written(self.init(told="x\n"), 2, "--force", but=["easel.yaml"])
        self.assertEqual((self.folder / "easel.yaml").read_text(), "mine\n")
        ran = self.init("--force", told="T\nhttp://127.0.0.1:9001/login\n" + "\n" * 10)
        self.assertEqual(ran.code, 0, ran.err)
        self.assertIn("tool: \"T\"", (self.folder / "easel.yaml").read_text())
        self.assertEqual(self.files(), ["easel.yaml"])

    def test_a_link_to_nowhere_is_there_too(self) -> None:
        (self.folder / "easel.yaml").symlink_to("elsewhere.yaml")
        self.assertEqual(self.init(told="T\n").code, 2)
        self.assertFalse((self.folder / "elsewhere.yaml").exists())


class FromJson(Init):
    def test_a_file(self) -> None:
        ran = self.init("--from-json", str(self.key()), "--output", "mine.yaml", "--ci", "github")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        text = (self.folder / "mine.yaml").read_text()
        self.assertIn("from key.json", text)
        self.assertIn("ags: true, deep_linking: true, dynreg: false, nrps: false", text)
        self.assertIn("easel run --tool \"mine.yaml\"", (self.folder / ".github/workflows/easel.yml").read_text())
        done = subprocess.run([BINARY, "validate", "--tool", "mine.yaml"], capture_output=True, text=True, cwd=self.folder, env=clean_env())
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_source_names_nothing_of_ours(self) -> None:
        url = "http://127.0.0.1:9001/login?x=${env.HOME}"
        ran = self.init("--from-json", str(self.key(oidc_initiation_url=url, title="Quiz ${env.HOME}")), "--output", "mine.yaml")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        text = (self.folder / "mine.yaml").read_text()
        self.assertIn("http://127.0.0.1:9001/login?x=%24{env.HOME}", text)
        self.assertNotIn("${env", text)

    def test_a_url_over_a_redirect(self) -> None:
        body = json.dumps(KEY).encode()

        def handle(connection: socket.socket) -> None:
            read = connection.recv(65536, socket.MSG_PEEK)
            if b" /moved " in read:
                answer(connection, "200 OK", body, "Content-Type: application/json\r\n")
            else:
                answer(connection, "302 Found", headers="Location: /moved\r\n")

        with serving(handle) as port:
            ran = self.init("--from-json", f"http://127.0.0.1:{port}/key")
        self.assertEqual(ran.code, 0, ran.err)
        self.assertIn("Quiz Vendor", (self.folder / "easel.yaml").read_text())

    def test_bad_files_are_told_with_their_place(self) -> None:
        cases = [
            ("no_json", '{\n  "title": "a",,\n}', ":2:16: error: not JSON"),
            ("ends_early", '{\n  "title"', ":2:10: error: not JSON"),
            ("empty", "", ":1:1: error: not JSON"),
            ("a_list", "[]", ":1:1: error: the configuration must be an object"),
            ("no_title", json.dumps({**KEY, "title": 3}, indent=2), ":2:12: error: 'title' must be a string"),
            ("no_url", json.dumps({**KEY, "target_link_uri": "launch"}, indent=2), ":5:22: error: 'launch' is no http or https URL"),
            ("scope", json.dumps({**KEY, "scopes": ["other"]}, indent=2), ":8:5: error: 'scopes'"),
        ]
        for name, text, told in cases:
            with self.subTest(name):
                path = self.folder / f"{name}.json"
                path.write_text(text)
                ran = self.init("--from-json", path.name)
                path.unlink()
                self.nothing_written(ran, 3, path.name + told)

    def test_what_is_no_file(self) -> None:
        self.nothing_written(self.init("--from-json", "nowhere.json"), 3, "nowhere.json")
        self.nothing_written(self.init("--from-json", str(self.folder)), 3)
        large = self.folder / "large.json"
        large.write_bytes(b" " * (2 << 20))
        self.nothing_written(self.init("--from-json", "large.json"), 3, "larger", but=["large.json"])

    def test_broken_sources(self) -> None:
        def endless(connection: socket.socket) -> None:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")

        sources = [
            ("endless", endless, 3, "limit"),
            ("huge", lambda c: answer(c, "200 OK", b"[" + b"1," * (1 << 20) + b"1]"), 3, "limit"),
            ("redirect_loop", lambda c: answer(c, "302 Found", headers="Location: /again\r\n"), 3, "leads on more than 5 times"),
            ("leads_elsewhere", lambda c: answer(c, "302 Found", headers="Location: file:///etc/passwd\r\n"), 3, "http"),
            ("not_json", lambda c: answer(c, "200 OK", b"<html>Sign in</html>"), 3, "not JSON"),
            ("not_found", lambda c: answer(c, "404 Not Found", b"{}"), 3, "404"),
            ("silent", lambda c: c.recv(1) and __import__("time").sleep(12), 4, ""),
            ("hangs_up", lambda c: c.close(), 4, ""),
        ]
        for name, handle, code, word in sources:
            with self.subTest(name), serving(handle) as port:
                self.nothing_written(self.init("--from-json", f"http://127.0.0.1:{port}/key.json"), code, word)
        closed, = free_ports(1)
        self.nothing_written(self.init("--from-json", f"http://127.0.0.1:{closed}/key.json"), 4)

    def test_one_source_at_a_time(self) -> None:
        self.nothing_written(self.init("--from-json", "a.json", "--register", "http://127.0.0.1:1/"), 2)
        self.nothing_written(self.init("--ci", "jenkins", told=""), 2)


class ByRegistering(Init):
    def test_the_reference_tool(self) -> None:
        port, = free_ports(1)
        with ReferenceTool(SOMEBODY) as tool:
            for turn in (1, 2):  # another registration of the same tool is another client
                ran = self.init("--register", f"{tool.origin}/register", "--port", str(port), "--force")
                self.assertEqual(ran.code, 0, ran.out + ran.err)
            text = (self.folder / "easel.yaml").read_text()
            self.assertIn('tool: "Easel reference tool"', text)
            self.assertIn(f'registration_url: "{tool.origin}/register"', text)
            self.assertIn("ags: true, deep_linking: true, dynreg: true, nrps: true", text)
            done = subprocess.run([BINARY, "doctor"], capture_output=True, text=True, cwd=self.folder, env=clean_env(), timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("a teacher's launch", done.stdout)

    def test_tools_that_do_not(self) -> None:
        port, = free_ports(1)
        for name, handle, code, words in [
            ("not_found", lambda c: answer(c, "404 Not Found", b"<p>No such page"), 3, ["404", "No such page"]),
            ("hangs_up", lambda c: c.close(), 4, []),
            ("a_form", lambda c: answer(c, "200 OK", b"<form><button>Go on</button></form>", "Content-Type: text/html\r\n"), 3, ["did not register"]),
        ]:
            with self.subTest(name), serving(handle) as tool:
                ran = self.init("--register", f"http://127.0.0.1:{tool}/register", "--port", str(port), "--wait", "1")
                self.nothing_written(ran, code, *words)
        closed, = free_ports(1)
        self.nothing_written(self.init("--register", f"http://127.0.0.1:{closed}/", "--port", str(port)), 4)
        self.nothing_written(self.init("--register", "nowhere", "--port", str(port)), 2)

    def test_a_defect_that_canvas_refuses_is_told_in_its_words(self) -> None:
        port, = free_ports(1)
        with ReferenceTool(SOMEBODY, "--defect", "registers-without-client-credentials") as tool:
            ran = self.init("--register", f"{tool.origin}/register", "--port", str(port))
        self.nothing_written(ran, 3, "422", "grant_types")

    def test_a_port_that_is_taken(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            ran = self.init("--register", "http://127.0.0.1:1/", "--port", str(taken.getsockname()[1]))
        self.nothing_written(ran, 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
