"""What the gateway itself answers to phones; everything else comes from the agent. Pure."""

HELP = (
    "Type ok (I am safe), sos TEXT, alerts, alert ID, post TEXT, msg NAME TEXT, inbox, ask QUESTION, more. "
    "Not private. In danger phone 112 or 911 if you can."
)
NO_MORE = "There is no more."
KEPT = "Kept. The node is restarting and will take it then; no need to send it again."
RESTARTING = "The node is restarting; try again in some minutes."
SLOW = "The node has not answered; try again in some minutes."
SLOW_KEPT = "Kept. The node has not answered yet; no need to send it again."
NOT_KEPT = "NOT taken: too many texts in this hour. Tell somebody near you, or try later."
NO_DISK = "NOT taken: the node's disk takes nothing. Tell somebody near you, or try later."
QUOTA = "The radio time for your answers is used up; ask again in some minutes."
NO_ALERT = "No alert in force is known here."
NO_SUCH_ALERT = "No alert of this number is known here."
