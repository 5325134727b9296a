"""Which passages speak of micro-credentials and other alternative credentials, by any of their names.

In scope is learning that is certified in pieces smaller than the ordinary awards of a country, or beside them: what the
names below say. A plain certificate is in scope only where the passage, or the section so far, shows that it is one of
these; degrees, diplomas, school certificates and the numbered certificates of a framework are not.

The expressions are those of Rust's regex crate, which has no lookaround: near misses are blanked before names are
looked for.
"""

import polars as pl

from discourse.domain.documents import BlockKind

# How many passages after a name a plain "credential" or "certificate" of the same section still means it.
REACH = 8

_COURSES = r"(?:courses?|class(?:es)?|program(?:me)?s?|modules?|units?|training|workshops?|stud(?:y|ies)|provision)"
_AWARDS = r"(?:credential(?:s|ing)?|certificat(?:es?|ions?)|qualifications?|awards?|badges?)"
_NUMBER = (
    r"(?:\d+|half a|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen|twenty"
    r"|thirty|forty|fifty|few)"
)
_SPAN = rf"{_NUMBER}(?: ?(?:-|to|or) ?{_NUMBER})?[ -]?(?:minutes?|hours?|days?|weeks?|weekends?)"

# Words that hold a name and mean something else.
_NEAR_MISSES = (
    r"in short,",
    r"short[ -]cycle (?:tertiary|higher|education|program\w*|degrees?)",
    r"short courses? (?:of (?:antibiotics|treatment|therapy|drugs?|radiotherapy|chemotherapy|steroids?|tablets|medic\w+"
    r"|action|events)|menus?|has)",
    r"short program(?:me)?s? of (?:legislation|works?|repairs)",
    r"short[ -](?:term|lived|er)? ?(?:loans?|bonds?|visas?|lists?|leases?|stays?|contracts?|work)\b(?: program\w*)?",
    r"badgers?\b",
    r"(?:blue|name|merit|police|house|school|press|staff|cap|his|her|\w+'s) badges?|(?:crest|gun|crown) and badge",
    r"badges? (?:of (?:honou?r|rank|office|the)|and (?:gun|number)|is worn|readers?|holders?|numbers?)",
    r"certificates? (?:i|ii|iii|iv|[1-4])\b(?:(?:,| and| or|/) (?:i|ii|iii|iv|[1-4])\b)*",
    r"(?:graduate|trade|practi[sc]ing|leaving|junior|senior|matriculation|higher|higher national|national|school"
    r"|high school|vocational|institute|ite|level \w+|birth|death|marriage|life|medical|sick(?:ness)?|tax|clearance"
    r"|title|citizenship|compliance|conformity|safety|registration|gift|share|stock|caste|domicile|transfer|utili[sz]ation"
    r"|energy|performance|renewable energy|export|airworthiness|vaccination|security|cybersecurity|accreditation"
    r"|teach(?:er|ing)|auditors?|qualified) certificates?(?: examinations?)?",
    r"certificates? (?:of|in) (?:general )?(?:secondary|higher|general|educational|national) \w+(?: achievement)?",
    r"certificates? of (?:origin|incorporation|deposit|entitlement|registry|registration|title|currency|need|conformity"
    r"|compliance|citizenship|qualification|good conduct|good standing|lawful use|insurance|airworthiness"
    r"|immuni[sz]ation|exemption|approval|election|occupancy|authenticity)",
    r"(?:diplomas?,?|degrees?,?)(?: and| or|/|,) certificates?(?: courses?| program(?:me)?s?| levels?)?",
    r"certificates?(?:,| and| or|/| & ) ?(?:advanced )?diplomas?",
    r"certificates? supplements?",
    r"certification (?:bod(?:y|ies)|mechanisms?|schemes?|office|basis|of textbooks)",
    r"(?:solar|photo-?voltaic|pv|array) modules?",
    r"(?:high school|secondary|academic|formal|foreign|press|login|log-in|green|democratic) credentials?",
    r"modular (?:reactors?|buildings?|homes?|houses?|housing|systems?|construction|handbooks?|furniture)",
    r"(?:marine|military|army|navy|re-education|fat) boot ?camps?|boot ?camps? at",
)

# Names that say it by themselves.
_NAMES = (
    r"\b(?:micro|nano)[ -]{0,2}(?:credential|qualification|certificat|cert|degree|award|course|badge|module)\w*",
    r"\b(?:micro[ -]{0,2}(?:masters?|bachelors?|learning)|nano[ -]?(?:degrees?|credentials?))\b",
    r"\b(?:e-?)?badg(?:e|es|ed|ing)\b",
    # Up to two words between: "short, accredited courses", "short-term skill training".
    r"\bshort(?:er)?(?:[ -](?:term|form|format|duration|sharp|online))?,?[ -](?:(?:and )?[\w-]+,? ){0,2}?"
    r"(?:courses?|training|credentials?|certificates?|qualifications?|awards?|modules?|units?|blocks?|provision"
    r"|learning (?:program(?:me)?s?|experiences?|units?|opportunit(?:y|ies)))\b",
    r"\bshort(?:er)?(?:[ -](?:term|duration))? (?:(?:learning|upskilling|skills?|executive|technical|training) )?"
    r"program(?:me)?s\b",
    r"\bpost-diploma short program",
    r"\b(?:executive|online) short (?:courses?|program(?:me)?s?)",
    r"\bsmall(?:er)? (?:units?|volumes?|pieces|chunks) of (?:learning|study)|\b(?:small|tiny) (?:awards|credentials)",
    rf"\bbite-?sized? (?:[\w-]+ )?(?:{_COURSES}|learning)",
    rf"\b(?:stackable|unbundled|stand-?alone|stacked) (?:[\w-]+ )?(?:{_COURSES}|{_AWARDS}|blocks?|skill standards?)",
    r"\bunbundl(?:e|es|ed|ing) (?:of )?(?:the |a )?(?:degrees?|credentials?|qualifications?|curricul\w+|university)",
    rf"\bnon-?award (?:{_COURSES}|enrol\w*|learners?|students?)",
    rf"\bnon-?(?:credit|degree)(?:[ -]bearing)?,? (?:[\w-]+ )?(?:{_COURSES}|{_AWARDS}|students?|learning)",
    rf"\bnon-?formal (?:short )?{_AWARDS}",
    r"\bsub-?(?:baccalaureate|associate)\w*(?:[ -]level)? (?:[\w-]+ ){0,4}(?:certificates?|credential\w*)",
    rf"\b(?:alternative|stackable|skills?-based|competency-based|online|third-party|workforce|nondegree|non-traditional"
    rf"|industry(?:[ -]recogni[sz]ed)?|vendor|employer-recogni[sz]ed|proprietary) (?:[\w-]+ )?{_AWARDS}",
    r"\bindustry-recogni[sz]ed skills? standards and certification",
    r"\bdigital credentials?\b|\b(?:professional|technical|vendor) certifications\b",
    r"\b(?:learning and employment|comprehensive learner) records?\b",
    r"\b(?:certificates? |statements? )(?:of attainment|on completion|of completion|of attendance|of participation"
    r"|of proficiency|of achievement|of advanced stud(?:y|ies))",
    r"\b(?:undergraduate|professional|career|industry|extension|continuing[ -]education|post-?secondary"
    r"|community college|college-credit|for-profit|workforce(?:-aligned)?|credit-bearing|post-diploma|evening|taster"
    r"|job[ -]ready|work-study|skills?|short(?:er)?(?:[ -]term)?|long(?:er)?[ -]term|component|modular|online(?: \w+)?"
    r"|e-?)[ -]?certificates?\b",
    r"\bcertificate (?:course|program(?:me)?)s?\b|\bcertificate-(?:granting|level)\b",
    r"\b(?:minor|supplemental|special[ -]purpose|component|short) awards?\b",
    r"\bawards? of (?:fewer than |less than |under |up to )?\w+(?: to \w+)? credits",
    r"\blimited[ -]credit program",
    r"\b(?:part|partial)[ -]qualifications?\b|\bpart-?qualification",
    r"\bsingle[ -](?:accredited )?(?:unit|subject|module)s?\b|\bunit certification\b",
    r"\bmodular,? (?:on-demand )?(?:courses?|provision|learning|study|qualifications?|program(?:me)?s?|degrees?"
    r"|credits?|delivery|pathways?|training)\b|\bby the module\b|\bmodule-level\b",
    r"\bmoocs?\b|\bmassive (?:open online|online open)\b",
    r"\b(?:skills?|coding|data|tech|digital|training) boot ?camps?\b|\bskills? passports?\b|\bmicro-units?\b",
    rf"\b{_SPAN} certificates?\b",
    r"\bseparately certifi\w+|\brefresher (?:courses?|modules?)\b|\bcertificates? of short\b",
    r"\b\d+(?:\.\d+)?-(?:credit|point) (?:[\w-]+ )?(?:units?|modules?|mcs?|courses?|awards?)\b",
    r"\b(?:value-?added|add-?on|crash|taster) (?:certificates?|courses?)\b",
    r"\battestations? of college studies\b",
    r"\b(?:workforce|short-term) pell\b|\brapid (?:training|skills)\b",
    rf"\b{_SPAN}'? (?:(?:of )?(?:[\w-]+ ){{0,2}}skills? training|(?:of )?(?:[\w-]+ ){{0,2}}courses?\b)",
    rf"\b(?:courses?|classes) (?:of|lasting|under) (?:less than |fewer than |under |up to |over )?{_SPAN}",
)

# Words that say it only beside others of the same passage.
_SUPPORTED = (
    (
        r"\bskill ?sets?\b",
        r"\b(?:qualifications?|enrol\w*|accredit\w*|subsid\w+|units?|attainment|stack\w*|recogni[sz]ed)\b",
    ),
    (
        r"\bboot ?camps?\b",
        r"\b(?:skills?|coding|data|tech\w*|training|learners?|courses?|interview|employ\w*|degrees?|staff|credentials?"
        r"|graduates?|places|cloud|weeks)\b",
    ),
    (
        rf"\bcertificat(?:es?|ion)\b.{{0,80}}\b{_SPAN}|\b{_SPAN}.{{0,80}}\bcertificat(?:es?|ion)\b",
        r"\b(?:courses?|training|orientation|webinars?|workshops?|class(?:es)?|awards?)\b",
    ),
    (
        r"\bcertificates?\b",
        r"\bsub-?baccalaureate|\bnon-?degree\b",
    ),
    (r"\bskills? program(?:me)?s\b", r"\b(?:unit standards?|shorter than|short)\b"),
    (r"\bdigital certificates?\b", r"\b(?:issued|verif\w+|shared?|learn\w*|employers?|courses?)\b"),
    (
        r"\bcertificates?\b",
        r"\btowards? (?:an?|the) (?:degree|bachelor|master|mba|diploma)|\b(?:carried|credited) to\b|\bat a time\b",
    ),
    (r"\b(?:modules?|units?|awards?)\b", r"\b(?:convert them|stackability|recombined)\b"),
    (r"\bcredentials?\b", r"\b(?:stack(?:ed|able|ing)|bite-?sized?|unbundl\w+)\b"),
    (r"\bcertifications?\b", r"\b(?:vendor|prior learning|industry-recogni[sz]ed)\b"),
    (r"\btraining schemes?\b", r"\b(?:credits?|authority|micro\w*)\b"),
    (r"\bshort\b", r"\b(?:free|timely|flexible|sharp),? (?:and )?(?:[\w-]+,? )?(?:courses|training)\b"),
)

# What may mean it where the section has named it shortly before.
_PLAIN = (
    r"\b(?:credentials?|credentialing|certificates?|certifications|badges?|badging|boot ?camps?)\b"
    r"|\b(?:these|those|such) (?:[\w-]+ )?(?:courses?|program(?:me)?s?|modules?|awards?|units?|options)\b"
)
# Words that open a passage and point back at the one before.
_POINTS_BACK = (
    r"^\W*(?:they|each|both|it|its|their|most of them|\w+ of (?:them|these))\b"
    r"|^\W*(?:these|those|such)(?: (?:[\w-]+ )?(?:courses?|credentials?|awards?|units?|modules?|badges?"
    r"|program(?:me)?s)| (?:are|were|is|was|will|may|can|must|should|would|have|had|cost|lead|include|last|do|did)\b)"
    r"|^\W*this (?:[\w-]+ )?(?:definition|credential|certificate|award|course|program(?:me)?|badge|training|module)\b"
)


def find_scope(passages: pl.DataFrame) -> pl.Series:
    """Whether each passage speaks of an alternative credential: a Boolean `in_scope`, in the order of the rows.

    `passages` has the columns `PASSAGES` and holds whole documents in the order of their text: a passage is also in
    scope that points back at the one before it ("they", "such courses"), that says a plain "certificate" within
    `REACH` passages of a name in the same section, and that goes on with the sentence of a list's lead-in.
    """
    texts = _plain_texts(passages["text"])
    lead_ins = (
        pl.when(pl.col("kind") == BlockKind.LIST_ITEM)
        .then(pl.col("previous").str.extract(r"(?s)^(.*):\s*$"))
        .fill_null("")
    )
    section = pl.struct("document_id", "heading").rle_id()
    frame = passages.select(
        text=texts,
        named=_name_alternatives(texts),
        under=_is_one_named("heading", passages),
        item=_is_one_named("lead_in", passages.select(lead_in=lead_ins)),
        section=section,
    )
    before = pl.col("named").shift(1, fill_value=False)
    near = before.cast(pl.Int8).rolling_max(REACH, min_samples=1).cast(pl.Boolean)
    spoken = (
        pl.col("named")
        | pl.col("item")
        | ((pl.col("under") | near.over("section")) & pl.col("text").str.contains(_PLAIN))
        | ((pl.col("under") | before.over("section")) & pl.col("text").str.contains(_POINTS_BACK))
    )
    return frame.select(in_scope=spoken).to_series()


def _is_one_named(column: str, frame: pl.DataFrame) -> pl.Series:
    """Whether each text of a column names one, where few texts stand for many rows."""
    texts = frame[column].unique()
    return frame[column].is_in(texts.filter(_name_alternatives(_plain_texts(texts))).implode())


def _name_alternatives(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    pairs = [text.str.contains(word) & text.str.contains(beside) for word, beside in _SUPPORTED]
    return (
        texts.alias("text")
        .to_frame()
        .select(pl.any_horizontal(text.str.contains("|".join(_NAMES)), *pairs))
        .to_series()
    )


def _plain_texts(texts: pl.Series) -> pl.Series:
    """Lower case, one kind of space and hyphen, near misses blanked."""
    lower = texts.str.to_lowercase().str.replace_all(r"[‐‑–—]", "-").str.replace_all(r"\s+", " ")
    # Word borders of Unicode are a hundred times slower in texts that are not ASCII.
    return lower.str.replace_all(r"[^\x00-\x7f]", "'").str.replace_all(rf"\b(?:{'|'.join(_NEAR_MISSES)})", " @ ")
