"""WeChat Pay and Alipay over their own wires, behind the port of ``domain/payment_channels.py``; both sides use it."""
