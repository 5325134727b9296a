"""What RTF's control words stand for: where the text of a group goes, signs, ends of paragraphs."""

from enum import Enum


class Target(Enum):
    """Where the text of a group goes."""

    BODY = "body"
    NOTE = "note"
    HEAD = "head"
    FOOT = "foot"
    TITLE = "title"
    STYLES = "styles"
    FONTS = "fonts"
    NOWHERE = "nowhere"


_UNREAD = (
    "info colortbl listtable listoverridetable revtbl pict object objdata fldinst shprslt nonshppict themedata "
    "latentstyles listtext pntext pntxta pntxtb xe tc rxe txe bkmkstart bkmkend atnid author operator company category "
    "doccomm keywords subject manager hlinkbase filetbl"
)
TARGETS = {
    **dict.fromkeys(("footnote",), Target.NOTE),
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), Target.HEAD),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), Target.FOOT),
    "title": Target.TITLE,
    "stylesheet": Target.STYLES,
    "fonttbl": Target.FONTS,
    # A text box is text, though it stands inside a drawing.
    "shptxt": Target.BODY,
    **dict.fromkeys(_UNREAD.split(), Target.NOWHERE),
}
SIGNS = {"tab": " ", "line": "\n", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " "}
SIGNS |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "nestcell": " "}
SIGNS |= {"nestrow": "\n", "softline": " ", "zwj": "\u200d", "zwnj": "\u200c"}
SYMBOLS = {"~": "\xa0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\t": " "}
ENDS = frozenset({"par", "sect", "page", "column", "\n", "\r"})
