"""Italian phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Pericolo
Terremoto
Scossa di assestamento
Frana
Colata di fango
Caduta massi
Valanga
Eruzione vulcanica
Caduta di cenere
Lahar
Sprofondamento
Maremoto
Alluvione
Piena improvvisa
Piena del fiume
Inondazione costiera
Mareggiata
Cedimento di diga
Rottura di argine
Sbarramento di ghiaccio
Onde alte
Correnti di risacca
Tempesta
Vento forte
Vento di uragano
Temporali
Fulmini
Grandine
Piogge intense
Tornado
Tromba marina
Ciclone tropicale
Tempesta tropicale
Nevicate intense
Bufera di neve
Ghiaccio
Pioggia gelata
Gelo
Freddo estremo
Caldo estremo
Nebbia fitta
Tempesta di sabbia
Siccità
Incendio boschivo
Incendio
Esplosione
Rischio incendi
Fumo
Epidemia
Alimenti contaminati
Acqua potabile contaminata
Malattia animale
Parassiti delle piante
Cattiva qualità dell'aria
Sversamento di petrolio
Inquinamento delle acque
Pollini elevati
Radiazione UV elevata
Pericolo chimico
Gas tossico
Pericolo biologico
Radioattività
Incidente nucleare
Fuga di gas
Incidente con merci pericolose
Ordigno inesploso
Mine
Attacco aereo
Attacco missilistico
Attacco con droni
Bombardamento
Attentato
Aggressore armato
Disordini
Coprifuoco
Operazione di polizia
Attacco informatico
Persona scomparsa
Minore scomparso
Ricerca e soccorso
Strada chiusa
Incidente stradale
Incidente ferroviario
Incidente aereo
Incidente navale
Ponte chiuso
Trasporti interrotti
Interruzione elettrica
Guasto telefonico
Numero di emergenza guasto
Guasto a internet
Interruzione idrica
Interruzione del gas
Guasto al riscaldamento
Carenza di carburante
Crollo di edificio
Meteorologia spaziale
Caduta di detriti spaziali
Evacuazione
Restare al chiuso
Emergenza civile
Animale pericoloso
Prova sirene
Cessato allarme"""

INSTRUCTIONS = """\
Nessuna istruzione.
Entrate subito in un edificio.
Restate al chiuso.
Chiudete porte e finestre.
Spegnete ventilazione e climatizzatori.
Andate subito nel rifugio più vicino.
Andate in cantina.
Lasciate cantine e garage sotterranei.
Salite ai piani alti.
State lontani dalle finestre.
Portate gli animali al chiuso.
Lasciate subito la zona.
Preparatevi a partire.
Andate in un luogo elevato.
Lasciate la costa.
Lasciate la riva del fiume.
Usate solo le vie di evacuazione segnalate.
Andate al punto di raccolta.
Non tornate finché non è consentito.
Portate documenti e medicine.
Aiutate i vicini in difficoltà.
Lasciate la zona di traverso al vento.
Evitate la zona.
Non attraversate zone allagate a piedi o in auto.
Non mettetevi in viaggio.
State lontani da fiumi e ponti.
State lontani dalla costa.
State lontani da alberi e pali.
State lontani dai cavi elettrici caduti.
Non entrate nei boschi.
Non toccate oggetti sconosciuti.
Lasciate libere le vie di soccorso.
Non avvicinate la persona.
State lontani dagli edifici danneggiati.
Non accendete fuochi.
Non usate gli ascensori.
Fermatevi e parcheggiate in un luogo sicuro.
Fate bollire l'acqua del rubinetto prima di berla.
Non bevete l'acqua del rubinetto.
Fate scorta di acqua potabile.
Risparmiate acqua.
Non mangiate prodotti della zona.
Indossate una mascherina.
Prendete lo iodio solo se indicato.
Togliete gli abiti esterni e lavatevi.
Bevete e restate al fresco.
Copritevi bene.
Chiudete gas ed elettricità.
Evitate fiamme e scintille.
Fissate gli oggetti all'aperto.
Caricate telefoni e lampade.
Risparmiate elettricità.
Controllate come stanno i vicini.
Abbassatevi, riparatevi, reggetevi.
Aspettatevi altre scosse.
Ascoltate la radio.
Seguite le istruzioni delle autorità.
Attendete altre istruzioni.
Telefonate solo in caso di emergenza.
In pericolo di vita chiamate il numero di emergenza.
Segnalate gli avvistamenti alla polizia.
Non occorre fare nulla.
Il pericolo è passato.
Questa è un'esercitazione. Non occorre fare nulla."""

WORDS = """\
Allerta
Aggiornamento
Annullata
ESERCITAZIONE
TEST
SISTEMA
Scaduta
Sconosciuta
Lieve
Moderata
Grave
Estrema
Tempo sconosciuto
Passato
Più tardi
Presto
Subito
Sconosciuto
Improbabile
Possibile
Probabile
Osservato
Titolo abbreviato
Area semplificata
Confermato
fino a
Copia non verificata
Proprio ora
{} fa
Termina tra {}
{} min
{} h
{} giorni
Zona
e altri {}
Altre allerte: {}
Nessuna allerta in corso
Luogo non impostato: allerte di ogni zona
Avviso locale
Da un sensore qui, non da un'autorità
Livello dell'acqua
Temperatura
Fumo
Monossido di carbonio
Pioggia
Un sensore non risponde
SOS? Premi a lungo di nuovo per inviare, breve per annullare
SOS inviato, non ancora ripetuto da nessuno
SOS inviato e ripetuto da un vicino
SOS già inviato. Di nuovo possibile tra {}
Dire che sei al sicuro? Lungo: sì, breve: no
Detto che sei al sicuro
Questo apparecchio non è ancora certificato: altri potrebbero non vederlo
Nessuna chiave: questo apparecchio non può chiedere aiuto"""
