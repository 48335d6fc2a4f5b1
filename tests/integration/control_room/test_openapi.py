"""The API against its own description: whatever the document allows or forbids, no undocumented answer and no failure.

Schemathesis makes the requests; its pytest plugin is not used, because it lags behind pytest.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

pytestmark = pytest.mark.django_db(transaction=True)
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_keeps_to_its_document(server, token, mode):
    schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.label for operation in operations} >= {"POST /api/v1/reports"}
    tried = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one(data):
        operation = data.draw(st.sampled_from([o for o in operations if o.method == "post"]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        case.call_and_validate(checks=CHECKS)
        tried.append(case)

    one()
    assert len(tried) >= 30
