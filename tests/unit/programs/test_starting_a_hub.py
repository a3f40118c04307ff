"""What whoever starts a hub relies on."""

from __future__ import annotations

import pytest

from posapp.programs import HubProgram, ProgramFailed


def test_a_hub_that_cannot_open_its_books_says_why_in_its_last_words(tmp_path):
    (tmp_path / "hub.db").write_text("these are no books")
    with pytest.raises(ProgramFailed, match=r"the mall did not start:\n(.|\n)*database"):
        HubProgram(tmp_path, demo=False).start()
