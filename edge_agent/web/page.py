"""The frame around every page."""

from collections.abc import Iterable

from aiohttp import web

from edge_agent.web.assets import Assets
from edge_agent.web.fragments import CONTENT, Fragment
from edge_agent.web.html import Child, Markup, join, tag
from edge_agent.web.reader import STRANGER, Reader

REFRESH_S = 30  # of the start page for a browser without JavaScript


def page(assets: Assets, reader: Reader, title: str, *content: Child, live: bool = False) -> web.Response:
    """A whole page. `live`: it is the start page, which the script keeps current."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="icon", href=assets.url("icon.svg"), type="image/svg+xml"),
        tag("link", rel="stylesheet", href=assets.url("app.css")),
        tag("script", src=assets.url("app.js"), defer=True),
        tag("noscript", tag("meta", http_equiv="refresh", content=REFRESH_S)) if live else None,
    )
    skip = tag("a", "Skip to the content", href="#content", class_="skip")
    body = tag("body", skip, _top(reader), tag("main", *content, id="content", tabindex=-1))
    text = join(Markup("<!doctype html>"), tag("html", head, body, lang="en"))
    return web.Response(body=text.encode("utf-8", "replace"), content_type="text/html", charset="utf-8")


def start(assets: Assets, reader: Reader, name: str, fragments: dict[str, Fragment]) -> web.Response:
    sections = [_section(key, fragment) for key, fragment in fragments.items()]
    content = (
        tag("h1", "Alerts and state of ", tag("bdi", name), class_="unseen"),
        tag("p", id="lost", role="alert", hidden=True),
        tag("p", id="news", role="status", class_="unseen"),
        tag("div", sections, id="live", data_seen=seen(fragments.items()), data_assets=assets.version),
    )
    invite = tag("p", tag("a", "Nodes that join", href="/join"), class_="links")
    more = (invite,) if "community.invite" in reader.may else ()
    return page(assets, reader, f"{name} - HearthNet", *content, *more, live=True)


def seen(fragments: Iterable[tuple[str, Fragment]]) -> str:
    """What an open page has, in one word: the event id of the live stream."""
    return ".".join(f"{section}:{fragment.digest}" for section, fragment in fragments)


def _section(key: str, fragment: Fragment) -> Markup:
    heading = tag("h2", CONTENT[key].title, id=f"{key}-title")
    live = tag("div", fragment.html, id=f"section-{key}")
    more = tag("p", tag("a", "All known alerts", href="/alerts"), class_="links") if key == "alerts" else None
    return tag("section", heading, live, more, class_=f"part-{key}", aria_labelledby=f"{key}-title")


def _top(reader: Reader) -> Markup:
    if "civdef.alert.issue" in reader.may:
        action = tag("a", "Issue an alert", href="/issue")
    elif reader.caller is STRANGER:
        action = tag("a", "Pair this browser", href="/pair")
    else:
        action = tag("span", "Paired")
    home = tag("a", "HearthNet", href="/", class_="home")
    state = tag("span", id="state", class_="state")
    return tag("header", tag("nav", home, state, action, aria_label="Main"), class_="top")
