"""Portuguese phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Perigo
Sismo
Réplica sísmica
Deslizamento de terra
Fluxo de detritos
Queda de rochas
Avalanche
Erupção vulcânica
Queda de cinzas
Lahar
Abatimento do solo
Tsunami
Inundação
Enxurrada
Cheia do rio
Inundação costeira
Maré de tempestade
Rotura de barragem
Rotura de dique
Bloqueio de gelo
Agitação marítima
Correntes de retorno
Tempestade
Vento forte
Vento de furacão
Trovoada
Raios
Granizo
Chuva forte
Tornado
Tromba de água
Ciclone tropical
Tempestade tropical
Queda forte de neve
Nevasca
Gelo
Chuva gelada
Geada
Frio extremo
Calor extremo
Nevoeiro denso
Tempestade de poeira
Seca
Incêndio florestal
Incêndio
Explosão
Risco de incêndio
Fumo
Epidemia
Alimentos contaminados
Água potável contaminada
Doença animal
Praga vegetal
Má qualidade do ar
Derrame de petróleo
Poluição da água
Pólen elevado
Radiação UV elevada
Perigo químico
Gás tóxico
Perigo biológico
Radioatividade
Acidente nuclear
Fuga de gás
Acidente com matérias perigosas
Bomba por explodir
Minas
Ataque aéreo
Ataque com mísseis
Ataque com drones
Bombardeamento
Atentado
Atacante armado
Distúrbios
Recolher obrigatório
Operação policial
Ciberataque
Pessoa desaparecida
Criança desaparecida
Busca e salvamento
Estrada cortada
Acidente rodoviário
Acidente ferroviário
Acidente aéreo
Acidente marítimo
Ponte fechada
Transportes perturbados
Falha de energia
Falha telefónica
Número de emergência sem serviço
Falha de internet
Corte de água
Corte de gás
Falha de aquecimento
Falta de combustível
Colapso de edifício
Meteorologia espacial
Queda de detritos espaciais
Evacuação
Confinamento
Emergência civil
Animal perigoso
Teste de sirenes
Fim do alerta"""

INSTRUCTIONS = """\
Sem instruções.
Entre num edifício.
Permaneça no interior.
Feche portas e janelas.
Desligue a ventilação e o ar condicionado.
Vá já para o abrigo mais próximo.
Vá para a cave.
Saia de caves e garagens subterrâneas.
Suba a um andar superior.
Afaste-se das janelas.
Recolha os animais.
Saia já da zona.
Prepare-se para sair.
Vá para um local elevado.
Saia da costa.
Saia da margem do rio.
Use apenas os caminhos de evacuação assinalados.
Vá para o ponto de encontro.
Não regresse até ser autorizado.
Leve documentos e medicamentos.
Ajude os vizinhos que precisem.
Saia da zona na perpendicular ao vento.
Evite a zona.
Não atravesse zonas inundadas a pé ou de carro.
Não viaje.
Afaste-se de rios e pontes.
Afaste-se da costa.
Afaste-se de árvores e postes.
Afaste-se de cabos elétricos caídos.
Não entre nas florestas.
Não toque em objetos desconhecidos.
Deixe livres as vias de socorro.
Não se aproxime dessa pessoa.
Afaste-se de edifícios danificados.
Não faça fogo.
Não use elevadores.
Pare de conduzir e estacione em local seguro.
Ferva a água da torneira antes de beber.
Não beba água da torneira.
Guarde água potável.
Poupe água.
Não coma produtos da zona.
Use máscara.
Tome iodo apenas quando indicado.
Tire a roupa exterior e lave-se.
Beba água e fique em locais frescos.
Agasalhe-se.
Desligue o gás e a eletricidade.
Evite chamas e faíscas.
Prenda os objetos soltos no exterior.
Carregue telefones e lanternas.
Poupe eletricidade.
Veja como estão os vizinhos.
Baixar, proteger e aguardar.
Espere réplicas.
Ouça o rádio.
Siga as instruções das autoridades.
Aguarde novas instruções.
Telefone apenas em emergência.
Em perigo de vida, ligue para a emergência.
Comunique à polícia o que vir.
Não é preciso fazer nada.
O perigo passou.
Isto é um exercício. Não é preciso fazer nada."""

WORDS = """\
Alerta
Atualização
Cancelado
EXERCÍCIO
TESTE
SISTEMA
Expirado
Desconhecida
Ligeira
Moderada
Grave
Extrema
Momento desconhecido
Passado
Mais tarde
Em breve
Agora
Desconhecido
Improvável
Possível
Provável
Observado
Título cortado
Área simplificada
Confirmado
até
Cópia não verificada
Agora mesmo
Há {}
Termina em {}
{} min
{} h
{} dias
Área
e mais {}
Outros alertas: {}
Nenhum alerta ativo
Local não definido: mostram-se alertas de toda área
Aviso local
De um sensor aqui, não de uma autoridade
Nível da água
Temperatura
Fumo
Monóxido de carbono
Chuva
Um sensor não responde
SOS? Prima longo outra vez para enviar, curto para cancelar
SOS enviado, ainda não repetido por ninguém
SOS enviado e repetido por um vizinho
SOS já enviado. De novo possível em {}
Avisar que está a salvo? Longo: sim, curto: não
Avisado que está a salvo
Este aparelho ainda não está certificado: outros podem não o ver
Sem chave: este aparelho não pode pedir ajuda"""
