"""Words that decide whether a stop ends a sentence: abbreviations by what follows them, and words that open one.

All in small letters and without their last stop.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end of a sentence: a name follows.
TITLES = _words("""
    adm amb assoc asst capt cdr cllr dr gen gov hon lt maj messrs mlle mme mr mrs ms mt mx pres prof rev rt sgt
    supt
""")

# Never the end of a sentence: what they announce follows.
LEADS_ON = _words("""
    approx ca cf d.h e.g eg esp i.e ie incl namely p.ej resp u.a v viz vs z.b
""")

# The end of a sentence unless a number, letter or bracket follows: "No. 4" against "They said no."
REFERENCES = _words("""
    abs art arts bst c ch chap chs cl cls dir doc ed eds eq eqs est ext fax fig figs lit no nos nr num núm op p
    par para paras pg pp pt pts rec recs ref refs reg regs rs rr s sch sched sec secs sect ss stat subs subsec tab
    tbl tel ver vol vols ziff §
""")

# The end of a sentence only before a word that usually opens one.
MAY_END = _words("""
    a.c.t a.d a.m al anon apr assn assoc aug ave avg b.a b.c b.ed b.sc bldg blvd bn bros bul bull calif cert cit
    co conn corp cos d.c d.phil dec dep dept depts dist div e.u ed.d esq et etc feb fla fri gov govt hons hr hrs
    hwy ibid inc intl jan jr jul jun kg km ll.b ll.m llc loc ltd m m.a m.b.a m.d m.ed m.phil m.sc mich mil minn
    mins mn mon mth n.d n.s.w n.z natl nov oct ont p.a p.m ph.d plc pm pty rd rep repr rept rev sen sept seq sq
    sr st suppl tex thu thur thurs tue tues u.k u.n u.s u.s.a univ va wis wk wks yr yrs
""")

# Words that with a capital usually open a sentence; names rarely begin with them.
OPENERS = _words("""
    a additionally after all also although among an and another any are as at because before both but by can
    consequently despite did do does during each either even every finally first following for from further
    furthermore given he hence her his how however i if in instead is it it's its let many meanwhile more
    moreover most much my nevertheless next no none nor not now of on once one only or other others our over
    overall particularly rather recently second she similarly since so some such than that the their then there
    there's therefore these they third this those through throughout thus to today together under unless until
    upon us was we were what when where whereas whether which while who whose why will with within without yes
    yet you your
""")
