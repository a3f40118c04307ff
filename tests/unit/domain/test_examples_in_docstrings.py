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
    assert doctest.testmod(importlib.import_module(name)).failed == 0
