"""The demo chain: invented shops, goods and members with a past that has something true in it to find."""

from sync.hub.demo.chain import DemoChain, generate
from sync.hub.demo.freshen import freshen
from sync.hub.demo.seed import seed

__all__ = ["DemoChain", "freshen", "generate", "seed"]
