"""The examples in the domain's docstrings run, so they cannot lie."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import posapp.domain

MODULES = [found.name for found in pkgutil.walk_packages(posapp.domain.__path__, "posapp.domain.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    runner = doctest.DocTestRunner()
    for said in doctest.DocTestFinder().find(importlib.import_module(name)):
        if said.examples:  # before each run, doctest looks on the disk for changes of every file that it ever read
            runner.run(said)
    assert runner.failures == 0
