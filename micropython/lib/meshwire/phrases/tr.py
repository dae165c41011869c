"""Turkish phrases: line n is code n of the tables in meshwire.registry."""

EVENTS = """\
Tehlike
Deprem
Artçı deprem
Heyelan
Moloz akması
Kaya düşmesi
Çığ
Yanardağ patlaması
Kül yağışı
Volkanik çamur akıntısı
Obruk
Tsunami
Sel
Ani sel
Nehir taşkını
Kıyı taşkını
Fırtına kabarması
Baraj yıkılması
Set yıkılması
Buz yığılması
Yüksek dalga
Çeken akıntı
Fırtına
Kuvvetli rüzgâr
Kasırga şiddetinde rüzgâr
Gök gürültülü fırtına
Yıldırım
Dolu
Şiddetli yağış
Hortum
Deniz hortumu
Tropikal siklon
Tropikal fırtına
Yoğun kar yağışı
Kar fırtınası
Buzlanma
Donan yağmur
Don
Aşırı soğuk
Aşırı sıcak
Yoğun sis
Toz fırtınası
Kuraklık
Orman yangını
Yangın
Patlama
Yangın riski
Duman
Salgın
Kirlenmiş gıda
Kirlenmiş içme suyu
Hayvan hastalığı
Bitki zararlısı
Kötü hava kalitesi
Petrol sızıntısı
Su kirliliği
Yüksek polen
Yüksek UV ışını
Kimyasal tehlike
Zehirli gaz
Biyolojik tehlike
Radyoaktivite
Nükleer santral kazası
Gaz kaçağı
Tehlikeli madde kazası
Patlamamış bomba
Mayınlar
Hava saldırısı
Füze saldırısı
İHA saldırısı
Topçu ateşi
Saldırı
Silahlı saldırgan
Toplumsal olaylar
Sokağa çıkma yasağı
Polis operasyonu
Siber saldırı
Kayıp kişi
Kayıp çocuk
Arama kurtarma
Yol kapalı
Trafik kazası
Tren kazası
Uçak kazası
Deniz kazası
Köprü kapalı
Ulaşım aksaması
Elektrik kesintisi
Telefon kesintisi
Acil çağrı hattı çalışmıyor
İnternet kesintisi
Su kesintisi
Doğal gaz kesintisi
Isınma kesintisi
Yakıt sıkıntısı
Bina çökmesi
Uzay havası
Düşen uzay enkazı
Tahliye
Kapalı alanda kalma
Acil durum
Tehlikeli hayvan
Siren denemesi
Tehlike geçti"""

INSTRUCTIONS = """\
Talimat yok.
Hemen kapalı bir yere girin.
Kapalı alanda kalın.
Kapı ve pencereleri kapatın.
Havalandırmayı ve klimayı kapatın.
Hemen en yakın sığınağa gidin.
Bodruma inin.
Bodrumlardan ve yer altı otoparklarından çıkın.
Üst kata çıkın.
Pencerelerden uzak durun.
Hayvanları içeri alın.
Bölgeyi hemen terk edin.
Ayrılmaya hazırlanın.
Yüksek bir yere çıkın.
Kıyıdan uzaklaşın.
Nehir kenarından uzaklaşın.
Yalnızca işaretli tahliye yollarını kullanın.
Toplanma alanına gidin.
İzin verilmeden geri dönmeyin.
Kimlik ve ilaçlarınızı yanınıza alın.
Yardıma ihtiyacı olan komşulara yardım edin.
Bölgeden rüzgâra dik yönde çıkın.
Bölgeden uzak durun.
Su basmış yerlerden yürüyerek veya araçla geçmeyin.
Yola çıkmayın.
Nehirlerden ve köprülerden uzak durun.
Kıyıdan uzak durun.
Ağaçlardan ve direklerden uzak durun.
Kopmuş elektrik hatlarından uzak durun.
Ormanlara girmeyin.
Bilinmeyen cisimlere dokunmayın.
Kurtarma yollarını açık bırakın.
Kişiye yaklaşmayın.
Hasarlı binalardan uzak durun.
Ateş yakmayın.
Asansör kullanmayın.
Aracınızı güvenli bir yere park edin.
Musluk suyunu içmeden önce kaynatın.
Musluk suyu içmeyin.
İçme suyu depolayın.
Suyu idareli kullanın.
Bölgede yetişen gıdaları yemeyin.
Maske takın.
İyot tabletini yalnızca söylenince alın.
Dış giysilerinizi çıkarın ve yıkanın.
Bol su için ve serin yerde kalın.
Kalın giyinin.
Gazı ve elektriği kapatın.
Alev ve kıvılcımdan kaçının.
Dışarıdaki eşyaları sabitleyin.
Telefon ve lambaları şarj edin.
Elektriği idareli kullanın.
Komşularınızı kontrol edin.
Çök, kapan, tutun.
Artçı depremlere hazırlıklı olun.
Radyo dinleyin.
Yetkililerin talimatlarına uyun.
Yeni talimatları bekleyin.
Telefonu yalnızca acil durumda kullanın.
Can tehlikesi varsa acil numarayı arayın.
Gördüklerinizi polise bildirin.
Bir şey yapmanız gerekmiyor.
Tehlike sona erdi.
Bu bir tatbikattır. Bir şey yapmanız gerekmiyor."""

WORDS = """\
Uyarı
Güncelleme
İptal edildi
TATBİKAT
DENEME
SİSTEM
Süresi doldu
Bilinmiyor
Hafif
Orta
Ciddi
Çok ciddi
Zaman bilinmiyor
Geçmiş
Sonra
Yakında
Şimdi
Bilinmiyor
Olası değil
Mümkün
Muhtemel
Gözlendi
Başlık kısaltıldı
Alan basitleştirildi
Onaylandı
bitiş
Doğrulanmamış kopya
Az önce
{} önce
{} sonra bitiyor
{} dk
{} sa
{} gün
Alan
ve {} tane daha
Diğer uyarılar: {}
Geçerli uyarı yok
Yer ayarlanmadı: tüm alanların uyarıları gösterilir
Yerel uyarı
Buradaki bir sensörden, resmî makamdan değil
Su seviyesi
Sıcaklık
Duman
Karbonmonoksit
Yağmur
Bir sensör yanıt vermiyor
SOS? Göndermek için tekrar uzun, iptal için kısa basın
SOS gönderildi, henüz kimse tekrarlamadı
SOS gönderildi ve bir komşu tekrarladı
SOS zaten gönderildi. {} sonra yeniden olur
Güvende olduğunuz bildirilsin mi? Uzun: evet, kısa: hayır
Güvende olduğunuz bildirildi
Bu cihaz henüz onaylı değil: başkaları görmeyebilir
Anahtar yok: bu cihaz yardım çağıramaz"""
