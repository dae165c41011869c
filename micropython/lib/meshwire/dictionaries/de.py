"""What German headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "äöüÄÖÜß–„“°§"
DICTIONARY = (
    "Erdbeben Lawine Hochwasser Sturmflut Orkan Gewitter Starkregen Glatteis Schneefall Hitze Waldbrand "
    "Großbrand Gefahrstoffaustritt Rauchentwicklung Stromausfall Trinkwasser abkochen Bombenfund Entschärfung "
    "Vermisst Fenster und Türen schließen. Gebäude nicht verlassen. Gebiet meiden. Keller verlassen. "
    "Lebensgefahr. sofort Evakuierung Übung: Entwarnung: Aktualisierung: bis auf Weiteres. Amtliche "
    "Unwetterwarnung Warnung vor dem in der Stadt und im Landkreis an der "
)
