"""Work a gateway with ``python-alipay-sdk``, a client that others wrote, and print what it made of each answer.

Runs in an environment of its own (``python3 pos.py test --all`` makes it), because that client cannot live beside our
packages. Standard input holds ``{"settings": …, "bill_date": …, "steps": [[name, {…}], …]}``; standard output is a list
with, for each step, the verified answer, or ``{"trouble": "…"}`` where the client refused it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError

METHODS = {
    "pay": "api_alipay_trade_pay",
    "query": "api_alipay_trade_query",
    "cancel": "api_alipay_trade_cancel",
    "refund": "api_alipay_trade_refund",
    "refund_query": "api_alipay_trade_fastpay_refund_query",
}


def main() -> None:
    """Take the steps one after the other."""
    told = json.load(sys.stdin)
    settings = told["settings"]
    client = AliPay(
        appid=settings["app_id"],
        app_private_key_string=settings["private_key"],
        alipay_public_key_string=settings["channel_keys"][0],
        sign_type="RSA2",
    )
    client._gateway = settings["url"]
    json.dump([step(client, name, values) for name, values in told["steps"]], sys.stdout)


def step(client: AliPay, name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Take one step and return its verified answer."""
    try:
        if name == "bill":
            return dict(client.server_api("alipay.data.dataservice.bill.downloadurl.query", values))
        return dict(getattr(client, METHODS[name])(**values))
    except AliPayValidationError:
        return {"trouble": "signature"}
    except AliPayException as refused:
        return {"trouble": str(refused)}


main()
