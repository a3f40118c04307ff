"""The engine on which the training counts: DuckDB in this process, or Spark where a chain has outgrown one machine.

What is counted is written once, as Ibis expressions (``counting``); the same pack comes of either. An engine is named

    duckdb              here, and nothing else is needed (an empty name means the same)
    local[2]            Spark on two cores of this machine, to try it
    spark://host:7077   a cluster's master; so are yarn and k8s://…

Spark needs ``pyspark`` and Java beside the hub; the events go to it as one Parquet file in a folder that the cluster
reads too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sync.hub.errors import NoSuchEngine
from sync.hub.training.past import ChainPast

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OF_SPARK = ("local", "spark://", "yarn", "k8s://")

_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}
"""On one machine nobody looks at Spark's pages, one part is plenty, and it ends before what it would compile pays."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Where the training counts. ``folder`` is one that the engine's machines read too, by itself one of ours."""

    engine: str = "duckdb"
    folder: Path | None = None


HERE = Counting()


@contextmanager
def counting_on(counting: Counting, past: ChainPast) -> Iterator[ChainPast]:
    """Lay the past's events out on an engine while the block runs. Raises ``NoSuchEngine``."""
    engine = counting.engine
    if engine in ("", "duckdb"):
        yield past
        return
    if not engine.startswith(_OF_SPARK):
        raise NoSuchEngine(engine=engine)
    import ibis
    import pyarrow.parquet as parquet

    with (
        _spark(engine) as session,
        tempfile.TemporaryDirectory(dir=counting.folder, prefix="posapp-training-") as scratch,
    ):
        file = Path(scratch) / "events.parquet"
        parquet.write_table(past.events.to_pyarrow(), file)
        yield replace(past, laid_out=ibis.pyspark.connect(session).read_parquet(str(file)).cache())


@contextmanager
def _spark(master: str) -> Iterator[SparkSession]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as trouble:
        raise NoSuchEngine(engine=master) from trouble
    building = SparkSession.builder.master(master).appName("posapp training")
    settings = {"spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false"}
    for name, value in {**settings, **(_LOCAL if master.startswith("local") else {})}.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    try:
        session.sparkContext.setLogLevel("ERROR")
        yield session
    finally:
        session.stop()
