"""``posapp gateway``: a simulator that speaks the wire protocols of WeChat Pay and Alipay, with scripted faults.

It shares no code with our clients, so that both cannot have misunderstood a thing alike; two clients that others wrote
are the judges between them (``tests/oracles``). What it serves, and each fault, stands in ``docs/payments.md``.
"""
