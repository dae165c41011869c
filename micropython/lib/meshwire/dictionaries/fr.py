"""What French headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "éèàêçùâîôûëïœÉÈÀÊÇ’–«»°\u00a0"
DICTIONARY = (
    "séisme tsunami avalanche glissement de terrain crue inondation submersion orages violents vents canicule "
    "neige verglas feu de forêt incendie explosion accident industriel fuite de gaz coupure d’eau d'électricité "
    "disparition Restez à l’abri. Fermez portes et fenêtres. Évacuez immédiatement. Ne prenez pas la route. "
    "Éloignez-vous des Exercice : Mise à jour : Fin d’alerte : jusqu’à nouvel ordre. Danger de mort. Vigilance "
    "rouge Alerte dans le secteur de la commune et du département de "
)
