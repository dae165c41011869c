// Keeps the start page current. Everything it does can also be read by reloading the page.
"use strict";

const TICK_MS = 15000; // the node says something at least this often
const LOST_MS = 3 * TICK_MS; // then it is gone, though the connection may still look open
const GRACE_MS = 3000; // a blink of the network is not worth a warning
const RETRY_MS = 5000;
const byId = (id) => document.getElementById(id);

function localTimes(root) {
  const form = {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  };
  for (const element of root.querySelectorAll("time[datetime]")) {
    element.textContent = new Date(element.dateTime).toLocaleString([], form);
  }
}

function live(page) {
  let seen = page.dataset.seen;
  let source = null;
  let heard = Date.now();
  let watch = 0;
  let warn = 0;

  function connect() {
    source = new EventSource("/events?seen=" + encodeURIComponent(seen));
    source.addEventListener("hello", (event) => {
      if (event.data !== page.dataset.assets) location.reload(); // the node was updated
      alive();
    });
    source.addEventListener("tick", alive);
    source.addEventListener("sections", (event) => {
      seen = event.lastEventId;
      for (const [name, html] of Object.entries(JSON.parse(event.data))) show(name, html);
      alive();
    });
    source.addEventListener("error", () => {
      if (!warn) warn = setTimeout(lost, GRACE_MS);
      if (source.readyState === EventSource.CLOSED) setTimeout(again, RETRY_MS);
    });
  }

  function again() {
    source.close();
    connect();
  }

  function alive() {
    heard = Date.now();
    clearTimeout(warn);
    warn = 0;
    byId("lost").hidden = true;
    byId("state").textContent = "Live";
    document.body.classList.remove("is-lost");
  }

  function lost() {
    const at = new Date(heard).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    byId("lost").textContent = "No connection to this node. What you see is from " + at + ". Trying again.";
    byId("lost").hidden = false;
    byId("state").textContent = "Not connected";
    document.body.classList.add("is-lost");
  }

  watch = setInterval(() => {
    if (Date.now() - heard < LOST_MS) return;
    lost();
    again();
  }, TICK_MS);
  addEventListener("pagehide", () => { clearInterval(watch); source.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  connect();
}

function show(name, html) {
  const section = byId("section-" + name);
  const known = new Set(Array.from(section.querySelectorAll("article[id]"), (article) => article.id));
  const path = focusPath(section);
  section.innerHTML = html; // made and escaped by the node
  localTimes(section);
  if (path) section.querySelector(path)?.focus();
  if (name === "alerts") announce(section, known);
}

// Where the keyboard is inside a section, so that news does not throw it out.
function focusPath(section) {
  const element = document.activeElement;
  if (!section.contains(element)) return "";
  const article = element.closest("article[id]");
  const own = element.name ? `[name="${element.name}"][value="${CSS.escape(element.value)}"]` : "";
  return (article ? "#" + CSS.escape(article.id) + " " : "") + element.localName + own;
}

function announce(section, known) {
  const fresh = Array.from(section.querySelectorAll("article[id]")).filter((article) => !known.has(article.id));
  if (fresh.length === 0) return;
  const words = fresh.map((article) =>
    Array.from(article.querySelectorAll(".mark, .severity strong, h3, .headline"), (part) => part.textContent).join(". "));
  byId("news").textContent = "New alert: " + words.join(" ");
}

localTimes(document);
if (byId("live") && "EventSource" in window) live(byId("live"));
