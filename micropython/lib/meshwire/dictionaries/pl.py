"""What Polish headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–„”°"
DICTIONARY = (
    "trzęsienie ziemi lawina osuwisko powódź wezbranie podtopienia burze z gradem silny wiatr intensywne opady "
    "deszczu śniegu gołoledź upał mróz pożar lasu wyciek gazu skażenie chemiczne awaria prądu wody zaginięcie "
    "Zostań w domu. Zamknij okna i drzwi. Natychmiast ewakuuj się. Nie zbliżaj się do rzeki. Unikaj podróży. "
    "Ćwiczenie: Aktualizacja: Odwołano: do odwołania. Zagrożenie życia. Ostrzeżenie alarm przeciwpowodziowy w "
    "powiecie i gminie województwo na rzece "
)
