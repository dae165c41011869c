"""The corpus of CAP documents in tests/data/alerts, and one document to change in tests."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "alerts"
EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.xml"))

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>EX-1</identifier>
  <sender>desk@example.org</sender>
  <sent>2026-05-01T07:10:00+01:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <references>desk@example.org,EX-0,2026-04-30T06:10:00+01:00</references>
  <info>
    <language>en-GB</language>
    <category>Met</category><category>Safety</category>
    <event>Flood</event>
    <responseType>Evacuate</responseType><responseType>Avoid</responseType>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <expires>2026-05-01T18:00:00+00:00</expires>
    <headline>River rises</headline>
    <instruction>Go to higher ground. Call your aunt.</instruction>
    <area>
      <areaDesc>Riverside</areaDesc>
      <polygon>51.5,-0.9 51.6,-0.8 51.4,-0.7 51.5,-0.9</polygon>
      <circle>51.5,-0.9 2.5</circle>
      <geocode><valueName>AGS</valueName><value>05154036</value></geocode>
    </area>
  </info>
</alert>
"""


def document(name: str) -> bytes:
    return (FOLDER / f"{name}.xml").read_bytes()


def language(name: str) -> str:
    """Files are named NUMBER-LANGUAGE-TOPIC."""
    return name.split("-")[1]
