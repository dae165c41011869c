"""French phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Danger
Séisme
Réplique sismique
Glissement de terrain
Coulée de boue
Éboulement
Avalanche
Éruption volcanique
Chute de cendres
Lahar
Effondrement de terrain
Tsunami
Inondation
Crue soudaine
Crue
Submersion marine
Surcote marine
Rupture de barrage
Rupture de digue
Embâcle de glace
Fortes vagues
Courants d'arrachement
Tempête
Vent violent
Vent d'ouragan
Orages
Foudre
Grêle
Fortes pluies
Tornade
Trombe marine
Cyclone tropical
Tempête tropicale
Fortes chutes de neige
Blizzard
Verglas
Pluie verglaçante
Gel
Grand froid
Canicule
Brouillard dense
Tempête de poussière
Sécheresse
Feu de forêt
Incendie
Explosion
Risque de feux
Fumée
Épidémie
Aliments contaminés
Eau potable contaminée
Maladie animale
Ravageur des plantes
Pollution de l'air
Marée noire
Pollution de l'eau
Pollens
Rayonnement UV intense
Danger chimique
Gaz toxique
Danger biologique
Radioactivité
Accident nucléaire
Fuite de gaz
Accident de matières dangereuses
Bombe non explosée
Mines
Attaque aérienne
Tir de missiles
Attaque de drones
Bombardement
Attentat
Individu armé
Troubles
Couvre-feu
Opération de police
Cyberattaque
Personne disparue
Enfant disparu
Recherche et sauvetage
Route coupée
Accident de la route
Accident ferroviaire
Accident d'avion
Accident maritime
Pont fermé
Transports perturbés
Panne d'électricité
Panne téléphonique
Numéro d'urgence en panne
Panne d'internet
Coupure d'eau
Coupure de gaz
Panne de chauffage
Pénurie de carburant
Effondrement de bâtiment
Météo spatiale
Chute de débris spatiaux
Évacuation
Confinement
Situation d'urgence
Animal dangereux
Essai de sirène
Fin d'alerte"""

INSTRUCTIONS = """\
Aucune consigne.
Entrez dans un bâtiment.
Restez à l'intérieur.
Fermez portes et fenêtres.
Arrêtez la ventilation et la climatisation.
Rejoignez l'abri le plus proche.
Allez au sous-sol.
Quittez les sous-sols et les parkings souterrains.
Montez à l'étage.
Éloignez-vous des fenêtres.
Rentrez les animaux.
Quittez la zone immédiatement.
Préparez-vous à partir.
Rejoignez un point en hauteur.
Quittez le littoral.
Quittez les berges.
Suivez uniquement les itinéraires d'évacuation.
Allez au point de rassemblement.
Ne revenez pas avant l'autorisation.
Prenez vos papiers et vos médicaments.
Aidez vos voisins en difficulté.
Quittez la zone perpendiculairement au vent.
Évitez la zone.
Ne traversez pas une zone inondée, à pied ou en voiture.
Ne vous déplacez pas.
Éloignez-vous des cours d'eau et des ponts.
Éloignez-vous du littoral.
Éloignez-vous des arbres et des pylônes.
Éloignez-vous des lignes électriques tombées.
N'allez pas en forêt.
Ne touchez pas d'objets inconnus.
Laissez libres les accès des secours.
N'approchez pas de cette personne.
Éloignez-vous des bâtiments endommagés.
N'allumez pas de feu.
N'utilisez pas les ascenseurs.
Arrêtez-vous et garez-vous en lieu sûr.
Faites bouillir l'eau du robinet avant de la boire.
Ne buvez pas l'eau du robinet.
Faites une réserve d'eau potable.
Économisez l'eau.
Ne mangez pas les produits de la zone.
Portez un masque.
Prenez l'iode seulement sur ordre des autorités.
Retirez vos vêtements et lavez-vous.
Buvez et restez au frais.
Habillez-vous chaudement.
Coupez le gaz et l'électricité.
Évitez les flammes et les étincelles.
Attachez les objets à l'extérieur.
Rechargez téléphones et lampes.
Économisez l'électricité.
Prenez des nouvelles de vos voisins.
Baissez-vous, abritez-vous, accrochez-vous.
Attendez-vous à des répliques.
Écoutez la radio.
Suivez les consignes des autorités.
Attendez d'autres consignes.
Ne téléphonez qu'en cas d'urgence.
En cas de danger de mort, appelez les secours.
Signalez toute observation à la police.
Aucune action n'est nécessaire.
Le danger est passé.
Ceci est un exercice. Aucune action n'est nécessaire."""

WORDS = """\
Alerte
Mise à jour
Annulée
EXERCICE
TEST
SYSTÈME
Expirée
Inconnue
Mineure
Modérée
Grave
Extrême
Moment inconnu
Passé
Plus tard
Bientôt
Immédiat
Inconnu
Improbable
Possible
Probable
Observé
Titre abrégé
Zone simplifiée
Confirmé
jusqu'à
Copie non vérifiée
À l'instant
Il y a {}
Fin dans {}
{} min
{} h
{} jours
Zone
et {} autres
Autres alertes : {}
Aucune alerte active
Lieu non défini : toutes les alertes s'affichent
Avertissement local
D'un capteur sur place, pas d'une autorité
Niveau d'eau
Température
Fumée
Monoxyde de carbone
Pluie
Un capteur ne répond pas
SOS ? Appui long pour envoyer, court pour annuler
SOS envoyé, encore répété par personne
SOS envoyé et répété par un voisin
SOS déjà envoyé. De nouveau possible dans {}
Dire que vous êtes en sécurité ? Appui long : oui, court : non
Dit que vous êtes en sécurité
Cet appareil n'est pas encore certifié : les autres risquent de ne pas le voir
Pas de clé : cet appareil ne peut pas appeler à l'aide"""
