"""What Portuguese headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "áâãàçéêíóôõúÁÂÃÇÉÊÍÓÔÕÚ–«»°ºª"
DICTIONARY = (
    "terremoto tsunami deslizamento de terra inundação enchente cheia do rio alagamento tempestade chuva intensa "
    "vento granizo neve onda de calor incêndio florestal vazamento de gás produto químico falta de água luz "
    "desaparecida Fique em casa. Feche portas e janelas. Saia imediatamente. Evite deslocações. Afaste-se da "
    "costa e dos rios. Exercício: Simulado: Atualização: Cancelado: até novo aviso. Perigo de vida. Aviso "
    "vermelho Alerta de na região do município e distrito de "
)
