"""What a phone user can type, and what it means. docs/phones.md. Pure."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lora_gateway.phones.fitting import one_line

MAX_REST = 240  # bytes of what follows the first word; a Meshtastic text has at most 233


class Verb(StrEnum):
    HELP = "help"
    MORE = "more"
    ALERTS = "alerts"
    ALERT = "alert"
    OK = "ok"
    SOS = "sos"
    POST = "post"
    MSG = "msg"
    INBOX = "inbox"
    ASK = "ask"
    UNKNOWN = "unknown"


DOT_ABOVE = "\u0307"  # what case folding leaves of a Turkish capital I
KEPT = frozenset({Verb.OK, Verb.SOS, Verb.POST, Verb.MSG})  # must survive while the node is restarting
URGENT = frozenset({Verb.OK, Verb.SOS})

# English, then de fr es it pl uk tr ar hi ja pt, as far as people would guess them. Not reviewed by native speakers.
SPELLINGS = {
    Verb.HELP: "help h ? hilfe aide ayuda aiuto pomoc допомога yardım yardim مساعدة मदद ヘルプ 使い方 ajuda menu start",
    Verb.MORE: "more + m mehr weiter plus suite más mas altro dalej więcej ще devamı المزيد और 続き mais",
    Verb.ALERTS: "alerts a warnungen alertes alertas allerte alerty тривоги uyarılar تنبيهات चेतावनियां 警報",
    Verb.ALERT: "alert warnung alerte alerta allerta тривога uyarı تنبيه चेतावनी",
    Verb.OK: "ok okay safe sicher sauf salvo salva bezpieczny bezpieczna цілий ціла güvendeyim بخير सुरक्षित 無事",
    Verb.SOS: "sos mayday notruf secours socorro soccorso ratunku рятуйте imdat النجدة बचाओ 救助",
    Verb.POST: "post p aushang annonce anuncio avviso ogłoszenie оголошення ilan إعلان सूचना 掲示 aviso",
    Verb.MSG: "msg message nachricht mensaje messaggio wiadomość повідомлення mesaj رسالة संदेश 伝言 mensagem",
    Verb.INBOX: "inbox i nachrichten messages mensajes messaggi wiadomości скринька gelen الوارد इनबॉक्स 受信 mensagens",
    Verb.ASK: "ask q frage question pregunta domanda pytanie питання sor سؤال पूछो 質問 pergunta",
}
SENTENCES = {"i am safe": Verb.OK, "i'm safe": Verb.OK, "im safe": Verb.OK, "ich bin sicher": Verb.OK}


@dataclass(frozen=True, slots=True)
class Command:
    """`rest` is what follows the command, as it was typed but on one line."""

    verb: Verb
    rest: str = ""


def parse(text: str) -> Command:
    """Never fails: what is no command is UNKNOWN with the whole text."""
    line = one_line(text).removeprefix("/").removeprefix("!").strip()
    plain = _plain(line)
    for sentence, verb in SENTENCES.items():
        if plain == sentence or plain.startswith(f"{sentence} "):
            return Command(verb, _bounded(line[len(sentence) :]))
    word, _, rest = line.partition(" ")
    verb = VERB_OF.get(_plain(word)) or VERB_OF.get(_plain(word).rstrip(".,:;!"), Verb.UNKNOWN)
    if verb is Verb.UNKNOWN:
        return Command(verb, _bounded(line))
    if verb is Verb.ALERTS and rest.strip():
        verb = Verb.ALERT
    if verb is Verb.ALERT and not rest.strip():
        verb = Verb.ALERTS
    return Command(verb, _bounded(rest))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(DOT_ABOVE, "")


def _bounded(text: str) -> str:
    return text.strip().encode()[:MAX_REST].decode(errors="ignore")


VERB_OF = {_plain(word): verb for verb, words in SPELLINGS.items() for word in words.split()}
