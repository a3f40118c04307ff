"""What befalls the chain in the course of a day: every fault of the design paper that is not a matter of one request.

``Mishaps`` plans a day's worth of them; each is an act at its own time and, where it lasts, another that ends it.
``mend`` ends what still lasts when the world is mended.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from sync.simulation.people import Counter
from sync.simulation.relay import SimulatedRelay
from sync.simulation.till import SimulatedTill

if TYPE_CHECKING:
    from sync.simulation.world import World

OPEN_FOR = 12 * HOUR

_CLOCK_ERRORS = (10 * MINUTE, -10 * MINUTE, 2 * HOUR, -2 * HOUR, DAY, -DAY)
_YEAR_2099 = 4_070_908_800_000
_LOOKS_OF_A_RELAY = 30
"""One a minute: what the hub refused is brought again after ten."""


class Mishaps:
    """The ill luck of one world."""

    def __init__(self, world: World, rng: Random) -> None:
        self._world = world
        self._rng = rng
        self._outages = Random(f"{world.seed}/outages")  # what befalls a shop with a relay takes no luck from others
        self._reviews = Random(f"{world.seed}/reviews")
        self._backups: list[Path] = [world.hub.back_up()]
        self._restores = 0
        self._older_copy = ""
        """The epoch of a hub that is an older copy of itself, while no till has brought it out."""
        self._to_settle: list[Callable[[], None]] = []
        """What people still have to put right: forks and tills out of service."""

    def plan(self, morning: int, *, harsh: bool) -> None:
        """Draw what goes wrong on a day and when."""
        rng, at = self._rng, self._world.at
        for till in self._world.tills:
            if rng.random() < (0.8 if harsh else 0.3):
                cut = morning + rng.randrange(OPEN_FOR)
                at(cut, partial(self._cut, till, rng.random() < 0.3))
                at(cut + rng.randint(30 * MINUTE, 6 * HOUR), partial(self._join, till))
            if rng.random() < 0.3:
                jump = morning + rng.randrange(OPEN_FOR)
                at(jump, partial(self._jump_clock, till))
                at(jump + rng.randint(10 * MINUTE, 3 * HOUR), partial(self._set_clock, till, 0))
        for shop_id, relays in self._world.relays.items():
            if relays:
                self._plan_relay(shop_id, morning, harsh=harsh)
                self._plan_outage(shop_id, morning, harsh=harsh)
        for _ in range(3):
            at(morning + rng.randrange(OPEN_FOR), self._back_up)
        often = 2.0 if harsh else 1.0
        for chance, earliest, act in (
            (0.30, 0, self._stop_hub),
            (0.40, 3 * HOUR, self._restore),
            (0.10, 3 * HOUR, self._restore_twice),
            (0.25, 0, self._kill_disk),
            (0.20, 6 * HOUR, self._old_disk_returns),
            (0.12, HOUR, self._clone),
            (0.10, HOUR, self._revoke),
            (0.30, HOUR, self._poison),
            (0.15, HOUR, self._fill_till),
            (0.15, HOUR, self._fill_hub),
            (0.30, 0, self._second_worker),
            (0.15, HOUR, self._stampede),
            (0.15, HOUR, self._row_of_tomorrow),
        ):
            if rng.random() < chance * often:
                at(morning + rng.randrange(earliest, OPEN_FOR), act)

    def mend(self) -> None:
        """End what still lasts: lines are whole, clocks right, disks empty, the hub is there, people have settled."""
        world = self._world
        for till in world.tills:
            till.line.is_cut = till.line.is_deaf = False
            till.machine.error = 0
            till.set_full(False)
        if world.hub.is_full:
            self._empty_hub()
        world.start_hub()
        for relay in world.all_relays():
            relay.is_cut = relay.is_down = False
            self._empty_relay(relay)
        for settle in self._to_settle:
            settle()
        self._to_settle.clear()
        self._write_off()

    # --- lines and clocks ------------------------------------------------------------------------------------------

    def _cut(self, till: SimulatedTill, one_way: bool) -> None:
        till.line.is_cut, till.line.is_deaf = not one_way, one_way
        self._tell(till.name, "hears no answers any more" if one_way else "the line is cut")
        self._rare("a line carried nothing back for hours" if one_way else "a line was down for hours")

    def _join(self, till: SimulatedTill) -> None:
        till.line.is_cut = till.line.is_deaf = False
        self._tell(till.name, "the line is whole again")

    def _jump_clock(self, till: SimulatedTill) -> None:
        kind, now = self._rng.randrange(5), self._world.clock.now()
        if kind == 0:
            self._set_clock(till, DAY - now)
            till.start_again()
            self._rare("a clock stood in 1970")
        elif kind == 1:
            self._set_clock(till, _YEAR_2099 - now)
            self._rare("a clock stood in 2099")
        else:
            self._set_clock(till, self._rng.choice(_CLOCK_ERRORS))
        self._rare("a clock jumped")

    def _set_clock(self, till: SimulatedTill, error: int) -> None:
        if error < till.machine.error:
            self._rare("a clock went back")
        till.machine.error = error
        self._tell(till.name, f"its clock is {error} ms wrong")

    # --- the hub ---------------------------------------------------------------------------------------------------

    def _stop_hub(self) -> None:
        self._world.stop_hub(self._rng.randint(5 * MINUTE, 3 * HOUR))

    def _back_up(self) -> None:
        if self._world.hub.is_up:
            self._backups.append(self._world.hub.back_up())
            self._tell("hub", "is backed up")

    def _only_backup(self) -> None:
        """Begin the backups anew: an older one knows too little of what only a lost disk could tell again."""
        self._backups = [self._world.hub.back_up()]

    def _restore(self) -> None:
        world = self._world
        new_epoch = self._rng.random() < 0.6
        before = {till.name: till.store.waiting() for till in world.tills}
        world.hub.restore(self._rng.choice(self._backups[-2:]), new_epoch=new_epoch)
        epoch = "a new epoch" if new_epoch else "the old epoch"
        self._tell("hub", f"comes back from a backup, {epoch}; waiting: {before}")
        self._rare(f"the hub came back from a backup, {epoch}")
        self._restores += 1
        if self._restores > 1:
            self._rare("the hub came back from a backup again")
        if new_epoch:
            self._older_copy = ""
            self._rare("operations were sent again in a new epoch")
        else:
            world.is_view_monotone = False
            self._older_copy = world.hub.epoch()

    def _restore_twice(self) -> None:
        self._restore()
        self._world.at(self._world.clock.now() + self._rng.randint(MINUTE, HOUR), self._restore)

    def look_for_epoch(self) -> None:
        """Note when a till has brought out that the hub is an older copy."""
        hub = self._world.hub
        if self._older_copy and hub.is_up and hub.epoch() != self._older_copy:
            self._older_copy = ""
            self._rare("a till brought out that the hub was older")

    def _fill_hub(self) -> None:
        hub = self._world.hub
        if hub.is_up and not hub.is_full:
            hub.set_full(True)
            self._tell("hub", "its disk is full")
            self._world.at(self._world.clock.now() + self._rng.randint(10 * MINUTE, 2 * HOUR), self._empty_hub)

    def _empty_hub(self) -> None:
        hub = self._world.hub
        if hub.is_full:
            hub.set_full(False)
            self._tell("hub", "its disk has room again")

    def _row_of_tomorrow(self) -> None:
        """The hub's program is newer than the tills': it publishes a kind of row that they cannot read."""
        hub = self._world.hub
        if hub.is_up and not hub.is_full:
            hub.publish_strange(self._rng.choice(self._world.shops))
            self._tell("hub", "publishes a row of tomorrow")

    # --- relays ----------------------------------------------------------------------------------------------------

    def _plan_relay(self, shop_id: str, morning: int, *, harsh: bool) -> None:
        rng, at = self._rng, self._world.at
        for chance, begin, end in (
            (0.4, partial(self._set_relay, shop_id, is_cut=True), partial(self._set_relay, shop_id, is_cut=False)),
            (0.3, partial(self._set_relay, shop_id, is_down=True), partial(self._set_relay, shop_id, is_down=False)),
        ):
            if rng.random() < (2 * chance if harsh else chance):
                instant = morning + rng.randrange(OPEN_FOR)
                at(instant, begin)
                at(instant + rng.randint(30 * MINUTE, 6 * HOUR), end)
        if rng.random() < (0.4 if harsh else 0.2):
            at(morning + rng.randrange(HOUR, OPEN_FOR), partial(self._replace_relay, shop_id))

    def _plan_outage(self, shop_id: str, morning: int, *, harsh: bool) -> None:
        """A shop is cut from the mall for hours, its relay goes on, and in the midst of that a till's disk dies."""
        rng, at = self._outages, self._world.at
        if rng.random() < (0.4 if harsh else 0.2):
            cut = morning + rng.randrange(HOUR, OPEN_FOR - 4 * HOUR)
            at(cut, partial(self._cut_shop, shop_id, is_cut=True))
            at(cut + rng.randint(HOUR, 3 * HOUR), partial(self._kill_disk_of_shop, shop_id))
            at(cut + rng.randint(3 * HOUR, 6 * HOUR), partial(self._cut_shop, shop_id, is_cut=False))

    def _cut_shop(self, shop_id: str, *, is_cut: bool) -> None:
        for till in self._world.tills:
            if till.shop_id == shop_id:
                till.line.is_cut = is_cut
        for relay in self._world.relays[shop_id]:
            relay.is_cut = is_cut
        self._tell(shop_id, "is cut from the mall" if is_cut else "reaches the mall again")

    def _set_relay(self, shop_id: str, *, is_cut: bool | None = None, is_down: bool | None = None) -> None:
        relay = self._world.relays[shop_id][-1]
        if is_cut is not None:
            relay.is_cut = is_cut
            self._tell(shop_id, "the relay cannot reach the mall" if is_cut else "the relay reaches the mall again")
        if is_down is not None:
            relay.is_down = is_down
            self._tell(shop_id, "the relay is away" if is_down else "the relay is back")
            self._rare("a relay was away")

    def _replace_relay(self, shop_id: str) -> None:
        """A newer relay takes over; the older one runs on, and is heard by nobody who knows the newer."""
        hub = self._world.hub
        if hub.is_up and not hub.is_full:
            self._world.add_relay(shop_id)
            self._tell(shop_id, "gets another relay")
            self._rare("a relay was replaced")
            self._only_backup()

    def _empty_relay(self, relay: SimulatedRelay) -> None:
        """Let it bring the hub what it lacks, so that nothing of a lost disk comes after its rights are given up."""
        clock = self._world.clock
        for _ in range(_LOOKS_OF_A_RELAY):
            clock.reach(clock.now() + MINUTE)
            relay.look()
            if not relay.store.is_ahead():
                break

    # --- disks -----------------------------------------------------------------------------------------------------

    def _kill_disk(self) -> None:
        hub = self._world.hub
        # One whose log people still have to look into is not taken away from them.
        tills = [till for till in self._world.tills if not till.is_contested]
        if hub.is_up and not hub.is_full and tills:
            # Rather one that cannot reach the mall: its newest operations are nowhere else, or only at the relay.
            self._rng.choice([till for till in tills if till.line.is_cut] or tills).lose_disk()
            self._only_backup()

    def _kill_disk_of_shop(self, shop_id: str) -> None:
        """Kill a disk whose newest operations only the relay holds, if there is one."""
        hub = self._world.hub
        tills = [
            till
            for till in self._world.tills
            if till.shop_id == shop_id and not till.is_contested and till.is_at_relay_only()
        ]
        if hub.is_up and not hub.is_full and tills:
            self._outages.choice(tills).lose_disk()
            self._only_backup()

    def _old_disk_returns(self) -> None:
        hub = self._world.hub
        candidates = [till for till in self._world.tills if till.losses and till.old_disks and not till.is_contested]
        if not candidates or not hub.is_up or hub.is_full:
            return
        till = self._rng.choice(candidates)
        ghost = till.returned()
        self._tell(till.name, "its old disk is back")
        with self._world.calm(till):
            self._world.sync_until_still(ghost)
        if ghost.store.waiting():
            self._world.chronicle.wrong("L1 outbox drains", f"{till.name}: its old disk keeps {ghost.store.waiting()}")
        ghost.close()
        till.losses.pop()
        self._only_backup()
        self._rare("an old disk came back")

    def _clone(self) -> None:
        """Somebody starts a copy of a till's disk in another machine, and both sell."""
        world = self._world
        till = self._rng.choice(world.tills)
        if till.is_contested or not till.is_loaded():
            return
        twin = till.cloned()
        till.is_contested = True
        world.twins.append(twin)
        self._tell(till.name, "a copy of its disk runs elsewhere")
        rng = Random(f"{world.seed}/twin/{till.name}")
        for number in range(1 + rng.randrange(3)):
            for one in (twin, till):
                act = Counter(one, rng, world.town).sell
                world.at(world.clock.now() + (number + 1) * 10 * MINUTE, partial(world.at_counter, one, act))
        if rng.random() < 0.5:
            world.at(world.clock.now() + 40 * MINUTE, twin.sync)
        self._to_settle.append(partial(self._settle_fork, till, twin))

    def _settle_fork(self, till: SimulatedTill, twin: SimulatedTill) -> None:
        """Both bring what they have; the hub must have seen the fork; the till gets a new disk."""
        world = self._world
        with world.calm(till):
            for one in (twin, till):
                Counter(one, self._rng, world.town).sell()
                world.sync_until_still(one)
        identity = till.store.identity()
        assert identity is not None
        if world.hub.status_of(identity.device, identity.generation) != "quarantined":
            world.chronicle.wrong("I12 chain intact", f"{till.name}: nobody saw that its log has forked")
        self._rare("a log forked")
        till.witness.learn(twin.witness)
        till.moved_before.add(twin.moved())
        till.unheard |= twin.payments()
        world.twins.remove(twin)
        twin.close()
        self._replace(till)

    def _replace(self, till: SimulatedTill) -> None:
        """Give a till a new disk once its old log is with the hub, booked or in quarantine."""
        identity = till.store.identity()
        assert identity is not None
        if till.store.waiting():
            self._world.chronicle.wrong("L1 outbox drains", f"{till.name}: {till.store.waiting()} operations wait")
        self._world.apart.add(identity.device)
        till.replace_disk()
        till.is_contested = False
        if self._reviews.random() < 0.5 and self._world.hub.discard(identity.device, identity.generation):
            self._tell(till.name, "what was set apart of its old log is discarded")
            self._rare("the office discarded what was set apart")
        self._only_backup()

    def _revoke(self) -> None:
        """The office takes a till out of service that goes on selling."""
        world = self._world
        till = self._rng.choice(world.tills)
        identity = till.store.identity()
        if till.is_contested or not world.hub.is_up or world.hub.is_full or identity is None:
            return
        till.is_contested = True
        world.apart.add(identity.device)
        world.hub.revoke(identity.device)
        self._tell(till.name, "is taken out of service, and sells on")
        self._rare("a till was taken out of service")

        def settle() -> None:
            with world.calm(till):
                world.sync_until_still(till)
            self._replace(till)

        self._to_settle.append(settle)

    def _write_off(self) -> None:
        """The office gives up what tills held that will never be heard of again; after every restore, which forgets."""
        for till in self._world.tills:
            for device, generation in till.retired:
                if self._world.hub.write_off(device, generation):
                    self._tell(till.name, f"its rights as generation {generation} are written off")
                    self._rare("a lost till's rights were written off")

    def _fill_till(self) -> None:
        till = self._rng.choice(self._world.tills)
        till.set_full(True)
        self._tell(till.name, "its disk is full")
        self._world.at(
            self._world.clock.now() + self._rng.randint(10 * MINUTE, 2 * HOUR), partial(till.set_full, False)
        )

    # --- programs --------------------------------------------------------------------------------------------------

    def _poison(self) -> None:
        till = self._rng.choice(self._world.tills)
        if till.is_loaded() and not till.is_contested and not till.is_full:
            what = till.poison(self._rng.choice(("kind", "version", "variant")))
            self._tell(till.name, f"logs {what}")

    def _second_worker(self) -> None:
        till = self._rng.choice(self._world.tills)
        till.start_second_worker()
        self._tell(till.name, "a second worker runs on its file")

    def _stampede(self) -> None:
        """The hub answers nothing but 5xx for minutes while every worker looks at its table each second."""
        world = self._world
        if not world.hub.is_up:
            return
        self._tell("hub", "answers 5xx to everyone")
        before, world.weather.is_broken = world.weather.is_broken, True
        for second in range(150):
            world.clock.reach(world.clock.now() + SECOND)
            world.weather.is_broken = second < 100
            for till in world.tills:
                till.look_once()
        world.weather.is_broken = before
        self._rare("everybody came back at once")

    # --- words -----------------------------------------------------------------------------------------------------

    def _tell(self, who: str, what: str) -> None:
        self._world.chronicle.say(who, what)

    def _rare(self, state: str) -> None:
        self._world.chronicle.rare(state)
