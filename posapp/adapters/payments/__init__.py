"""WeChat Pay and Alipay over their own wires, behind the port of ``services/payment_channels.py``."""
