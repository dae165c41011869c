"""What Turkish headlines are packed with: see meshwire.dictionary, which says why this never changes."""

ALPHABET = "çğıöşüÇĞİÖŞÜâî’–“”°"
DICTIONARY = (
    "deprem tsunami heyelan çığ sel taşkın su baskını fırtına dolu kuvvetli yağış kar yağışı buzlanma sıcak hava "
    "don orman yangını patlama kimyasal sızıntı gaz kaçağı elektrik su kesintisi kayıp kişi artçı Evde kalın. "
    "Kapı ve pencereleri kapatın. Hemen tahliye edin. Yüksek yerlere çıkın. Yola çıkmayın. Can güvenliği "
    "Tatbikat: Güncelleme: İptal: ikinci bir duyuruya kadar. Tehlike. Kırmızı uyarı meteorolojik uyarı ilçesi ve "
    "çevresinde il genelinde için "
)
