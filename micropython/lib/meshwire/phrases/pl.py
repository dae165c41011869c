"""Polish phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Zagrożenie
Trzęsienie ziemi
Wstrząs wtórny
Osuwisko
Spływ błotny
Obryw skalny
Lawina
Erupcja wulkanu
Opad popiołu
Lahar
Zapadlisko
Tsunami
Powódź
Powódź błyskawiczna
Wezbranie rzeki
Powódź przybrzeżna
Spiętrzenie sztormowe
Przerwanie zapory
Przerwanie wału
Zator lodowy
Wysokie fale
Prądy wsteczne
Wichura
Silny wiatr
Wiatr huraganowy
Burze
Wyładowania atmosferyczne
Grad
Intensywne opady deszczu
Trąba powietrzna
Trąba wodna
Cyklon tropikalny
Burza tropikalna
Intensywne opady śniegu
Zamieć śnieżna
Oblodzenie
Marznący deszcz
Przymrozki
Silny mróz
Upał
Gęsta mgła
Burza pyłowa
Susza
Pożar lasu
Pożar
Wybuch
Zagrożenie pożarowe
Dym
Epidemia
Skażona żywność
Skażona woda pitna
Choroba zwierząt
Szkodniki roślin
Zła jakość powietrza
Wyciek ropy
Skażenie wód
Wysokie stężenie pyłków
Silne promieniowanie UV
Zagrożenie chemiczne
Trujący gaz
Zagrożenie biologiczne
Skażenie promieniotwórcze
Awaria elektrowni jądrowej
Wyciek gazu
Wypadek z materiałami niebezpiecznymi
Niewybuch
Miny
Atak z powietrza
Atak rakietowy
Atak dronów
Ostrzał artyleryjski
Zamach
Uzbrojony napastnik
Zamieszki
Godzina policyjna
Działania policji
Cyberatak
Osoba zaginiona
Zaginione dziecko
Poszukiwania i ratownictwo
Droga zamknięta
Wypadek drogowy
Wypadek kolejowy
Wypadek lotniczy
Wypadek morski
Most zamknięty
Utrudnienia w transporcie
Brak prądu
Awaria telefonów
Awaria numeru alarmowego
Awaria internetu
Brak wody
Brak gazu
Brak ogrzewania
Brak paliwa
Zawalenie budynku
Pogoda kosmiczna
Spadające szczątki kosmiczne
Ewakuacja
Pozostanie w domu
Sytuacja kryzysowa
Niebezpieczne zwierzę
Próba syren
Odwołanie alarmu"""

INSTRUCTIONS = """\
Brak zaleceń.
Natychmiast wejdź do budynku.
Pozostań w budynku.
Zamknij okna i drzwi.
Wyłącz wentylację i klimatyzację.
Natychmiast idź do najbliższego schronu.
Zejdź do piwnicy.
Opuść piwnice i garaże podziemne.
Wejdź na wyższe piętro.
Odsuń się od okien.
Zabierz zwierzęta do środka.
Natychmiast opuść teren.
Przygotuj się do opuszczenia domu.
Przejdź na wyżej położony teren.
Opuść wybrzeże.
Opuść brzeg rzeki.
Korzystaj tylko z oznaczonych dróg ewakuacji.
Idź na miejsce zbiórki.
Nie wracaj bez zezwolenia.
Zabierz dokumenty i leki.
Pomóż sąsiadom, którzy potrzebują pomocy.
Opuść teren w poprzek wiatru.
Omijaj ten teren.
Nie wchodź i nie wjeżdżaj w zalany teren.
Nie wyjeżdżaj w podróż.
Nie zbliżaj się do rzek i mostów.
Nie zbliżaj się do wybrzeża.
Nie zbliżaj się do drzew i masztów.
Nie zbliżaj się do zerwanych przewodów.
Nie wchodź do lasów.
Nie dotykaj nieznanych przedmiotów.
Nie blokuj dróg służbom ratunkowym.
Nie zbliżaj się do tej osoby.
Nie zbliżaj się do uszkodzonych budynków.
Nie rozpalaj ognia.
Nie używaj wind.
Zatrzymaj się i zaparkuj w bezpiecznym miejscu.
Przegotuj wodę z kranu przed wypiciem.
Nie pij wody z kranu.
Zgromadź zapas wody pitnej.
Oszczędzaj wodę.
Nie jedz produktów z tego terenu.
Noś maskę.
Przyjmij jodek potasu tylko na polecenie.
Zdejmij wierzchnią odzież i umyj się.
Pij wodę i przebywaj w chłodnych miejscach.
Ubierz się ciepło.
Wyłącz gaz i prąd.
Unikaj ognia i iskier.
Zabezpiecz przedmioty na zewnątrz.
Naładuj telefony i lampy.
Oszczędzaj prąd.
Sprawdź, co u sąsiadów.
Padnij, osłoń się i trzymaj.
Możliwe wstrząsy wtórne.
Słuchaj radia.
Stosuj się do poleceń służb.
Czekaj na dalsze polecenia.
Używaj telefonu tylko w nagłych wypadkach.
W razie zagrożenia życia zadzwoń na numer alarmowy.
Zgłoś informacje policji.
Nie trzeba nic robić.
Zagrożenie minęło.
To są ćwiczenia. Nie trzeba nic robić."""

WORDS = """\
Alarm
Aktualizacja
Odwołano
ĆWICZENIA
TEST
SYSTEM
Wygasł
Nieznane
Małe
Umiarkowane
Poważne
Skrajne
Czas nieznany
Minęło
Później
Wkrótce
Teraz
Nieznane
Mało prawdopodobne
Możliwe
Prawdopodobne
Zaobserwowano
Skrócony tekst
Obszar uproszczony
Potwierdzono
do
Kopia niesprawdzona
Przed chwilą
{} temu
Koniec za {}
{} min
{} godz.
{} dni
Obszar
i {} innych
Inne alarmy: {}
Brak alarmów
Nie ustawiono miejsca: alarmy z każdego obszaru
Ostrzeżenie lokalne
Z czujnika na miejscu, nie od władz
Poziom wody
Temperatura
Dym
Tlenek węgla
Deszcz
Czujnik nie odpowiada
SOS? Przytrzymaj ponownie, aby wysłać, krótko: anuluj
SOS wysłane, nikt jeszcze nie powtórzył
SOS wysłane i powtórzone przez sąsiada
SOS już wysłane. Ponownie możliwe za {}
Powiadomić, że jesteś bezpieczny? Długo: tak, krótko: nie
Powiadomiono, że jesteś bezpieczny
To urządzenie nie ma jeszcze certyfikatu: inni mogą go nie widzieć
Brak klucza: to urządzenie nie może wezwać pomocy"""
