"""Hooks of mkdocs: README.md becomes the first page, and links that leave docs/ become plain text.

Such links lead to sources and tests, which the site does not contain.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def on_page_markdown(markdown, page, config, files):
    if page.file.src_path == "index.md":
        readme = (ROOT / "README.md").read_text()
        markdown = re.sub(r"(\]\()docs/", r"\1", readme)
    pages = {file.src_path for file in files}

    def keep_or_unlink(match):
        text, target = match.groups()
        path = target.partition("#")[0]
        if not path or re.match(r"[a-z]+:", target):
            return match[0]
        return match[0] if path.lstrip("./") in pages and not path.startswith("..") else text

    return re.sub(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", keep_or_unlink, markdown)
