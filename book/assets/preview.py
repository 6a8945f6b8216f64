"""Make the README's picture: ``python book/assets/preview.py _book``."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PICTURE = Path(__file__).with_name("preview.png")
DESK = {"width": 1600, "height": 1000}
SHEETS = (
    ("index.html", None, "light", "left: 20px; top: 40px"),
    ("book/segments.html", "#sec-poids", "dark", "left: 722px; top: 130px"),
)
STYLE = """body { margin: 0; background: #e4ddd0; }
img { position: absolute; width: 860px; border-radius: 8px;
      box-shadow: 0 6px 40px rgb(40 30 10 / 30%); }"""


def sheet(browser: Browser, address: str, place: str | None, theme: str) -> str:
    """Photograph a page from one of its sections on; return it as a data address."""
    page = browser.new_page(
        viewport={"width": 1440, "height": 1360}, color_scheme=theme
    )
    page.goto(address)
    page.wait_for_timeout(1500)  # the charts draw themselves
    if place:
        page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
        page.wait_for_timeout(800)
    return "data:image/png;base64," + base64.b64encode(page.screenshot()).decode()


def preview(site: Path) -> None:
    """Lay sheets of a rendered site on a desk; 256 colours keep the file small."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        images = ""
        for path, place, theme, style in SHEETS:
            source = sheet(browser, (site / path).as_uri(), place, theme)
            images += f'<img src="{source}" style="{style}">'
        desk = browser.new_page(viewport=DESK)
        desk.set_content(f"<style>{STYLE}</style>{images}")
        picture = Image.open(io.BytesIO(desk.screenshot())).convert("RGB")
        picture.quantize(256).save(PICTURE, optimize=True)
        browser.close()


if __name__ == "__main__":
    preview(Path(sys.argv[1]).resolve())
