"""What English headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "\u2019\u2013\u00b0\u201c\u201d\u00a3"
DICTIONARY = (
    "earthquake tsunami thunderstorm tornado wildfire landslide avalanche hurricane blizzard radiation chemical "
    "leak power outage missing person air quality extreme heat heavy rain strong winds snow and ice coastal dam "
    "failure Boil water advisory Shelter in place. Stay indoors and close windows. Move to higher ground. Do not "
    "travel. Exercise: Cancelled: Update: until further notice. Danger to life. Evacuate now. Evacuation order "
    "Flash flood Flood warning for the river area near the town in the county of "
)
