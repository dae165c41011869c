"""The regions by their Meshtastic names, as data: what the law of the air allows there. Pure.

Nobody of us is a lawyer, and no value was read in a law itself except 47 CFR 15.247: `source` says where it was read.
Where that is the firmware of Meshtastic alone (2.8, src/mesh/RadioInterface.cpp), it is second-hand.
"""

from dataclasses import dataclass

STANDARD = (
    "ShortTurbo", "ShortFast", "ShortSlow", "MediumTurbo", "MediumFast", "MediumSlow",
    "LongTurbo", "LongFast", "LongModerate", "LongSlow",
)  # fmt: skip
LITE = ("LiteFast", "LiteSlow")
NARROW = ("NarrowFast", "NarrowSlow")
FIRMWARE = "Meshtastic firmware"
SRD = "EN 300 220-2 V3.2.1 table B.1, quoted by Meshtastic firmware"


@dataclass(frozen=True, slots=True)
class Region:
    """`duty_cycle` is the share of any hour that the law leaves a station, 1.0 where it sets no such limit.

    `power_dbm` is the limit that the radio keeps, not we; `longest_ms` the longest single transmission and `pause_s`
    the silence after each, 0 where there is no such rule.
    """

    low_mhz: float
    high_mhz: float
    duty_cycle: float
    power_dbm: int
    source: str = FIRMWARE
    remark: str = ""
    longest_ms: int = 0
    pause_s: float = 0.0
    presets: tuple[str, ...] = STANDARD

    @property
    def width_hz(self) -> int:
        return round((self.high_mhz - self.low_mhz) * 1e6)


REGIONS = {
    "EU_868": Region(
        869.4, 869.65, 0.1, 27, f"{SRD}; CNAF UN-39 (Spain); counted over any hour: ERC/REC 70-03",
        "listening before talking may replace the duty cycle, but not the way these radios do it",
    ),
    "EU_433": Region(433.0, 434.0, 0.1, 10, SRD),
    "EU_866": Region(
        865.6, 867.6, 0.025, 27, "Decision 2006/771/EC band 46b, quoted by Meshtastic firmware; BAKOM RIR 1003-10",
        "four channels of 200 kHz; 10 % is for fixed network access points, we keep to 2.5 %", presets=LITE,
    ),
    "EU_N_868": Region(869.4, 869.65, 0.1, 27, SRD, presets=NARROW),
    "UA_433": Region(433.0, 434.7, 0.1, 10),
    "UA_868": Region(868.0, 868.6, 0.01, 14, remark="newer firmware moves its users to EU_868"),
    "RU": Region(868.7, 869.2, 1.0, 20, remark="no duty cycle only for those who listen before they talk"),
    "KZ_433": Region(433.075, 434.775, 1.0, 10),
    "KZ_863": Region(863.0, 868.0, 1.0, 30, remark="not at airfields"),
    "US": Region(
        902.0, 928.0, 1.0, 30, "47 CFR 15.247; Meshtastic firmware",
        "(a)(2) asks for 500 kHz at least, which only the Turbo presets have; (a)(1) limits narrower ones that hop to"
        " 0.4 s in a channel, and Meshtastic does not hop: its users disagree whether the others are allowed",
    ),
    "BR_902": Region(902.0, 907.5, 1.0, 30),
    "ANZ": Region(915.0, 928.0, 1.0, 30),
    "ANZ_433": Region(433.05, 434.79, 1.0, 14),
    "NZ_865": Region(864.0, 868.0, 1.0, 36),
    "JP": Region(
        920.5, 923.5, 1.0, 13, "ARIB STD-T108, quoted by qiita.com/openwave-co-jp and Meshtastic pull request 11747",
        "4 s after 5 ms of listening, else 0.4 s and 360 s an hour: the default of 10 % keeps the latter sum as well",
        longest_ms=4000, pause_s=0.05,
    ),
    "KR": Region(
        920.0, 923.0, 1.0, 23, "band and power: Meshtastic firmware; times: a slide on 917 to 923.5 MHz (slideplayer)",
        "4 s after 5 ms of listening; 2 % of 20 s without", longest_ms=4000, pause_s=0.05,
    ),
    "TW": Region(920.0, 925.0, 1.0, 27, remark="27 dBm indoors and at the coast"),
    "CN": Region(
        470.0, 510.0, 1.0, 17, "notice 52 (2019), quoted by MeshCore issue 946: 50 mW",
        "for civil metering, no band for everybody; the firmware allows 19 dBm",
    ),
    "IN": Region(865.0, 867.0, 1.0, 30),
    "NP_865": Region(865.0, 868.0, 1.0, 30),
    "TH": Region(920.0, 925.0, 0.1, 27),
    "MY_433": Region(433.0, 435.0, 1.0, 20),
    "MY_919": Region(919.0, 924.0, 1.0, 27, remark="above 923 MHz 1 % or hopping: choose a slot below"),
    "SG_923": Region(917.0, 925.0, 1.0, 20),
    "PH_433": Region(433.0, 434.7, 1.0, 10, remark="approved devices only"),
    "PH_868": Region(868.0, 869.4, 1.0, 14, remark="approved devices only"),
    "PH_915": Region(915.0, 918.0, 1.0, 24, remark="no external antenna"),
    "LORA_24": Region(
        2400.0, 2483.5, 1.0, 10,
        remark="presets are three times as wide there: a frame is charged three times what it takes, never less",
    ),
}  # fmt: skip
