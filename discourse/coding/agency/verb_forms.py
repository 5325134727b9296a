"""Verbs told by their form alone."""

_PARTICIPLES = """
    begun bought brought built chosen cut done drawn driven found given grown held kept known led left lost made met
    paid put read run seen sent set shown sold sought spent split spread taken taught told understood withdrawn
    written
"""
_ONLY_VERBS = """
    abolish accelerate accept achieve acknowledge acquire admit adopt advise afford agree allow amend announce apply
    appoint argue arrange assess attend attract become believe belong bring broaden choose clarify collaborate
    collect compete confirm connect consider contain contribute convene create cultivate decide decline define
    deliver depend depict deploy describe determine develop disclose discuss diversify earn embed emerge emphasise
    empower enable enact encourage endorse enforce engage enhance enrol ensure establish evaluate examine exclude
    exist expand expect explain explore extend facilitate fail foster fulfil give grow happen harness hinder
    identify implement impose improve incentivise include incorporate inform inspire integrate intend introduce
    invest invite involve join keep know learn legislate lower maintain make meet mobilise modernise obtain occur
    organise own participate permit persuade possess prefer prepare prevent prioritise proceed promote protect prove
    provide publish pursue raise receive recognise recruit reduce reflect reform regulate rely remain remember
    remove renew repeal replace represent require restore retain reveal reward satisfy seek sell send serve simplify
    solve specify streamline strengthen submit succeed suggest suit supervise sustain tackle tailor teach tighten
    train understand undertake unite uphold urge vary verify violate warn welcome widen withdraw write yield
"""
_PLURAL_NOUNS = """
    cut decline engage exist extend invite join keep lower make own reform repeal reward train welcome write yield
"""
_ALSO_NOUNS = """
    back build change close commission conduct cut design end extract finance focus fund halt hold increase launch
    limit monitor offer open pilot plan raise reverse review scrap set start stop support target test train transfer
    update use
"""

# Participles without -ed.
PARTICIPLES = frozenset(_PARTICIPLES.split())
# Words that are verbs and nothing else: one that opens a sentence commands.
ONLY_VERBS = frozenset(_ONLY_VERBS.split())
# Verbs that are also nouns command only before an article: 'Reverse the cuts'.
ALSO_NOUNS = frozenset(_ALSO_NOUNS.split())


def _in_the_third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s")


# Words in -s that are no plurals: 'allows', and 'lacks' beside 'the lack', but not 'invites' or 'rewards'.
ONLY_VERBS_WITH_S = frozenset(_in_the_third_person(verb) for verb in ONLY_VERBS - frozenset(_PLURAL_NOUNS.split())) | {
    "builds",
    "enjoys",
    "lacks",
    "pays",
    "seems",
    "tends",
}
