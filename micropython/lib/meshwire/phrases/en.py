"""English phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Hazard
Earthquake
Aftershock
Landslide
Debris flow
Rockfall
Avalanche
Volcanic eruption
Ashfall
Volcanic mudflow
Sinkhole
Tsunami
Flood
Flash flood
River flood
Coastal flood
Storm surge
Dam failure
Dike failure
Ice jam
High surf
Rip currents
Storm
Strong wind
Hurricane-force wind
Thunderstorm
Lightning
Hail
Heavy rain
Tornado
Waterspout
Tropical cyclone
Tropical storm
Heavy snow
Blizzard
Ice
Freezing rain
Frost
Extreme cold
Extreme heat
Dense fog
Dust storm
Drought
Wildfire
Fire
Explosion
Fire weather
Smoke
Epidemic
Contaminated food
Contaminated drinking water
Animal disease
Plant pest
Poor air quality
Oil spill
Water pollution
High pollen level
Strong UV radiation
Chemical hazard
Toxic gas
Biological hazard
Radioactivity
Nuclear plant emergency
Gas leak
Dangerous goods accident
Unexploded bomb
Mines
Air raid
Missile attack
Drone attack
Shelling
Attack
Armed attacker
Civil unrest
Curfew
Police operation
Cyber attack
Missing person
Missing child
Search and rescue
Road closed
Road accident
Rail accident
Aircraft accident
Ship accident
Bridge closed
Transport disruption
Power outage
Telephone outage
Emergency number out of service
Internet outage
Water supply outage
Gas supply outage
Heating outage
Fuel shortage
Building collapse
Space weather
Falling space debris
Evacuation
Stay indoors
Civil emergency
Dangerous animal
Siren test
All clear"""

INSTRUCTIONS = """\
No instruction.
Go indoors now.
Stay indoors.
Close windows and doors.
Switch off ventilation and air conditioning.
Go to the nearest shelter now.
Go to the basement.
Leave basements and underground car parks.
Go to an upper floor.
Keep away from windows.
Bring animals indoors.
Leave the area now.
Get ready to leave.
Go to higher ground.
Leave the coast.
Leave the riverside.
Use only the marked evacuation routes.
Go to the assembly point.
Do not go back until you are told that it is safe.
Take documents and medicines with you.
Help neighbours who need help.
Leave the area across the wind.
Avoid the area.
Do not walk or drive through floodwater.
Do not travel.
Keep away from rivers and bridges.
Keep away from the coast.
Keep away from trees and masts.
Keep away from fallen power lines.
Keep out of forests.
Do not touch unknown objects.
Keep routes clear for rescue services.
Do not approach the person.
Keep away from damaged buildings.
Do not light open fires.
Do not use lifts.
Stop driving and park in a safe place.
Boil tap water before you drink it.
Do not drink tap water.
Store drinking water.
Save water.
Do not eat food grown in the area.
Wear a mask.
Take iodine tablets only when told to.
Take off outer clothing and wash.
Drink enough and stay in cool places.
Dress warmly.
Shut off gas and electricity.
Avoid flames and sparks.
Secure loose objects outdoors.
Charge phones and lamps.
Save electricity.
Check on neighbours.
Drop, cover and hold on.
Expect aftershocks.
Listen to the radio.
Follow the instructions of the authorities.
Wait for further instructions.
Use the phone in emergencies only.
Call the emergency number when life is in danger.
Report sightings to the police.
No action is needed.
The danger is over.
This is an exercise. No action is needed."""

WORDS = """\
Alert
Update
Cancelled
EXERCISE
TEST
SYSTEM
Expired
Unknown
Minor
Moderate
Severe
Extreme
Time unknown
Past
Later
Soon
Now
Unknown
Unlikely
Possible
Likely
Observed
Headline shortened
Area simplified
Acknowledged
until
Unverified copy
Just now
{} ago
Ends in {}
{} min
{} h
{} days
Area
and {} more
Other alerts: {}
No alert in force
No place is set: alerts of any area are shown
Local warning
From a sensor here, not from an authority
Water level
Temperature
Smoke
Carbon monoxide
Rain
A sensor does not answer
SOS? Press long again to send, short to cancel
SOS sent, not yet repeated by anybody
SOS sent and repeated by a neighbour
SOS was sent. Again possible in {}
Tell that you are safe? Long press: yes, short: no
Told that you are safe
This board is not certified yet: others may not see it
No key: this board cannot call for help"""
