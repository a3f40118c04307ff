"""Which channel a scanned number pays at: told by its form, and by nothing that only looks like it."""

from __future__ import annotations

import pytest

from posapp.domain.payment_code import channel_of, is_quick_pass


@pytest.mark.parametrize("start", ["10", "11", "12", "13", "14", "15"])
def test_wechat_codes_are_18_digits_from_10_to_15(start):
    assert channel_of(start + "0" * 16) == "wechat"


@pytest.mark.parametrize("start", ["25", "26", "27", "28", "29", "30"])
def test_alipay_codes_are_16_to_24_digits_from_25_to_30(start):
    assert {channel_of(start + "1" * (length - 2)) for length in range(16, 25)} == {"alipay"}


def test_a_face_pays_at_alipay():
    assert channel_of("fp" + "0aZ" * 11 + "bc") == "alipay"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "16" + "0" * 16,
        "09" + "0" * 16,
        "13" + "0" * 15,
        "13" + "0" * 17,
        "24" + "0" * 16,
        "31" + "0" * 16,
        "25" + "0" * 13,
        "25" + "0" * 23,
        "6901234567892",
        "9" * 190,
        "1" * 10_000,
        "13" + "0" * 15 + "x",
        "13" + "0" * 15 + "٣",
        ("13" + "0" * 16) * 2,
        "fp" + "0" * 34,
        "=cmd|'/c calc'!A1",
    ],
)
def test_what_only_looks_like_a_code_pays_nowhere(text):
    assert channel_of(text) is None


@pytest.mark.parametrize(
    "written",
    [
        "]Q1134567890123456789",
        " 1345 6789 0123 4567 89\r\n",
        "１３４５６７８９０１２３４５６７８９",
        "134567\u200b890123456789",
        "\x1d134567890123456789",
    ],
)
def test_a_code_is_read_however_the_scanner_and_the_input_method_write_it(written):
    assert channel_of(written) == "wechat"


def test_a_card_network_s_code_is_known_and_not_taken():
    code = "62" + "0" * 17
    assert channel_of(code) is None
    assert is_quick_pass(code)
    assert not is_quick_pass("62" + "0" * 16)
