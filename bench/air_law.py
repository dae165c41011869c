"""The law of the air: days at full load in every region, with a radio that relays on its own and with restarts.

Every class always has something to send. A violation is a transmission with which the gateway took the hour before its
end beyond the limits of its region, or one that lasted too long; the waits are those of alerts that come now and then.
"""

from statistics import median

from bench.law.day import RESERVE, Day
from bench.report import figure, write
from lora_gateway.law.region_table import REGIONS
from lora_gateway.law.regions import POLITE, fitting, limits

USUAL = ("LongFast", "LiteFast", "NarrowSlow")


def main() -> None:
    violations = 0
    waits: list[float] = []
    tight: list[float] = []
    for seed, region in enumerate(REGIONS):
        preset = next(name for name in USUAL if name in fitting(region))
        law = limits(region, preset, duty_cycle=0.0, reserve=RESERVE)
        calm, greedy = (Day(law, preset, greed=greed, seed=seed).run() for greed in (False, True))
        violations += calm.violations + greedy.violations
        (tight if law.duty_cycle < POLITE else waits).extend(calm.alert_waits_s)
    write(
        "air",
        [
            figure("air.law.regions", len(REGIONS), "regions, two days each", "higher"),
            figure("air.law.violations", violations, "transmissions", "lower", goal=0),
            figure("air.law.alert_wait_s.median", median(waits), "s", "lower"),
            figure("air.law.alert_wait_s.worst", max(waits), "s", "lower"),
            figure("air.law.alerts_within_10_s", within(waits, 10) * 100, "%", "higher", goal=99),
            figure("air.law.alert_wait_s.median_below_10_percent", median(tight), "s", "lower"),
            figure("air.law.alert_wait_s.worst_below_10_percent", max(tight), "s", "lower"),
        ],
    )


def within(waits: list[float], seconds: float) -> float:
    return sum(wait_s <= seconds for wait_s in waits) / len(waits)


if __name__ == "__main__":
    main()
