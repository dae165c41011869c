"""The code tables of alerts: the position of a word is its code. docs/protocol/alert.md.

A code once given keeps its meaning for ever: words are added at the end, and one no longer used keeps its place.
Code 0 is "unknown", "other" or "none" in every table but of statuses and message types. No I/O, no clock.
"""

from meshwire.languages import LANGUAGES as LANGUAGES
from meshwire.languages import language_index as language_index

# CAP 1.2 words, section 3.2; severity, urgency and certainty rise with the code, so that they can be compared.
CATEGORIES = (
    "Other", "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
)  # fmt: skip
URGENCIES = ("Unknown", "Past", "Future", "Expected", "Immediate")
SEVERITIES = ("Unknown", "Minor", "Moderate", "Severe", "Extreme")
CERTAINTIES = ("Unknown", "Unlikely", "Possible", "Likely", "Observed")
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")  # bit n
STATUSES = ("Actual", "Exercise", "Test", "System")
MESSAGE_TYPES = ("Alert", "Update", "Cancel")

ACTUAL, EXERCISE, TEST, SYSTEM = 0, 1, 2, 3
ALERT, UPDATE, CANCEL = 0, 1, 2
SEVERE, EXTREME = 3, 4

# (code, CAP valueName, whether a value stands for every value that begins with it)
GEOCODE_SCHEMES = (
    (0, "other", False),  # the value is "valueName=value"
    (1, "SAME", False),  # United States, FIPS 6-4 as in EAS: PSSCCC
    (2, "UGC", False),  # United States, forecast zones
    (3, "EMMA_ID", False),  # MeteoAlarm
    (4, "WARNCELLID", False),  # Deutscher Wetterdienst
    (5, "AGS", True),  # Germany, Amtlicher Gemeindeschluessel: 2, 3, 5 or 8 digits
    (6, "ARS", True),  # Germany, Regionalschluessel: up to 12 digits
    (7, "NUTS", True),  # European Union, levels 0 to 3
    (8, "ISO3166", True),  # country, or country and subdivision
    (9, "INSEE", True),  # France, department or commune
    (10, "ISTAT", True),  # Italy, province or comune
    (11, "INE", True),  # Spain, province or municipality
    (12, "TERYT", True),  # Poland: 2, 4 or 7 digits
    (13, "KATOTTH", False),  # Ukraine
    (14, "JMA", False),  # Japan, area codes of the meteorological agency
    (15, "IBGE", True),  # Brazil, state or municipality
    (16, "SGC", True),  # Canada, CAP-CP location
    (17, "LGD", False),  # India, Local Government Directory
    (18, "TUIK", True),  # Turkey, province or district
    (19, "PCODE", True),  # OCHA common operational datasets
    (20, "FIPS", True),  # United States: state or county
)

# Words of screens: keys of the third table of a phrasebook.
WORDS = (
    "alert", "update", "cancelled", "exercise", "test", "system", "expired",
    "severity-unknown", "minor", "moderate", "severe", "extreme",
    "urgency-unknown", "past", "future", "expected", "immediate",
    "certainty-unknown", "unlikely", "possible", "likely", "observed",
    "headline-cut", "area-widened", "acknowledged", "until", "unverified-copy",
    "just-now", "ago", "ends-in", "minutes", "hours", "days",  # {} stands for a number, or a number of these
    "area", "and-more", "other-alerts", "no-alert", "no-place",
    "local-warning", "sensor-only", "water-level", "temperature", "smoke", "carbon-monoxide", "rain", "sensor-silent",
    "sos-ask", "sos-sent", "sos-heard", "sos-again", "safe-ask", "safe-sent", "not-certified", "no-key",
)  # fmt: skip
