"""Mention that grammar shows: a word for a person that stands where no person can.

Offers `spoken_of(spot)`: a label in the singular without an article, in prose ("when did junkie enter the language", "addict or junkie"); a
plural with a verb in the singular ("Junkies was the headline"); a label as one of a row of words; what is said to be a myth, an image, a
stigma; what somebody is tired of being called.
"""

from typing import Final

from kithbridge.engines.language.context_spot import Spot
from kithbridge.engines.language.context_words import NOUNS, cue, late, of_phrase, word_set

_LABELS: Final = (
    r"(?:addict|junkie|junky|alcoholic|abuser|misuser|user|druggie|offender|\w+head|drunk|prostitute|prisoner|inmate|scum|seeker|whore|"
    r"zombie|crackhead|smackhead|clean|dirty|chaotic|manipulative|non-compliant|vulnerable|drug[ -](?:user|addict|abuser|misuser))"
)
_ONE_PERSON: Final = of_phrase(rf"(?:^|[ -]){_LABELS}$")
_IS_DESCRIBING: Final = of_phrase(r"(?:clean|dirty|chaotic|manipulative|compliant|vulnerable|seeking|resistant|unreliable)$")
# What only prose has: a note or a headline leaves these out.
_PROSE: Final = word_set("the a an my our her his their your he she they we i it them these those this is are was were did does you")
# After these no person stands without an article.
_VERBS: Final = word_set(
    "using did does do can could should will would may turns turn turned over over- type types hear heard hears coin "
    "coined own ban banned call "
    "utter uttered mutter via spell loathe loathes whether either than versus vs"
)
_BETWEEN: Final = word_set("more between than either whether both")
_ROW: Final = late(
    rf"(?:^|[:;,(] ?|—|\bmore |\b(?:between|from|than|either|whether|of|with|are|were|is) )(?:{_LABELS}(?:,? (?:or|and) "
    rf"|, ))+$"
)
_ROW_ON: Final = late(rf"^(?:,? (?:or|and) |, ){_LABELS}(?: (?:or|and|is|are|was|were|has|have|in|as|on|by|at|to)\b|[,;:.?!)]|$)")
_ARTICLE: Final = late(r"\b(?:an?|the|this|that|any|every|each|no|another|known|former|my|our|your|his|her|their|our) (?:[\w'-]+,? )?$")
_NUMBER: Final = late(
    r"^ (?:is|was|has|means|remains|sounds|reads|belongs|appears|says|hurts|sells|became|becomes) (?!being\b|been\b)(?:the|a|an|not|what|"
    r"no|in|out|our|worse|better|better|wrong|offensive|insulting|outdated|dated|cruel|kinder|how|one|never|rarely|still)\b"
)
_PICTURE: Final = (
    r"(?:myths?|stereotypes?|tropes?|clich[eé]s?|caricatures?|stigmas?|labels?|imagery|rhetoric|slurs?|insults?|epithets?|scare stories|"
    r"scare|panic|moral panic|narratives?|trope|metaphors?)"
)
_PICTURED: Final = late(
    rf"\b(?:(?:{_PICTURE}|images?) (?:of|about|around) (?:being )?|(?:idea|notion|picture|shame|fear|belief|language) of being )"
    r"(?:(?:an?|the|some|all|our) )?(?:[\w'-]+ )?$|\bno such (?:thing|person|creature) as (?:an? |the )?$|\bmeant by (?:an? |the )?$|"
    r"\bmean by (?:an? |the )?$"
)
_PICTURE_AFTER: Final = late(
    rf"^(?:'s)?(?: (?:\w+ )?{_PICTURE}\b| (?:is|was|are|were) (?:an?|the|just an?|only an?|nothing but an?|one of the|"
    rf"another) (?:[\w-]+ ){{0,3}}"
    r"(?:myths?|stereotypes?|tropes?|clich[eé]s?|caricatures?|slurs?|insults?|headlines?|inventions?|badge|brand|"
    r"fiction|headings?|phrases?|"
    r"expressions?|epithets?|words?|terms?|labels?)\b)"
    r"|^ as (?:an? |the )?(?:\w+ )?(?:heading|field|category|code|label|headline|search term|keyword|title|tag|variable|option)\b|^ > \w"
    r"|^ (?:is|was) (?:first recorded|(?:first |rarely |often |now |still )?(?:attested|spelt|spelled|borrowed from|coined))\b"
    r"|^ ?\?? ?(?:y|yes) ?/ ?(?:n|no)\b|^: (?:origin|meaning|definition|from the|plural|noun|verb|slang|old word)\b"
)
# What others make of somebody, told as theirs: "described in the press as", "accused of being", "shouted that she was".
_BY_OTHERS: Final = late(
    r"\b(?:describ|portray|depict|paint|shown?|label|labell|dismiss|caricatur|refer|spoken|written|stereotyp|regard|"
    r"view|seen|treat|brand|demonis|"
    r"demoniz|cast)(?:ed|ted|red|led)?(?: to| of| about| off| up)? (?:in|by|across) (?:the |our |their |some |most |"
    r"local |other )*(?:press|papers?|media|news|"
    r"tabloids?|public|ward|staff|neighbours?|nurses?|doctors?|courts?|police|strangers|others|people|society|everyone|"
    r"officials?|politicians|"
    r"colleagues|professionals|services|officers)(?: only| always| simply| mainly)? as (?:if they were )?(?:an? |the )?(?:[\w'-]+ ){0,3}$"
    r"|\b1[89]\d\d\b[^.;]{0,40} (?:speaks?|spoke|wrote|writes|talks?|talked|tells?|told|refers?|referred|complained?s?|"
    r"warn(?:s|ed)) (?:of|to|about) (?:the )?(?:[\w-]+ ){0,2}$"
    r"|\b(?:letters?|notes?|reports?|files?|charts?|entry|entries|texts?|emails?|headlines?|summary|line|message|tweet|"
    r"post|caption|sticker|card|"
    r"review|comment|paper|leaflet|poster) (?:begins?|began|opens?|opened|starts?|started|ends?|ended|reads?|ran|runs|"
    r"went)(?: with)?: [^.]{0,60}$"
    r"|\b(?:had|have|has|put|puts|marked|listed|wrote|writes) (?:her|him|them) (?:down|off|up) as (?:just |only |yet "
    r")?(?:an?|another|the) (?:[\w-]+ )?$"
    r"|\bwords, (?:an? )?$"
    r"|\baccus(?:e|es|ed|ing|ations?) (?:(?:her|him|them|me|us|you|the \w+|\w+) )?of (?:being|having been) (?:[\w'-]+ ){0,4}$"
    r"|\b(?:shout|yell|scream|hiss|bawl|jeer|sneer|taunt)\w* (?:at (?:her|him|them|me|us) )?that (?:\w+ ){1,3}(?:was|"
    r"were|is|are) (?:[\w'-]+ ){0,3}$"
    r"|\b(?:hate[sd]?|tired of|sick of|fed up (?:of|with)|resent(?:s|ed)?|afraid of|scared of|fears?|feared|dread(?:s|ed)?|minds?|minded|"
    r"objects? to|objected to|fear of|shame of|without|than|risk|risked|from|against|stop|about) being (?:called|"
    r"described|labell?ed|seen|treated|known|written off|"
    r"named|branded|judged|thought of|taken for|looked at|remembered)(?: \w+)? (?:only |just |simply )?(?:as |like )?(?:[\w'-]+ ){0,4}$"
    r"|^\W*to (?!the best)(?:the|some|many|most|my|her|his|our|your|these|those|them|others|everyone|strangers) ?(?:\w+ ){0,3}?,? ?"
    r"(?:she|he|they|i|we|it|this|that) (?:was|were|is|are|am) (?:(?:an?|the|just|only|another|all) )*(?:\w+ )?$"
    r"|\b(?:entry|item|word|row|line|number|no\.?|code|term) \d+,? (?:is |was )?$"
    r"|\bto be (?:seen|described|labell?ed|known|written off|branded|thought of|remembered) (?:only |just |simply "
    r")?(?:as|for|like) (?:an? |the )?(?:[\w'-]+ ){0,2}$"
)
# A part that somebody plays.
_PLAYED: Final = late(
    r"\b(?:play(?:s|ed|ing)?|cast as|starr?(?:s|ed|ing) as|role of|part of|portray(?:s|ed|ing|al of)|dressed (?:up "
    r")?as|costume of|character of) "
    r"(?:an?|the|another|two|three) (?:[\w'-]+ ){0,3}$"
)
_STAGE: Final = word_set(
    "film films play plays drama dramas series soap novel movie movies stage theatre actor actress role sitcom panto "
    "pantomime opera oscar bafta"
)
_CUE: Final = cue(
    r"18|19|begins|began|opens|opened|starts|started|ends|ended|reads|ran|runs|went|down as|off as|up as|words|to the|"
    r"to some|to many|to most|to them|to my|to her|to his|to our|to others|entry|item|word|row|line|number|code|term|"
    r"play|cast|starr|role|part of|portray|dressed|costume|charac|"
    r"being|describ|press|media|paper|accus|shout|yell|scream|hiss|bawl|jeer|sneer|taunt| as |myth|stereo|trope|clich|"
    r"carica|stigma|label|image|"
    r"idea|notion|picture|langu|talk|shame|fear|belief|assum|rhetor|slur|insult|no such|me?an"
)
_SAID: Final = late(
    r"\b(?:says?|said|saying|wrote|writes|typed|types|prints?|printed|answers?|answered|replies|replied|guessed) (?:an? |the )?$"
)
_LAST_OF_SAID: Final = ("say", "says", "said", "saying", "ed", "es", "te", "prints", "print", "an", "a", "the")
_ENDS: Final = late(r"^\W*(?:$|[.!?;]|[,:] |and |again\b|at the|in (?:a|an|the|her|his|my|our|front|capitals)|on (?:a|the|her|his|my))")
_A_SINGLE: Final = late(r"^\W*(?:an? )?$")


def spoken_of(spot: Spot) -> bool:
    """True where grammar shows that the word is meant: see above."""
    before, after = spot.before, spot.after
    if _PICTURE_AFTER.match(after):
        return True
    plural = spot.head.endswith("s")
    if plural and not before and _NUMBER.match(after):
        return True
    if before and _CUE.search(before) and (_BY_OTHERS.search(before) or _PICTURED.search(before) or _acted(spot, before)):
        return True
    if not plural and _ONE_PERSON(spot.phrase):
        return _without_article(spot, before, after)
    return plural and spot.previous.endswith(_LAST_OF_SAID) and bool(_SAID.search(before)) and _ends(after)


def _acted(spot: Spot, before: str) -> bool:
    """True for a part in a film or a play."""
    return not _STAGE.isdisjoint(spot.words) and bool(_PLAYED.search(before))


def _ends(after: str) -> bool:
    """True where the clause ends with the phrase: "when the chair said addicts"."""
    return not after.strip() or after.lstrip()[:1] in ".!?;,:" or bool(_ENDS.match(after))


def _without_article(spot: Spot, before: str, after: str) -> bool:
    """A label in the singular, without an article, in prose, where one would stand if a person was meant."""
    if (spot.noun and spot.noun in NOUNS) or _PROSE.isdisjoint(spot.words):
        return False
    describing = _IS_DESCRIBING(spot.phrase)
    if not describing and spot.previous in _VERBS:
        return True
    in_row = bool(_ROW.search(before)) and not _ARTICLE.search(before)
    if in_row and not describing:
        return True
    if _ROW_ON.match(after) and not describing:
        return spot.previous in _BETWEEN or ((in_row or not spot.left) and after.count(",") > 1)
    return False
