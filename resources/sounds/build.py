"""Makes the counter's sounds from sine waves: ``python resources/sounds/build.py``. The WAV files are committed."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
# Name → (frequency in hertz, seconds) one after another.
SOUNDS = {
    "good": ((1320.0, 0.07),),
    "bad": ((311.0, 0.11), (233.0, 0.17)),
    "paid": ((880.0, 0.08), (1175.0, 0.08), (1568.0, 0.16)),
}


def tone(frequency: float, seconds: float) -> list[int]:
    """Return samples of one soft tone: 4 ms in, a falling end, one quiet overtone."""
    count = int(RATE * seconds)
    samples = []
    for i in range(count):
        at = i / RATE
        loud = min(1.0, at / 0.004) * (1 - i / count) ** 1.5
        wave_form = math.sin(2 * math.pi * frequency * at) + 0.2 * math.sin(4 * math.pi * frequency * at)
        samples.append(int(32_767 * 0.38 * loud * wave_form))
    return samples


def main() -> None:
    """Write every sound beside this file."""
    folder = Path(__file__).parent
    for name, tones in SOUNDS.items():
        samples = [sample for frequency, seconds in tones for sample in tone(frequency, seconds)]
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


if __name__ == "__main__":
    main()
