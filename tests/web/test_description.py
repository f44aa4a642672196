"""The whole API against its own description: whatever is sent, the answer is one that was described, and never a 500.

Requests are made from the description, sound and unsound ones, the same on each run.
"""

import json
import shutil

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hotseat.web.openapi import description
from hotseat.web.settings import Limits, Settings

REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
"""What may answer unsound data. A text that is far too long is refused for its length (413) before it is read."""

schema = schemathesis.openapi.from_dict(
    description(),
    config=SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}),
)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
)
EXAMPLES = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory, fresh, client_of):
    limits = Limits(writes=1e6, burst=1_000_000)
    file = shutil.copy(fresh, tmp_path_factory.mktemp("described") / "hotseat.db")
    with client_of(Settings(database=f"sqlite:///{file}", limits=limits), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def sitting(server):
    return server.post("/api/sittings", json={"round": "webhooks"}).json()["id"]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_was_described(case, server, sitting):
    case.headers = {**(case.headers or {}), "X-Hotseat": "1"}
    if case.path_parameters.get("id") and case.method != "DELETE":
        case.path_parameters["id"] = sitting  # forged ones are tried elsewhere
    if isinstance(case.body, dict) and isinstance(case.body.get("round"), str):
        case.body["round"] = "webhooks"
    if (
        isinstance(case.body, dict)
        and isinstance(case.body.get("action"), dict)
        and "finish" in str(case.body["action"])
    ):
        return  # the sitting is to last
    sent = case.as_transport_kwargs(base_url="http://localhost:8765")
    answer = server.request(
        sent["method"],
        sent["url"],
        params=sent.get("params"),
        headers={name: str(value) for name, value in (sent.get("headers") or {}).items()},
        content=sent.get("data") if "json" not in sent else json.dumps(sent["json"]),
    )
    case.validate_response(answer, checks=CHECKS)
