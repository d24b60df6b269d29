"""`easel check-config`: what is wrong with a tool's configuration, at its place; exit codes 0, 1, 3 and 4."""

from __future__ import annotations

import http.server
import json
import re
import tempfile
import threading
import unittest
from pathlib import Path

from easel import easel

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
    xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0" xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0">
  <blti:title>Cell Lab</blti:title>
  <blti:launch_url>https://tool.example/lti</blti:launch_url>
  <blti:extensions platform="canvas.instructure.com">
    <lticm:property name="privacy_level">public</lticm:property>
    <lticm:options name="course_navigation"><lticm:property name="enabled">true</lticm:property></lticm:options>
  </blti:extensions>
</cartridge_basiclti_link>
"""

# name, document, what is found: (line, level, code)
WRONG = [
    ("privacy level", GOOD.replace(">public<", ">secret<"), [(7, "error", "CFG-009")]),
    ("message type", GOOD.replace('name="enabled">true', 'name="message_type">ContentItem'), [(8, "error", "CFG-008")]),
    ("two faults", GOOD.replace(">public<", ">secret<").replace("course_navigation", "course_nav"),
     [(7, "error", "CFG-009"), (8, "warning", "CFG-005")]),
    ("a should row", GOOD.replace("course_navigation", "course_nav"), [(8, "warning", "CFG-005")]),
    ("doubtful", GOOD.replace("https://tool", "http://tool"), [(5, "warning", "CFG-003")]),
    ("an entity of HTML", GOOD.replace("Cell Lab", "Cell&nbsp;Lab"), [(4, "error", "CFG-004")]),
    ("two of no XML", GOOD.replace("Cell Lab", "Cut & dry").replace(">public<", ">public]]><"),
     [(4, "error", "CFG-004"), (7, "error", "CFG-002")]),
    ("no address", GOOD.replace("  <blti:launch_url>https://tool.example/lti</blti:launch_url>\n", ""), [(2, "error", "CFG-003")]),
    ("cut off", GOOD[:200], [(3, "error", "CFG-002")]),
    ("a key's JSON", '{"title": "Cell Lab"}', [(1, "error", "CFG-014")]),
]


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        self.wfile.write(GOOD.encode())

    def log_message(self, *_: object) -> None:
        pass


class CheckConfig(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def written(self, document: str) -> str:
        path = self.folder / "configuration"
        path.write_text(document)
        return str(path)

    def test_a_good_one_is_said_to_be_good(self) -> None:
        ran = easel("check-config", self.written(GOOD))
        self.assertEqual((ran.code, ran.err), (0, ""))
        self.assertIn("as Canvas wants it", ran.out)

    def test_what_is_wrong_has_its_place_and_its_requirement(self) -> None:
        for name, document, expected in WRONG:
            with self.subTest(name):
                path = self.written(document)
                ran = easel("check-config", path)
                code = 1 if any(level == "error" for _, level, _ in expected) else 0
                self.assertEqual(ran.code, code, ran.out + ran.err)
                places = re.findall(r"^(.+?):(\d+):\d+: (\w+): .+ \[(CFG-\d+)\]$", ran.out + ran.err, flags=re.M)
                self.assertEqual({file for file, _, _, _ in places}, {path})
                self.assertEqual({(int(line), level, code) for _, line, level, code in places}, set(expected))
                listed = easel("check-config", "--json", path)
                self.assertEqual(listed.code, code)
                self.assertEqual({(one["line"], one["level"], one["code"]) for one in json.loads(listed.out)}, set(expected))

    def test_a_document_in_utf16_is_read(self) -> None:
        path = self.folder / "wide"
        wide = GOOD.replace("UTF-8", "UTF-16")
        path.write_bytes(wide.encode("utf-16"))
        ran = easel("check-config", str(path))
        self.assertEqual((ran.code, ran.err), (0, ""))
        path.write_bytes(wide.replace(">public<", ">secret<").encode("utf-16"))
        ran = easel("check-config", str(path))
        self.assertEqual(ran.code, 1)
        self.assertRegex(ran.err, r":7:5: error: .*secret")
        self.assertIn("7 |     <lticm:property", ran.err)

    def test_one_that_a_server_shows(self) -> None:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ran = easel("check-config", f"http://127.0.0.1:{server.server_port}/config.xml")
        self.assertEqual(ran.code, 0, ran.out + ran.err)

    def test_what_cannot_be_read_is_3_and_who_does_not_answer_is_4(self) -> None:
        missing = easel("check-config", str(self.folder / "nowhere.xml"))
        self.assertEqual(missing.code, 3)
        self.assertIn("nowhere.xml", missing.err)
        silent = easel("check-config", "http://127.0.0.1:9/config.xml")
        self.assertEqual(silent.code, 4)
        self.assertIn("http://127.0.0.1:9/config.xml", silent.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
