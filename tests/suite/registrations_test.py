"""Tools in a process of their own that know several registrations, or one only."""

from __future__ import annotations

import shutil
import socket
import tempfile
import unittest
from pathlib import Path

from easel import BINARY, Ran, run

FIRST = '{ client_id: "10000000000001", deployments: ["1:8865aa05"] }'
SECOND = '{ client_id: "10000000000002", deployments: ["2:51c0ffee"] }'
OTHER = '{ client_id: "10000000000003", deployments: ["3:0ddba11"], issuer: other }'


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def play(registrations: list[str], *selection: str) -> Ran:
    """Plays against `easel tool`, started by a tool file with these registrations."""
    port, platform = free_ports(2)
    folder = Path(tempfile.mkdtemp(prefix="easel-registrations-"))
    origin = f"http://127.0.0.1:{port}"
    (folder / "easel.yaml").write_text(
        "tool: Reference tool by itself\n"
        "lti13:\n"
        f"  login_url: {origin}/login\n"
        f"  redirect_uris: [\"{origin}/launch\"]\n"
        f"  target_link_uri: {origin}/launch\n"
        f"  jwks_url: {origin}/jwks.json\n"
        f"  registrations: [{', '.join(registrations)}]\n"
        f"platform: {{ port: {platform} }}\n"
        f"start: {{ command: [\"{BINARY}\", tool, --port, \"{port}\"], ready: \"{origin}/healthz\", within: 10s }}\n"
        "oracle:\n"
        "  accept_markers: [Welcome]\n"
        "  reject_markers: [Launch refused]\n"
        "  user_marker: 'data-user=\"([^\"]+)\"'\n"
        "limits: { t_page: 2s, t_service: 500ms }\n"
        f"actions: {{ score: {{ http: {{ url: \"{origin}/grade\", form: {{ fraction: \"${{fraction}}\" }} }} }} }}\n"
    )
    try:
        ran = run(*selection, "--tool", str(folder / "easel.yaml"))
        shutil.rmtree(ran.folder, ignore_errors=True)
        return ran
    finally:
        shutil.rmtree(folder)


def outcomes(ran: Ran) -> dict[str, str]:
    """What became of each case: its verdict, or why there is none."""
    return {
        id: case["status"] if case["status"] not in ("skipped", "inconclusive") else case["checks"][-1]["reason"]
        for id, case in ran.cases.items()
    }


class Registrations(unittest.TestCase):
    def test_three_registrations_of_two_issuers(self) -> None:
        ran = play([FIRST, SECOND, OTHER], "registrations", "login/without-client-id")
        found = outcomes(ran)
        self.assertEqual(found.pop("login/without-client-id"), "several_registrations", ran.out)
        self.assertEqual(found.pop("launch.tenants/of-another-deployment"), "single_deployment", ran.out)
        self.assertGreaterEqual(len(found), 14)
        self.assertEqual({id: status for id, status in found.items() if status != "passed"}, {}, ran.out)

    def test_one_registration(self) -> None:
        ran = play([FIRST], "registrations", "login/without-client-id")
        found = outcomes(ran)
        self.assertEqual(found.pop("login/without-client-id"), "passed", ran.out)
        self.assertEqual(found.pop("launch.tenants/of-another-deployment"), "single_deployment", ran.out)
        self.assertEqual(
            {id: why for id, why in found.items() if why not in ("single_registration", "single_issuer")}, {}, ran.out
        )
        self.assertEqual(found["launch.interleaved/in-one-browser"], "single_registration")
        self.assertEqual(found["launch.same_sub/student"], "single_issuer")


if __name__ == "__main__":
    unittest.main(verbosity=2)
