"""The API's description: the same bytes each time, and every error in the same form."""

import json
import subprocess
import sys

from hotseat.web.openapi import description, text


def test_another_process_prints_the_same_bytes():
    printed = subprocess.run(
        [sys.executable, "-m", "hotseat.web.openapi"],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    ).stdout.decode()
    assert printed == text()
    assert json.loads(printed)["openapi"].startswith("3.1")


def test_every_error_has_the_one_form():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status.startswith(("4", "5")) and status != "409":
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Failure"}, (path, method, status)


def test_every_route_is_described_in_a_sentence():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            assert len(operation.get("description", "")) > 20, (path, method)
