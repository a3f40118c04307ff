"""A printer at a USB or serial port is used as one on the network is, whether it answers or not, and however slow."""

from __future__ import annotations

from pathlib import Path

import pytest

from posapp.adapters.devices.printers import printer_for
from posapp.services.errors import PrinterTrouble
from posapp.services.ports import ReceiptPrinter
from tests.fakes.receipts import CHINESE
from tests.fakes.usb_printer import PORT, SerialPrinter, UsbPrinter, serial_printer, usb_printer

__all__ = ["serial_printer", "usb_printer"]


@pytest.fixture
def printer(usb_printer: UsbPrinter, tmp_path: Path) -> ReceiptPrinter:
    return printer_for("usb:04b8:0e15", 48, tmp_path)


@pytest.mark.parametrize("columns", [32, 48])
def test_a_whole_receipt_comes_out_and_the_drawer_opens(usb_printer: UsbPrinter, tmp_path: Path, columns: int) -> None:
    """On 58 and on 80 millimetres."""
    printer = printer_for("usb:04B8:0E15", columns, tmp_path)
    assert printer.state() == "ready"
    printer.print(CHINESE, kick_drawer=True)
    kick, paper = usb_printer.events
    assert (kick["event"], paper["codes"], paper["unknown"]) == ("kick", [["code128", CHINESE.code]], [])
    printer.kick()
    assert usb_printer.events[-1] == {"event": "kick"}


def test_one_that_answers_nothing_is_sent_to_all_the_same(printer: ReceiptPrinter, usb_printer: UsbPrinter) -> None:
    """Many a cheap one can only listen."""
    usb_printer.machine.answers = False
    assert printer.state() == "unknown"
    printer.print(CHINESE, kick_drawer=False)
    assert [one["event"] for one in usb_printer.events] == ["paper"]


def test_one_that_prints_for_six_seconds_is_waited_for(printer: ReceiptPrinter, usb_printer: UsbPrinter) -> None:
    """Otherwise a receipt that lies in the customer's hand would be printed again."""
    usb_printer.takes_ms = 6_000
    printer.print(CHINESE, kick_drawer=False)
    assert [one["event"] for one in usb_printer.events] == ["paper"]


@pytest.mark.parametrize(
    ("attribute", "value", "reason"), [("paper", "out", "paper_out"), ("is_open", True, "cover_open")]
)
def test_what_is_wrong_is_known_before_anything_is_sent(
    printer: ReceiptPrinter, usb_printer: UsbPrinter, attribute: str, value: object, reason: str
) -> None:
    setattr(usb_printer.machine, attribute, value)
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(CHINESE, kick_drawer=False)
    assert trouble.value.values["reason"] == reason
    assert usb_printer.events == []


def test_one_that_is_unplugged_is_a_trouble_with_a_name(printer: ReceiptPrinter, usb_printer: UsbPrinter) -> None:
    usb_printer.is_plugged_in = False
    assert printer.state() == "away"
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(CHINESE, kick_drawer=False)
    assert trouble.value.values["reason"] == "away"
    usb_printer.is_plugged_in = True
    printer.print(CHINESE, kick_drawer=False)
    assert len(usb_printer.events) == 1


def test_one_at_a_serial_port_is_not_waited_for_once_it_has_answered(
    tmp_path: Path, serial_printer: SerialPrinter
) -> None:
    """Sixteen bytes were asked for and one comes: each receipt held the line for fourteen seconds."""
    printer = printer_for(f"serial:{PORT}", 32, tmp_path)
    assert printer.state() == "ready"
    printer.print(CHINESE, kick_drawer=True)
    assert [one["event"] for one in serial_printer.events] == ["kick", "paper"]
    assert serial_printer.waited == 0, "nobody waits for bytes that never come"


def test_no_serial_port_of_that_name_is_a_trouble_with_a_name(tmp_path: Path, serial_printer: SerialPrinter) -> None:
    printer = printer_for("serial:/dev/ttyUSB0", 32, tmp_path)
    assert printer.state() == "away"
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(CHINESE, kick_drawer=False)
    assert trouble.value.values["reason"] == "away"
    assert serial_printer.events == []


def test_another_device_at_the_port_is_no_printer_of_ours(usb_printer: UsbPrinter, tmp_path: Path) -> None:
    with pytest.raises(PrinterTrouble) as trouble:
        printer_for("usb:1234:abcd", 48, tmp_path).print(CHINESE, kick_drawer=False)
    assert trouble.value.values["reason"] == "away"
