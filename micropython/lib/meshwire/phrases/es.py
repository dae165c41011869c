"""Spanish phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Peligro
Terremoto
Réplica sísmica
Deslizamiento de tierra
Flujo de lodo
Desprendimiento de rocas
Alud
Erupción volcánica
Caída de ceniza
Lahar
Hundimiento del terreno
Tsunami
Inundación
Riada
Crecida del río
Inundación costera
Marejada ciclónica
Rotura de presa
Rotura de dique
Atasco de hielo
Fuerte oleaje
Corrientes de resaca
Temporal
Viento fuerte
Viento huracanado
Tormentas
Rayos
Granizo
Lluvias intensas
Tornado
Tromba marina
Ciclón tropical
Tormenta tropical
Nevadas intensas
Ventisca
Hielo
Lluvia helada
Heladas
Frío extremo
Calor extremo
Niebla densa
Tormenta de polvo
Sequía
Incendio forestal
Incendio
Explosión
Riesgo de incendios
Humo
Epidemia
Alimentos contaminados
Agua potable contaminada
Enfermedad animal
Plaga vegetal
Mala calidad del aire
Vertido de petróleo
Contaminación del agua
Polen elevado
Radiación UV alta
Peligro químico
Gas tóxico
Peligro biológico
Radiactividad
Accidente nuclear
Fuga de gas
Accidente de mercancías peligrosas
Bomba sin explotar
Minas
Ataque aéreo
Ataque con misiles
Ataque con drones
Bombardeo
Atentado
Atacante armado
Disturbios
Toque de queda
Operación policial
Ciberataque
Persona desaparecida
Menor desaparecido
Búsqueda y rescate
Carretera cortada
Accidente de tráfico
Accidente ferroviario
Accidente aéreo
Accidente marítimo
Puente cerrado
Transporte interrumpido
Corte de electricidad
Avería telefónica
Teléfono de emergencias averiado
Corte de internet
Corte de agua
Corte de gas
Corte de calefacción
Falta de combustible
Derrumbe de edificio
Meteorología espacial
Caída de basura espacial
Evacuación
Confinamiento
Emergencia civil
Animal peligroso
Prueba de sirenas
Fin de la alerta"""

INSTRUCTIONS = """\
Sin instrucciones.
Entre en un edificio.
Permanezca en el interior.
Cierre puertas y ventanas.
Apague la ventilación y el aire acondicionado.
Vaya al refugio más cercano.
Vaya al sótano.
Salga de sótanos y aparcamientos subterráneos.
Suba a una planta alta.
Aléjese de las ventanas.
Ponga a los animales a cubierto.
Abandone la zona de inmediato.
Prepárese para salir.
Vaya a un lugar elevado.
Aléjese de la costa de inmediato.
Aléjese de la ribera de inmediato.
Use solo las rutas de evacuación señalizadas.
Vaya al punto de encuentro.
No regrese hasta que se le autorice.
Lleve documentos y medicinas.
Ayude a los vecinos que lo necesiten.
Salga de la zona en perpendicular al viento.
Evite la zona.
No cruce zonas inundadas a pie ni en coche.
No viaje.
No se acerque a ríos ni puentes.
No se acerque a la costa.
No se acerque a árboles ni postes.
No se acerque a cables eléctricos caídos.
No entre en los bosques.
No toque objetos desconocidos.
Deje libres las vías para los equipos de rescate.
No se acerque a esa persona.
No se acerque a edificios dañados.
No encienda fuego.
No use los ascensores.
Deje de conducir y aparque en lugar seguro.
Hierva el agua del grifo antes de beberla.
No beba agua del grifo.
Guarde agua potable.
Ahorre agua.
No coma productos de la zona.
Use mascarilla.
Tome yodo solo cuando se le indique.
Quítese la ropa exterior y lávese.
Beba agua y permanezca en lugares frescos.
Abríguese.
Corte el gas y la electricidad.
Evite llamas y chispas.
Sujete los objetos sueltos en el exterior.
Cargue teléfonos y lámparas.
Ahorre electricidad.
Compruebe cómo están sus vecinos.
Agáchese, cúbrase y agárrese.
Espere réplicas.
Escuche la radio.
Siga las instrucciones de las autoridades.
Espere nuevas instrucciones.
Use el teléfono solo en emergencias.
Si hay peligro de muerte, llame a emergencias.
Informe a la policía de lo que vea.
No es necesario hacer nada.
El peligro ha pasado.
Esto es un simulacro. No es necesario hacer nada."""

WORDS = """\
Alerta
Actualización
Cancelada
SIMULACRO
PRUEBA
SISTEMA
Caducada
Desconocida
Leve
Moderada
Grave
Extrema
Momento desconocido
Pasado
Más tarde
Pronto
Ahora
Desconocido
Improbable
Posible
Probable
Observado
Título recortado
Zona simplificada
Confirmado
hasta
Copia no verificada
Ahora mismo
Hace {}
Termina en {}
{} min
{} h
{} días
Zona
y {} más
Otras alertas: {}
Ninguna alerta activa
Sin lugar definido: se muestran alertas de toda zona
Aviso local
De un sensor de aquí, no de una autoridad
Nivel del agua
Temperatura
Humo
Monóxido de carbono
Lluvia
Un sensor no responde
¿SOS? Pulse largo otra vez para enviar, corto para cancelar
SOS enviado, aún no repetido por nadie
SOS enviado y repetido por un vecino
SOS ya enviado. De nuevo posible en {}
¿Avisar que está a salvo? Largo: sí, corto: no
Avisado que está a salvo
Este aparato aún no está certificado: quizá otros no lo vean
Sin clave: este aparato no puede pedir ayuda"""
