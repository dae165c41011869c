"""German phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Gefahr
Erdbeben
Nachbeben
Erdrutsch
Murgang
Felssturz
Lawine
Vulkanausbruch
Ascheregen
Vulkanischer Schlammstrom
Erdfall
Tsunami
Überschwemmung
Sturzflut
Hochwasser
Küstenhochwasser
Sturmflut
Dammbruch
Deichbruch
Eisstau
Hohe Brandung
Rippströmung
Sturm
Starker Wind
Orkan
Gewitter
Blitzschlag
Hagel
Starkregen
Tornado
Wasserhose
Tropischer Wirbelsturm
Tropensturm
Starker Schneefall
Schneesturm
Glätte
Gefrierender Regen
Frost
Extreme Kälte
Extreme Hitze
Dichter Nebel
Staubsturm
Dürre
Waldbrand
Brand
Explosion
Waldbrandgefahr
Rauch
Epidemie
Verunreinigte Lebensmittel
Verunreinigtes Trinkwasser
Tierseuche
Pflanzenschädlinge
Schlechte Luftqualität
Ölunfall
Gewässerverschmutzung
Hohe Pollenbelastung
Starke UV-Strahlung
Gefahrstoffe
Giftiges Gas
Biologische Gefahr
Radioaktivität
Störfall im Kernkraftwerk
Gasaustritt
Gefahrgutunfall
Bombenfund
Minen
Luftangriff
Raketenangriff
Drohnenangriff
Artilleriebeschuss
Anschlag
Bewaffneter Täter
Unruhen
Ausgangssperre
Polizeieinsatz
Cyberangriff
Vermisste Person
Vermisstes Kind
Suche und Rettung
Straßensperrung
Verkehrsunfall
Bahnunfall
Flugunfall
Schiffsunfall
Brückensperrung
Verkehrsstörung
Stromausfall
Telefonausfall
Ausfall des Notrufs
Internetausfall
Ausfall der Wasserversorgung
Ausfall der Gasversorgung
Ausfall der Heizung
Treibstoffmangel
Gebäudeeinsturz
Weltraumwetter
Absturz von Weltraumschrott
Evakuierung
Im Gebäude bleiben
Notlage
Gefährliches Tier
Sirenenprobe
Entwarnung"""

INSTRUCTIONS = """\
Keine Anweisung.
Gehen Sie sofort ins Gebäude.
Bleiben Sie im Gebäude.
Schließen Sie Fenster und Türen.
Schalten Sie Lüftung und Klimaanlage aus.
Gehen Sie sofort in den nächsten Schutzraum.
Gehen Sie in den Keller.
Verlassen Sie Keller und Tiefgaragen.
Gehen Sie in ein oberes Stockwerk.
Halten Sie sich von Fenstern fern.
Holen Sie Tiere ins Haus.
Verlassen Sie das Gebiet sofort.
Bereiten Sie sich darauf vor, das Gebiet zu verlassen.
Gehen Sie an einen höher gelegenen Ort.
Verlassen Sie die Küste.
Verlassen Sie das Flussufer.
Benutzen Sie nur die ausgeschilderten Fluchtwege.
Gehen Sie zur Sammelstelle.
Kehren Sie erst zurück, wenn es erlaubt wird.
Nehmen Sie Ausweise und Medikamente mit.
Helfen Sie Nachbarn, die Hilfe brauchen.
Verlassen Sie das Gebiet quer zur Windrichtung.
Meiden Sie das Gebiet.
Gehen und fahren Sie nicht durch überflutete Bereiche.
Verzichten Sie auf Fahrten.
Halten Sie sich von Flüssen und Brücken fern.
Halten Sie sich von der Küste fern.
Halten Sie sich von Bäumen und Masten fern.
Halten Sie Abstand zu herabhängenden Stromleitungen.
Betreten Sie keine Wälder.
Berühren Sie keine unbekannten Gegenstände.
Halten Sie Rettungswege frei.
Nähern Sie sich der Person nicht.
Halten Sie Abstand zu beschädigten Gebäuden.
Machen Sie kein offenes Feuer.
Benutzen Sie keine Aufzüge.
Halten Sie an und parken Sie sicher.
Kochen Sie Leitungswasser vor dem Trinken ab.
Trinken Sie kein Leitungswasser.
Legen Sie einen Vorrat an Trinkwasser an.
Sparen Sie Wasser.
Essen Sie nichts, was in dem Gebiet gewachsen ist.
Tragen Sie eine Maske.
Nehmen Sie Jodtabletten nur nach Aufforderung.
Legen Sie die Oberbekleidung ab und waschen Sie sich.
Trinken Sie genug und bleiben Sie im Kühlen.
Ziehen Sie sich warm an.
Stellen Sie Gas und Strom ab.
Vermeiden Sie Flammen und Funken.
Sichern Sie lose Gegenstände im Freien.
Laden Sie Telefone und Lampen auf.
Sparen Sie Strom.
Sehen Sie nach Ihren Nachbarn.
Ducken, Schutz suchen, festhalten.
Rechnen Sie mit Nachbeben.
Hören Sie Radio.
Folgen Sie den Anweisungen der Behörden.
Warten Sie auf weitere Anweisungen.
Telefonieren Sie nur im Notfall.
Wählen Sie bei Lebensgefahr den Notruf.
Melden Sie Hinweise der Polizei.
Sie müssen nichts tun.
Die Gefahr ist vorüber.
Dies ist eine Übung. Sie müssen nichts tun."""

WORDS = """\
Warnung
Aktualisierung
Aufgehoben
ÜBUNG
TEST
SYSTEM
Abgelaufen
Unbekannt
Gering
Mäßig
Schwer
Extrem
Zeit unbekannt
Vorbei
Später
Bald
Sofort
Unbekannt
Unwahrscheinlich
Möglich
Wahrscheinlich
Beobachtet
Text gekürzt
Gebiet vereinfacht
Bestätigt
bis
Ungeprüfte Kopie
Gerade eben
Vor {}
Endet in {}
{} Min.
{} Std.
{} Tagen
Gebiet
und {} weitere
Weitere Warnungen: {}
Keine Warnung aktiv
Kein Ort eingestellt: Warnungen für jedes Gebiet werden gezeigt
Örtliche Warnung
Von einem Sensor hier, nicht von einer Behörde
Wasserstand
Temperatur
Rauch
Kohlenmonoxid
Regen
Ein Sensor antwortet nicht
SOS? Noch einmal lang drücken: senden, kurz: abbrechen
SOS gesendet, noch von niemandem wiederholt
SOS gesendet und von einem Nachbarn wiederholt
SOS ist gesendet. Erneut möglich in {}
Melden, dass Sie sicher sind? Lang drücken: ja, kurz: nein
Gemeldet, dass Sie sicher sind
Dieses Gerät ist noch nicht beglaubigt: andere sehen es vielleicht nicht
Kein Schlüssel: dieses Gerät kann keine Hilfe rufen"""
