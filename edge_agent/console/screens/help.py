"""What the keys do. Pure."""

HELP = (
    "1 to 9         the screens; Tab or right: the next, left: the one before",
    "up, down       choose a line or scroll; j and k do the same",
    "space, -       a screenful down, up",
    "Enter          open what is chosen",
    "Esc            back; Ctrl-C and Ctrl-G do the same",
    "letters        what the line at the bottom offers on this screen",
    "Ctrl-L         paint everything again, when the line was noisy",
    "",
    "In a form: Tab or arrows go to the next field, left and right choose,",
    "letters type, Ctrl-U empties a field. Nothing is sent or deleted before you",
    "have typed the word that is asked for.",
    "",
    "What cannot work here is not offered, and the reason is shown. When the",
    "agent is down, screen 1 says why; it comes back by itself.",
)
