"""Classes of words that the rules of context read: who, what, which service, which test, which drug. Singular and plural, folded.

Offers `PEOPLE`, `CHILDREN`, `FAMILY`, `PROFESSIONALS`, `SERVICES`, `DRUGS`, `TESTS`, `THINGS`, `ILLNESSES`, `HOBBIES`, `PRONOUNS`, `FIRST`,
`SMALL` (words that hold a sentence together), `ADVERBS`, `BE`, `SAYING`, `is_person(word)`, `word_set(text)`, `late(pattern)`.

Classes are open: rules read them as evidence, and what stands in none is judged by its place in the sentence.
"""

import re
from collections.abc import Callable


class late:  # noqa: N801 - read as `re.compile`
    """A regular expression that is compiled at its first use: most texts need few of them, and compiling all takes longer than a check."""

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Callable[..., re.Match[str] | None]:
        compiled = re.compile(self.pattern)
        self.search, self.match = compiled.search, compiled.match
        found: Callable[..., re.Match[str] | None] = getattr(compiled, name)
        return found


class of_phrase(late):  # noqa: N801 - read as `re.compile`
    """A regular expression that is asked of phrases of a list: they are few, so what it said of each is remembered."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self._said: dict[str, bool] = {}

    def __call__(self, phrase: str) -> bool:
        said = self._said.get(phrase)
        if said is None:
            if len(self._said) > 50_000:
                self._said.clear()
            said = self._said[phrase] = bool(self.search(phrase))
        return said


def cue(pattern: str) -> late:
    """A quick look for any of many words: "word|term|..." as a tree of letters, so that each place is asked once and not once a word."""
    plain = [part for part in pattern.split("|") if part.replace(" ", "").isalpha()]
    others = [part for part in pattern.split("|") if part not in plain]
    tree: _Tree = {}
    for word in plain:
        below = tree
        for letter in word:
            below = below.setdefault(letter, {})
        below[""] = {}
    return late("|".join([_branches(tree), *others]))


_Tree = dict[str, "_Tree"]


def _branches(tree: _Tree) -> str:
    """Where a word ends, longer ones need not be told from it."""
    if "" in tree:
        return ""
    parts = [letter + _branches(below) for letter, below in tree.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def word_set(text: str) -> frozenset[str]:
    """The words of a text between spaces."""
    return frozenset(text.split())


def _both(text: str) -> frozenset[str]:
    """Words and their plurals."""
    single = text.split()
    return frozenset(single) | {_plural(word) for word in single}


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


FIRST = word_set("i we me us my our mine ours myself ourselves i'm i've i'd i'll we're we've we'd we'll im ive")
PRONOUNS = word_set(
    "he she they him her them who whom you someone somebody anyone everyone nobody everybody one ones others he's she's they're you're "
    "they've"
)

CHILDREN = _both(
    "child baby infant newborn toddler son daughter boy girl kid sibling twin teenager pupil bairn grandson granddaughter grandchild "
    "neonate tot"
) | word_set("children babies teens teen wean weans youngster youngsters schoolboy schoolgirl bubba")
FAMILY = _both(
    "mother father mum mom mam mummy dad daddy parent gran grandmother grandfather grandparent nan nana granny grandad grandma "
    "stepfather stepmother "
    "stepdad stepmum brother sister partner husband wife boyfriend girlfriend spouse aunt auntie uncle cousin carer guardian family "
    "couple bf gf mgm pgm mgf ex "
    "relative niece nephew birth-mother"
) | word_set("parents mothers families mo fa p's")
PROFESSIONALS = _both(
    "nurse doctor gp midwife consultant psychiatrist psychologist therapist counsellor counselor pharmacist chemist dentist surgeon "
    "paramedic physio "
    "solicitor lawyer barrister judge magistrate recorder officer constable policeman policewoman detective inspector governor warden "
    "guard "
    "teacher head headteacher lecturer professor researcher scientist author editor reporter journalist columnist "
    "worker keyworker manager director commissioner minister mp councillor mayor landlord lord prosecutor prescriber clinician "
    "practitioner "
    "registrar specialist chair chairman chairwoman secretary supervisor advocate assessor contractor driver builder plumber engineer "
    "technician "
    "supplier tenant-manager prime-minister chancellor president ceo staff employer employee boss team-leader crew coach referee hv sw "
    "ro iro cgl"
)
PEOPLE = (
    _both(
        "person woman man lady gentleman guy bloke lass lad individual human adult client patient service-user user addict junkie "
        "resident tenant "
        "neighbour stranger friend mate neighbor visitor victim witness prisoner inmate offender defendant claimant applicant "
        "respondent participant "
        "attender member volunteer peer survivor veteran student mourner customer beggar homeless drinker sleeper smoker drug-user "
        "suspect perpetrator "
        "householder passenger celebrity singer actor actress star model footballer player rapper musician cyclist pensioner lover youth "
        "male female detainee subject somebody thug gang loner writer worker-bee rep chap fella lassie hubby missus lone-parent ex-partner"
    )
    | word_set(
        "people men women ladies gentlemen folk folks mums-to-be mum-to-be youths young clientele cohort caseload pt pts yp yps "
        "population populations"
    )
    | CHILDREN
    | FAMILY
)
SERVICES = _both(
    "service council hospital clinic surgery practice ward unit team department dept agency authority trust system government ministry "
    "police court school "
    "college university nursery company firm business bank bureau board committee panel charity organisation organization institution "
    "office home-office "
    "station embassy state country nation region city town village borough parliament party union fund prison jail hostel refuge shelter "
    "pharmacy chemist's lab laboratory provider supplier programme program project scheme policy strategy plan bill law act treaty talk "
    "negotiation "
    "meeting conference market economy industry pub shop airline railway train bus ambulance fire-brigade insurer watchdog regulator "
    "ombudsman inspectorate "
    "ofsted nhs dwp cafcass cqc probation dhsc commission cabinet congress senate council-tax helpline line website computer server "
    "machine lift engine "
    "app software website printer car truck vehicle boiler alarm battery device pump valve bridge building roof door lock crop attempt "
    "appeal bid motion vote campaign "
    "experiment trial study test-rig model algorithm method process procedure review inspection inquiry audit check safeguard "
    "protection treatment medication drug dose "
    "vaccine kidney liver heart organ brakes brake signal drill seed radiator kettle plane satellite probe rocket bulb gear clutch oven "
    "camera drone sensor bath tube shower sink app network internet wifi phone payment transfer cheque delivery order "
    "club association society federation league council's trust's parcel letter email post side team's corporation employer landlord "
    "media press paper newspaper broadcaster bbc"
) | word_set("talks services social-services nhs england scotland wales westminster holyrood housing management leadership they-who")
TESTS = _both(
    "test urine sample screen screening blood uds tox toxicology specimen drug-test urine-test result reading bloodtest drugtest "
    "drug-screen hair-test hair-strand dipstick breathalyser"
) | word_set("swab swabs mdt saliva breath strand tested testing tests bloods wee pee tox-screen")
DRUGS = _both(
    "drug substance polydrug poly-drug heroin cocaine crack smack coke opioid opiate methadone buprenorphine subutex morphine codeine "
    "fentanyl tramadol oxycodone oxycontin "
    "dihydrocodeine painkiller prescription-drug cannabis weed skunk hash marijuana ketamine ecstasy mdma lsd acid amphetamine speed "
    "methamphetamine meth "
    "mephedrone mcat spice mamba ghb gbl benzo benzodiazepine valium diazepam xanax alprazolam temazepam pregabalin gabapentin lyrica "
    "zopiclone steroid "
    "solvent glue gas alcohol drink booze spirit nicotine tobacco khat nitrous poppers pill tablet medication medicine sedative "
    "tranquilliser "
    "stimulant hallucinogen narcotic inhalant intoxicant analgesic antidepressant laxative crystal gear brown street-drug cider vodka "
    "lager nitazene"
) | word_set("drugs gear benzos meds script stuff butane petrol")
THINGS = _both(
    "needle syringe pipe spoon works filter cooker water paper foil sheet towel clothes bed bedding cot kitchen bathroom toilet floor "
    "room house flat home "
    "window table surface plate dish cup bottle teat nappy hand nail tooth face skin wound cut site arm vein air energy fuel record "
    "slate copy sheet break sweep "
    "bill cut shot getaway design code data audio sound sheet conscience hands-off licence dbs check crb certificate pair sock shirt "
    "coat shoe uniform "
    "bathroom sink worktop carpet sofa pram car van desk box bag bin container pan pot swab wipe equipment kit tool set line edge "
    "environment street beach river "
    "lake city park lung laundry linen bandage dressing gown glove mask catheter mouthpiece glass mug jug knife fork fridge oven cooker "
    "bathwater technology slate lines"
) | word_set(
    "clothes clothing teeth feet premises equipment laundry water air energy knickers pyjamas hair hygiene cutlery crockery linen "
    "bedding tins catch"
)
ILLNESSES = _both(
    "cancer leukaemia lymphoma tumour tumor sclerosis ms malaria schizophrenia psychosis depression asthma arthritis colitis crohn's "
    "illness disease "
    "infection pneumonia tb tuberculosis epilepsy seizure nephritis anorexia bulimia eczema psoriasis fever myeloma disorder symptom "
    "remission syndrome lupus virus"
)
HOBBIES = _both(
    "lido novel thriller whodunnit musical ballroom tuna salmon prawn olive tomato pickle broccoli toast marmalade sourdough bread "
    "puzzle pastry sneaker trainer trainspotting "
    "allotment bake baking football-manager jigsaw card-game chess karaoke pizza pasta kebab banana garlic vinegar mustard marmite "
    "ketchup jam honey bacon sausage noodle ramen spice-rack "
    "cardio marathon parkrun swimming swim walking hiking camping fishing skate skateboard skateboarding motorbike engine steam "
    "history-book library paper stationery pen notebook font typography map quilt sewing wool yarn crochet origami pottery craft-beer "
    "deadline approval attention-to-detail "
    "chocolate sugar coffee caffeine tea crisp cake biscuit cheese carb food news data spreadsheet book adrenaline speed fitness gym "
    "exercise running yoga football sport "
    "cycling shopping bargain fashion shoe handbag telly tv box-set netflix soap drama film movie music vinyl guitar gaming game "
    "video-game phone internet twitter "
    "facebook instagram tiktok screen crossword puzzle sudoku work power politics gossip travel train gardening knitting craft puzzle "
    "policy history grammar theory "
    "statistics stats lego comic sci-fi quiz thrill self-help culture design art theatre podcast tech gadget selfie email information "
    "attention wordle bingo radio "
    "sun tan tanning ski skiing climbing surf surfing danger houseplant plant tennis golf cricket rugby bird numbers curry chilli "
    "crime-drama"
) | word_set("news politics stats statistics numbers work shopping football running")
NOUNS = PEOPLE | PROFESSIONALS | SERVICES | TESTS | DRUGS | THINGS
SMALL = word_set(
    "cannot can't won't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't shouldn't couldn't "
    "a an the this that these those his her its their our my your some any no every each all both another of in on at to from by with "
    "without for as into onto "
    "over under about after before since until than and or but nor if when while where because although though which who whom whose "
    "what why how is are was were be been "
    "being am has have had do does did will would shall should may might must can could not n't there here it so such too very also "
    "then now said says"
)
ADVERBS = word_set(
    "himself herself themselves themself itself now still then also again always never ever often sometimes usually really just only "
    "even already currently recently repeatedly consistently persistently "
    "continually frequently regularly allegedly reportedly apparently clearly openly quite rather very so too more most less "
    "particularly extremely increasingly "
    "completely totally fully partly largely somewhat generally mostly both all not no longer finally eventually once twice initially "
    "previously formerly newly "
    "subsequently later actually simply obviously definitely probably possibly perhaps maybe pretty fairly honestly proudly today "
    "yesterday overall being back "
    "twice deliberately wilfully knowingly since has have had having did do does is are was were been be will would can could may might "
    "must should 's 'd 've"
)
BE = word_set(
    "is are was were be been being am 's 're 'm he's she's they're isn't aren't wasn't weren't remain remains remained seem seems "
    "seemed appear appears appeared look looks "
    "looked become becomes became becoming get gets got getting gotten stay stays stayed staying keep keeps kept keeping feel feels felt"
)
SAYING = word_set(
    "say says said saying tell tells told wrote writes write writing reports reported states stated claims claimed explained added asks "
    "asked"
)

# Given names that are met often; others are names where a capital shows it.
GIVEN = word_set(
    "anna amy alice alison angela annie ash becky ben beth billy bob carol cath chloe chris claire dan danny dave david dawn dean "
    "debbie dee donna ella ellie emma fatima fiona gary gemma george grace hannah heather helen ian jack jackie jade james jamie "
    "jan jane janet jason jay jean jen jenny jess jo joanne joe john josie julie karen karl kate katie kay kelly ken kerry kev kim "
    "kirsty laura lee leo leanne linda lisa liz louise lucy lynn maggie mandy marie mark martin mary matt maya megan michelle mick "
    "mike mo molly natalie nick nicola nina olivia pam pat paul paula pete phil priya rachel ray rebecca rita rob robbie rose ruth "
    "ryan sal sally sam sandra sarah sasha sharon shaz sheila shell sian simon sophie stacey steph steve sue susan tam tasha tina "
    "tom tony tracey tracy trish val vicky wendy yasmin zoe "
)


def is_person(word: str) -> bool:
    """True where a folded word names a person or people, professionals as well."""
    word = word.removesuffix("'s").removesuffix("'")
    return word in PEOPLE or word in PROFESSIONALS or word in PRONOUNS or word in FIRST
