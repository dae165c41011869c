"""What Spanish headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "áéíóúñüÁÉÍÓÚÑ¿¡–«»°ºª"
DICTIONARY = (
    "terremoto tsunami alud deslizamiento erupción volcánica inundaciones crecida del río tormentas lluvias "
    "intensas viento nieve ola de calor incendio forestal fuga de gas vertido químico corte de agua persona "
    "desaparecida Permanezca en casa. Cierre puertas y ventanas. Evacúe de inmediato. Evite desplazarse. Aléjese "
    "de la costa. Simulacro: Actualización: Cancelada: hasta nuevo aviso. Peligro para la vida. Aviso rojo por "
    "Alerta por en la zona del municipio y la provincia de "
)
