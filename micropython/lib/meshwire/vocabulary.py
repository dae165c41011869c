"""Words for the codes of events and instructions, as CAP documents and commands name them. docs/protocol/alert.md.

A board loads them only for a code that no language of its phrasebook has. Codes are positions: append, never reorder.
"""

EVENTS = (
    "other",
    # earth and sea
    "earthquake", "aftershock", "landslide", "debris-flow", "rockfall", "avalanche", "volcanic-eruption", "ashfall",
    "lahar", "sinkhole", "tsunami",
    # water
    "flood", "flash-flood", "river-flood", "coastal-flood", "storm-surge", "dam-failure", "dike-failure", "ice-jam",
    "high-surf", "rip-current",
    # weather
    "storm", "wind", "hurricane-force-wind", "thunderstorm", "lightning", "hail", "rain", "tornado", "waterspout",
    "tropical-cyclone", "tropical-storm", "snow", "blizzard", "ice", "freezing-rain", "frost", "cold", "heat", "fog",
    "dust-storm", "drought",
    # fire
    "wildfire", "fire", "explosion", "fire-weather", "smoke",
    # health and environment
    "epidemic", "food-contamination", "water-contamination", "animal-disease", "plant-pest", "air-quality",
    "oil-spill", "water-pollution", "pollen", "uv",
    # chemical, biological, radiological, nuclear, explosive
    "chemical", "toxic-gas", "biological", "radiological", "nuclear-plant", "gas-leak", "hazmat-transport",
    "unexploded-bomb", "mines",
    # security
    "air-raid", "missile", "drone-attack", "artillery", "attack", "active-shooter", "civil-unrest", "curfew",
    "police-operation", "cyber-attack",
    # rescue
    "missing-person", "missing-child", "search-and-rescue",
    # transport
    "road-closure", "road-accident", "rail-accident", "aircraft-accident", "ship-accident", "bridge-closure",
    "transport-disruption",
    # infrastructure
    "power-outage", "telephone-outage", "emergency-number-outage", "internet-outage", "water-outage", "gas-outage",
    "heating-outage", "fuel-shortage", "building-collapse", "space-weather", "space-debris",
    # civil protection
    "evacuation", "shelter-in-place", "civil-emergency", "dangerous-animal", "siren-test", "all-clear",
)  # fmt: skip

INSTRUCTIONS = (
    "none",
    # shelter
    "go-indoors", "stay-indoors", "close-windows-and-doors", "switch-off-ventilation", "go-to-shelter",
    "go-to-basement", "leave-basement", "go-to-upper-floors", "keep-away-from-windows", "bring-animals-indoors",
    # evacuate
    "leave-now", "prepare-to-leave", "go-to-high-ground", "leave-coast", "leave-river", "use-marked-routes",
    "go-to-assembly-point", "do-not-return", "take-documents-and-medicine", "help-neighbours", "leave-crosswind",
    # avoid
    "avoid-area", "do-not-enter-floodwater", "do-not-travel", "keep-away-from-river", "keep-away-from-coast",
    "keep-away-from-trees", "keep-away-from-power-lines", "keep-out-of-forest", "do-not-touch-objects",
    "keep-rescue-routes-clear", "do-not-approach-person", "keep-away-from-damaged-buildings", "no-open-fire",
    "do-not-use-lifts", "stop-driving",
    # water, food, health
    "boil-water", "do-not-drink-tap-water", "store-drinking-water", "save-water", "do-not-eat-local-produce",
    "wear-mask", "iodine-only-when-told", "undress-and-wash", "drink-and-stay-cool", "dress-warmly",
    # at home
    "shut-off-gas-and-power", "no-sparks", "secure-loose-objects", "charge-phones", "save-power",
    # people and information
    "check-on-neighbours", "drop-cover-hold", "expect-aftershocks", "listen-to-radio", "follow-authorities",
    "wait-for-instructions", "phone-emergencies-only", "call-emergency-if-in-danger", "report-to-police",
    "no-action-needed", "danger-is-over", "exercise-no-action",
)  # fmt: skip
