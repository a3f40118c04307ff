"""The served description of the protocol is valid and leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

from sync.hub.openapi import ENDPOINTS, document
from sync.protocol.kinds import KINDS
from sync.protocol.rows import KINDS_OF_ROW

HUB = Path(__file__).parents[3] / "sync" / "hub"


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(document()).validate()


def test_every_route_of_the_protocol_is_in_it_and_no_other() -> None:
    source = "".join(path.read_text("utf-8") for path in HUB.rglob("*.py") if path.name != "openapi.py")
    served = set(re.findall(r'Route\(\s*"(/sync/v1/[^"]+)"[^)]*?(?:methods=\["(\w+)"\])', source))
    assert served == {(endpoint.path, endpoint.method) for endpoint in ENDPOINTS}


def test_every_kind_of_operation_and_row_has_its_schema() -> None:
    made = document()
    assert list(made["x-operations"]) == [f"{kind} {v}" for kind, v in KINDS]
    assert list(made["x-rows"]) == list(KINDS_OF_ROW)
