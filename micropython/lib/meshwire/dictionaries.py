"""The alphabet and the dictionary of each language, which headlines are packed with. Part of the wire format.

They never change: a better one would be the entry of a new language code, or old boards could not read new headlines.
An alphabet is at most 128 characters beyond ASCII that take one byte each; a dictionary is at most 512 such bytes, with
the most frequent phrases last, where deflate reaches them most cheaply.
"""

from meshwire.registry import LANGUAGES

_ALPHABETS = {
    "en": "\u2019\u2013\u00b0\u201c\u201d\u00a3",
    "de": "äöüÄÖÜß–„“°§",
    "fr": "éèàêçùâîôûëïœÉÈÀÊÇ’–«»°\u00a0",
    "es": "áéíóúñüÁÉÍÓÚÑ¿¡–«»°ºª",
    "it": "àèéìòùÀÈÉ’–«»°",
    "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–„”°",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ’–«»№°",
    "tr": "çğıöşüÇĞİÖŞÜâî’–“”°",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ،؛؟ـًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩–«»",
    "hi": "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहािीुूृेैोौ्ंँः़ॉऑ।०१२३४५६७८९–",
    "ja": (
        "あいうえおかがきぎくぐけげこごさざしじすずせぜそただちっつてでとどなにぬねのはばひびふぶへべほまみむめもやゃゆゅよょらりるれろわをん"
        "アィイウエオカキクコサシスタダッテトドバピフホマミムメラリルレロンー、。・（）震津波警報注意避難"
    ),
    "pt": "áâãàçéêíóôõúÁÂÃÇÉÊÍÓÔÕÚ–«»°ºª",
}

_DICTIONARIES = {
    "en": (
        "earthquake tsunami thunderstorm tornado wildfire landslide avalanche hurricane blizzard radiation chemical "
        "leak power outage missing person air quality extreme heat heavy rain strong winds snow and ice coastal dam "
        "failure Boil water advisory Shelter in place. Stay indoors and close windows. Move to higher ground. Do not "
        "travel. Exercise: Cancelled: Update: until further notice. Danger to life. Evacuate now. Evacuation order "
        "Flash flood Flood warning for the river area near the town in the county of "
    ),
    "de": (
        "Erdbeben Lawine Hochwasser Sturmflut Orkan Gewitter Starkregen Glatteis Schneefall Hitze Waldbrand "
        "Großbrand Gefahrstoffaustritt Rauchentwicklung Stromausfall Trinkwasser abkochen Bombenfund Entschärfung "
        "Vermisst Fenster und Türen schließen. Gebäude nicht verlassen. Gebiet meiden. Keller verlassen. "
        "Lebensgefahr. sofort Evakuierung Übung: Entwarnung: Aktualisierung: bis auf Weiteres. Amtliche "
        "Unwetterwarnung Warnung vor dem in der Stadt und im Landkreis an der "
    ),
    "fr": (
        "séisme tsunami avalanche glissement de terrain crue inondation submersion orages violents vents canicule "
        "neige verglas feu de forêt incendie explosion accident industriel fuite de gaz coupure d’eau d'électricité "
        "disparition Restez à l’abri. Fermez portes et fenêtres. Évacuez immédiatement. Ne prenez pas la route. "
        "Éloignez-vous des Exercice : Mise à jour : Fin d’alerte : jusqu’à nouvel ordre. Danger de mort. Vigilance "
        "rouge Alerte dans le secteur de la commune et du département de "
    ),
    "es": (
        "terremoto tsunami alud deslizamiento erupción volcánica inundaciones crecida del río tormentas lluvias "
        "intensas viento nieve ola de calor incendio forestal fuga de gas vertido químico corte de agua persona "
        "desaparecida Permanezca en casa. Cierre puertas y ventanas. Evacúe de inmediato. Evite desplazarse. Aléjese "
        "de la costa. Simulacro: Actualización: Cancelada: hasta nuevo aviso. Peligro para la vida. Aviso rojo por "
        "Alerta por en la zona del municipio y la provincia de "
    ),
    "it": (
        "terremoto maremoto frana valanga eruzione alluvione esondazione piena del fiume temporali forti piogge "
        "vento neve ghiaccio ondata di calore incendio boschivo fuga di gas sostanze tossiche acqua non potabile "
        "scomparsa Restare in casa. Chiudere porte e finestre. Evacuare subito. Evitare gli spostamenti. "
        "Allontanarsi dalla costa. Esercitazione: Aggiornamento: Annullata: fino a nuovo avviso. Pericolo di vita. "
        "Allerta rossa per Allerta nella zona del comune e della provincia di "
    ),
    "pl": (
        "trzęsienie ziemi lawina osuwisko powódź wezbranie podtopienia burze z gradem silny wiatr intensywne opady "
        "deszczu śniegu gołoledź upał mróz pożar lasu wyciek gazu skażenie chemiczne awaria prądu wody zaginięcie "
        "Zostań w domu. Zamknij okna i drzwi. Natychmiast ewakuuj się. Nie zbliżaj się do rzeki. Unikaj podróży. "
        "Ćwiczenie: Aktualizacja: Odwołano: do odwołania. Zagrożenie życia. Ostrzeżenie alarm przeciwpowodziowy w "
        "powiecie i gminie województwo na rzece "
    ),
    "uk": (
        "землетрус зсув лавина паводок повінь підтоплення гроза град сильний вітер дощ снігопад ожеледь спека мороз "
        "пожежа вибух викид хімічних речовин витік газу радіація аварія на електромережі вода непридатна зник "
        "безвісти Зачиніть вікна та двері. Залишайтеся вдома. Негайно пройдіть в укриття! Евакуація населення. "
        "Загроза життю. Навчання: Оновлення: Скасовано: Відбій тривоги. до окремого повідомлення. Увага! Повітряна "
        "тривога у місті та районі області загроза "
    ),
    "tr": (
        "deprem tsunami heyelan çığ sel taşkın su baskını fırtına dolu kuvvetli yağış kar yağışı buzlanma sıcak hava "
        "don orman yangını patlama kimyasal sızıntı gaz kaçağı elektrik su kesintisi kayıp kişi artçı Evde kalın. "
        "Kapı ve pencereleri kapatın. Hemen tahliye edin. Yüksek yerlere çıkın. Yola çıkmayın. Can güvenliği "
        "Tatbikat: Güncelleme: İptal: ikinci bir duyuruya kadar. Tehlike. Kırmızı uyarı meteorolojik uyarı ilçesi ve "
        "çevresinde il genelinde için "
    ),
    "ar": (
        "زلزال تسونامي انهيار أرضي فيضان سيول عاصفة رعدية أمطار غزيرة رياح شديدة عاصفة رملية غبار ثلوج موجة حر حريق "
        "انفجار تسرب غاز مواد كيميائية انقطاع الكهرباء المياه تلوث مياه الشرب شخص مفقود ارتفاع منسوب أغلقوا النوافذ "
        "والأبواب. ابقوا في منازلكم. يرجى الإخلاء فوراً. ابتعدوا عن الأودية ومجاري السيول. خطر على الحياة. تمرين: "
        "تحديث: إلغاء: حتى إشعار آخر. تنبيه عاجل تحذير من في منطقة محافظة مدينة "
    ),
    "hi": (
        "भूकंप सुनामी भूस्खलन हिमस्खलन बाढ़ बादल फटने चक्रवात तूफान आंधी बिजली गिरने ओलावृष्टि भारी बारिश बर्फबारी "
        "लू शीत लहर घना कोहरा जंगल में आग विस्फोट गैस रिसाव रासायनिक पेयजल दूषित बिजली आपूर्ति बंद लापता नदी का "
        "जलस्तर खतरे के निशान से ऊपर घर के अंदर रहें। खिड़की और दरवाजे बंद रखें। तुरंत सुरक्षित स्थान पर जाएं। "
        "यात्रा न करें। जान का खतरा। अभ्यास: अद्यतन: रद्द: अगली सूचना तक। चेतावनी जिले में और क्षेत्र के लिए की "
    ),
    "ja": (
        "地震の揺れ余震土砂災害崩れ噴火火山灰洪水氾濫浸水高潮大雨暴風雪台風竜巻雷雪熱中症火災爆発有毒ガス漏れ放射性物"
        "質断水停電行方不明窓や戸を閉めてください。屋内に退避してください。ただちに高台へ避難してください。川や海岸か"
        "ら離れてください。命を守る行動を。訓練、更新、解除、避難指示、特別警報、注意報、津波警報、発令しました。市町"
        "村県地方の川で"
    ),
    "pt": (
        "terremoto tsunami deslizamento de terra inundação enchente cheia do rio alagamento tempestade chuva intensa "
        "vento granizo neve onda de calor incêndio florestal vazamento de gás produto químico falta de água luz "
        "desaparecida Fique em casa. Feche portas e janelas. Saia imediatamente. Evite deslocações. Afaste-se da "
        "costa e dos rios. Exercício: Simulado: Atualização: Cancelado: até novo aviso. Perigo de vida. Aviso "
        "vermelho Alerta de na região do município e distrito de "
    ),
}


def alphabet(language: int) -> str:
    """The one-byte characters of a language code, "" when it has none."""
    return _ALPHABETS.get(_tag(language), "")


def dictionary(language: int) -> str:
    """What headlines of a language code are packed with, "" when it has none."""
    return _DICTIONARIES.get(_tag(language), "")


def _tag(language: int) -> str:
    return LANGUAGES[language] if language < len(LANGUAGES) else ""
