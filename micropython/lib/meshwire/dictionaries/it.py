"""What Italian headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "àèéìòùÀÈÉ’–«»°"
DICTIONARY = (
    "terremoto maremoto frana valanga eruzione alluvione esondazione piena del fiume temporali forti piogge "
    "vento neve ghiaccio ondata di calore incendio boschivo fuga di gas sostanze tossiche acqua non potabile "
    "scomparsa Restare in casa. Chiudere porte e finestre. Evacuare subito. Evitare gli spostamenti. "
    "Allontanarsi dalla costa. Esercitazione: Aggiornamento: Annullata: fino a nuovo avviso. Pericolo di vita. "
    "Allerta rossa per Allerta nella zona del comune e della provincia di "
)
