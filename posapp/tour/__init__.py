"""Drives the real window, the real hub and the customer's phone page through the whole story.

Every picture of the guide comes from here, so none can be older than the program.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from posapp.domain.clock import SHIFT_VARIABLE, SystemClock, at, local
from posapp.domain.text import Language


def play(out: Path, *, language: Language, theme: str, size: tuple[int, int], short: bool) -> int:
    """Play the story, leave pictures and ``story.md`` in ``out``; print one line of JSON. 0 only if all was seen."""
    from posapp.front import make_application
    from posapp.programs import ProgramFailed
    from posapp.tour.hand import NotSeen
    from posapp.tour.phone import PhoneTrouble
    from posapp.tour.stage import Stage, seconds_since
    from posapp.tour.story import STEPS

    move_clock_to_the_morning()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    start = time.monotonic()
    failed: list[str] = []
    told: list[str] = []
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="posapp-tour-") as data:
        stage = Stage(application, Path(data), out, language=language, theme=theme, size=size, with_browser=not short)
        try:
            for number, step in enumerate(STEPS, 1):
                began, pictures = time.monotonic(), len(stage.pictures)
                trouble = ""
                try:
                    step.play(stage)
                except (NotSeen, PhoneTrouble, ProgramFailed, OSError) as error:
                    trouble = str(error) or type(error).__name__
                except Exception as error:  # noqa: BLE001 - a bug in one step must not hide what the others show
                    trouble = f"{type(error).__name__}: {error}"
                    traceback.print_exc()
                if trouble:
                    failed.append(step.name)
                    _keep_last_look(stage, step.name)
                mark = "✗" if trouble else "✓"
                line = f"{mark} {number:2d}. {step.tells.in_(language)}  ({seconds_since(began):.1f} s)"
                sys.stderr.write(line + (f"\n      {trouble}" if trouble else "") + "\n")
                sys.stderr.flush()
                told.append(_told(line, stage.pictures[pictures:]))
            proof, phone = stage.notes.proof, "browser" if stage.phone_is_a_page else "interface"
            booking_seconds, count = stage.notes.booking_seconds, len(stage.pictures)
        finally:
            stage.close()
    (out / "story.md").write_text("\n".join(told), encoding="utf-8")
    summary = {
        "steps": len(STEPS),
        "failed": failed,
        "seconds": seconds_since(start),
        "proof": proof,
        "phone": phone,
        "booking_seconds": booking_seconds,
        "pictures": count,
        "language": language,
    }
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return 1 if failed else 0


def move_clock_to_the_morning() -> None:
    """Let hub, worker and till live at a quarter past ten today: at any hour the shop is open and the day is long."""
    now = SystemClock().now()
    morning = at(local(now).date(), 10, 15)
    shift = int(os.environ.get(SHIFT_VARIABLE, "0")) + morning - now
    os.environ[SHIFT_VARIABLE] = str(shift)


def _keep_last_look(stage: object, name: str) -> None:
    """Keep a picture of where it went wrong, if there is anything to see."""
    try:
        stage.picture(f"failed-{name}")  # type: ignore[attr-defined]  # a Stage; importing it loads the window
    except Exception as error:  # noqa: BLE001 - the failure itself is already told
        sys.stderr.write(f"      no picture of it: {error}\n")


def _told(line: str, pictures: list[Path]) -> str:
    shown = "".join(f"\n![]({path.name})\n" for path in pictures)
    return f"{line}\n{shown}"
