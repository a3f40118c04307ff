"""Pages on a machine that has no font with hanzi, and on one that has: both are read, one of them loads nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from posapp.config.paths import RESOURCES
from tests.fakes.waiting import until

pytestmark = pytest.mark.browser

ARE_ALIKE = """
    const drawn = (sign) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 40;
      const pen = canvas.getContext("2d");
      pen.font = "32px " + getComputedStyle(document.body).fontFamily;
      pen.fillText(sign, 0, 34);
      return pen.getImageData(0, 0, 40, 40).data.join();
    };
    return drawn("我") === drawn("购");
"""
LOADED = "return [...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)"


def machine_with(fonts: list[Path], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs that are started from now on find these folders of fonts and no others."""
    places = "".join(f"<dir>{one}</dir>" for one in fonts)
    settings = folder / "fonts.conf"
    settings.write_text(f"<fontconfig>{places}<cachedir>{folder / 'cache'}</cachedir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))


@pytest.fixture
def latin(tmp_path: Path) -> Path:
    """A folder of fonts without hanzi: what every machine of the tests has."""
    found = [place for name in ("liberation", "dejavu") if (place := Path("/usr/share/fonts/truetype") / name).is_dir()]
    assert found, "Chromium's package brings one of these"
    return found[0]


@pytest.mark.parametrize("page", ["/phone/", "/office/"])
def test_a_machine_without_hanzi_gets_them_from_the_mall(open_page, mall, latin, tmp_path, monkeypatch, page):
    machine_with([latin], tmp_path, monkeypatch)
    phone = open_page()
    phone.driver.execute_script("localStorage.setItem('office-language', 'zh')")
    phone.driver.get(mall.url + page)
    until(lambda: not phone.driver.execute_script(ARE_ALIKE))
    assert "posapp-hanzi" in phone.driver.execute_script(LOADED)


def test_a_machine_with_hanzi_loads_no_font(open_page, latin, tmp_path, monkeypatch):
    machine_with([latin, RESOURCES / "fonts"], tmp_path, monkeypatch)
    phone = open_page()
    phone.settle()
    assert phone.driver.execute_script("return document.fonts.size") == 0
    assert not phone.driver.execute_script(ARE_ALIKE)
