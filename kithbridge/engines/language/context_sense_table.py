"""The table of other senses: what beside a word shows that it means something else.

Offers `SENSES`: word or phrase of the list -> `Sense`; the rule that reads it is `context_senses.other_sense`.
"""

from typing import Final, NamedTuple


class Sense(NamedTuple):
    """Words that show another sense: right before, right after, anywhere in the sentence; and the noun after it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def _sense(before: str = "", after: str = "", near: str = "") -> Sense:
    return Sense(frozenset(before.split()), frozenset(after.split()), frozenset(near.split()))


_SOFTWARE: Final = (
    "app apps software website web site system systems library libraries computer computers login log account accounts password admin "
    "administrator interface screen device devices printer internet online "
    "platform phone phones smartphone laptop database data portal page pages digital windows server network browser menu button "
    "wheelchair road roads bus buses rail railway train cycle cyclists park parks "
    "footpath path energy electricity gas water leisure gym pool car bike wifi email cookie cookies chatbot tablet console social-media "
    "facebook instagram twitter tiktok bandwidth download downloads "
    "licence click dashboard settings subscription hearing-aid braille toilet lift"
)
SENSES: Final = {
    "user": _sense(
        "app software library end wheelchair road power super computer admin web internet new phone mobile power registered service "
        "test network public pavement cycle bus rail track energy building gym pool "
        "experienced facebook twitter instagram reddit tiktok windows linux mac guest system data tool spreadsheet first-time named "
        "screen-reader hearing-aid crutch car",
        "group groups guide guides name names id ids manual manuals interface account accounts experience testing research friendly "
        "friendliness journey forum forums input feedback password led involvement "
        "voice centred engagement needs stories story satisfaction base profile profiles licence fee fees charges data error survey panel",
        _SOFTWARE,
    ),
    "sharer": _sense("house flat car job file bed lift", "", "house flat rent file room bed meal"),
    "sharers": _sense("house flat car job file bed lift", "", "house flat rent file room bed meal"),
    "injector": _sense("fuel diesel pen epi auto insulin adrenaline", "pen", "fuel engine diesel insulin allergy petrol"),
    "injectors": _sense("fuel diesel pen auto insulin", "", "fuel engine diesel insulin allergy petrol"),
    "habit": _sense(
        "nun's monk's riding eating sleep sleeping reading good healthy spending bad working study shopping force",
        "of",
        "nun nuns monk monks convent friar everyday teeth",
    ),
    "habits": _sense("eating sleep sleeping reading good healthy spending bad working study shopping daily", "", "nun nuns everyday teeth"),
    "recovery": _sense(
        "economic data disaster breakdown vehicle debt asset cost file full speedy good quick password account remarkable surgical",
        "truck trucks room ward vehicle van position time plan team period suite driver service services college point disk rate centre "
        "lorry",
        "surgery operation economy economic market accident injury breakdown truck server backup backups stroke covid knee hip flood "
        "motorway anaesthetic calving fish housing-market debt",
    ),
    "claims": _sense(
        "insurance benefit expense legal compensation pip false housing asylum wage damages",
        "handler form forms manager department assessor benefits process universal jsa pip esa",
        "insurance benefit benefits compensation allowance credit expenses damages copyright asylum disability pip esa",
    ),
    "claimed": _sense(
        "insurance",
        "benefits benefit universal pip esa asylum expenses",
        "insurance benefit benefits compensation allowance credit expenses damages asylum lives pension",
    ),
    "claim": _sense(
        "insurance benefit housing pip",
        "form forms benefits universal pip",
        "insurance benefit benefits compensation allowance expenses damages asylum housing",
    ),
    "admitted": _sense("", "to with for via by", "ward hospital icu emergency university college evidence bar freehold membership court"),
    "admits": _sense("", "to", "ward hospital patients children under-16s evidence light"),
    "denied": _sense(
        "was were been be being is are",
        "access bail entry liability charge charges asylum justice visas permission wrongdoing boarding leave treatment responsibility",
        "liability charge charges court allegation allegations spokesman spokesperson minister planning access",
    ),
    "denies": _sense(
        "",
        "access bail entry liability charge charges responsibility wrongdoing",
        "liability charge charges court allegation allegations spokesman spokesperson minister pain chest breath fever allergies allergy",
    ),
    "denial": _sense("", "of", "service liability planning claim"),
    "refused": _sense(
        "was were been be being",
        "entry permission planning bail asylum leave consent to-give",
        "planning visa bail licence permission give up",
    ),
    "dealer": _sense(
        "car antique antiques art card scrap book rug arms stamp coin van motor used blackjack horse metal furniture record bond "
        "currency authorised main tractor piano",
        "principal network showroom warranty",
        "car cars antique antiques art card cards cards casino furniture showroom warranty painting paintings vintage tractor ford bmw "
        "toyota van bike motorbike stamps coins caravan",
    ),
    "dealers": _sense(
        "car antique antiques art card scrap book rug arms stamp coin van motor used horse metal furniture record bond currency "
        "authorised main",
        "network",
        "car cars antique antiques art casino furniture warranty paintings vintage tractor vans stamps coins caravan shares bonds",
    ),
    "client": _sense(
        "lawyer's solicitor's email thin web my-lawyer's corporate banking",
        "server account confidentiality money fund software",
        "solicitor solicitors lawyer lawyers barrister accountant bank agency architect email server software designer fund funds trust "
        "invoice",
    ),
    "clients": _sense(
        "lawyer's solicitor's corporate banking",
        "money fund",
        "solicitor solicitors lawyer lawyers barrister accountant bank architect designer fund funds trust invoice hairdresser salon",
    ),
    "patient": _sense("be been very more so being", "with about and enough until", "queue waiting-room"),
    "works": _sense(
        "it that this she he which who mum dad road building water steel street gas what everyone maintenance art night also",
        "well for as in at nights part full on with out better to best from hard closely like together council",
        "road bridge factory art artist gallery",
    ),
    "rig": _sense("oil drilling gas lighting sound", "count worker workers", "oil north-sea drilling election vote sail"),
    "rigs": _sense("oil drilling gas lighting", "workers", "oil north-sea drilling"),
    "tools": _sense("power garden hand", "", "shed mechanic workshop carpenter garden"),
    "form": _sense(
        "a the this that paper consent application claim referral order your booking tax sixth online blank long short in good no any "
        "fill each another new entry cup",
        "of a b c is was has with tutor teacher at",
        "fill filled sign signed page box complete completed return post",
    ),
    "previous": _sense(
        "",
        "page version year years week month meeting minutes owner government chapter letter address tenant edition question section "
        "study studies pregnancy pregnancies day night one job work administration relationship manager worker report visit appointment",
        "",
    ),
    "dna": _sense(
        "the our its your his her their viral human mitochondrial ancient recombinant bacterial company's club's paternity family's of in",
        "test tests testing sample samples profile evidence sequence sequencing strand strands analysis swab repair database "
        "replication damage results match kit kits double paternity methylation fingerprint molecule base",
        "genome gene genes genetic genetics forensic chromosome paternity sequencing helix cell cells molecule lab laboratory "
        "laboratories ancestry crime-scene murder species virus scientists",
    ),
    "mat": _sense(
        "yoga bath door play floor changing exercise prayer the a on mouse welcome", "standard standards", "yoga gym floor wrestling"
    ),
    "nas": _sense("", "drive storage server", "storage server backup network rapper"),
    "ama": _sense("", "guidelines president statement", "reddit journal american chicago"),
    "pinned": _sense("", "to on up down under post tweet message back by", "noticeboard wall board map tweet"),
    "dependent": _sense(
        "insulin ventilator oxygen time weather dose context-",
        "on-the child children variable variables clause clauses visa relative relatives",
        "weather variable insulin income funding dialysis visa decision",
    ),
    "vulnerable": _sense(
        "",
        "bridge bridges software code server servers road coast coastline economy species building buildings flank position spot area "
        "areas site sites device devices roof system systems currency island islands target wreck river banks habitat to",
        "hackers cyber software flooding bridge coast species passwords",
    ),
    "compliance": _sense(
        "fire building data tax regulatory legal gdpr pci health-and-safety planning safety lung financial",
        "officer officers team audit certificate department report with-the manager deadline costs visit",
        "building fire regulations gdpr tax audit accessibility law bank lung financial vat",
    ),
    "compliant": _sense(
        "gdpr fully pci legally", "with", "building fire regulations gdpr tax audit accessibility website wheelchair file vat software"
    ),
    "non compliant": _sense(
        "gdpr",
        "building buildings firm firms device devices website websites cladding landlord landlords product products",
        "building buildings fire regulations regulation gdpr tax audit accessibility cladding firms firm website wiring landlord "
        "landlords safety product boiler boilers software rules standards standard",
    ),
    "not compliant": _sense(
        "gdpr",
        "building buildings firm firms device devices website websites cladding landlord landlords product products",
        "building buildings fire regulations regulation gdpr tax audit accessibility cladding firms firm website wiring landlord "
        "landlords safety product boiler boilers software rules standards standard",
    ),
    "non compliance": _sense(
        "gdpr tax",
        "notice",
        "building fire regulations regulation gdpr tax audit accessibility cladding firms firm website landlord landlords fine fines "
        "safety data planning code contractor supplier standards",
    ),
    "resistant": _sense(
        "drug water fire fade multidrug antibiotic heat corrosion multi-drug stain shower slip treatment tamper crease frost acid "
        "scratch shock wind",
        "strain strains bacteria depression hypertension tb infection infections tuberculosis surface fabric cladding starch epilepsy",
        "bacteria infection tb antibiotic antibiotics strain material fabric cladding depression epilepsy insulin",
    ),
    "aggressive": _sense(
        "",
        "cancer cancers tumour tumours treatment growth marketing pricing form disease lymphoma policy campaign tactics chemotherapy "
        "driving tax dog dogs cut cuts expansion target targets breed",
        "cancer tumour tumours marketing growth dog dogs lymphoma",
    ),
    "abusive": _sense(
        "",
        "relationship relationships partner partners ex husband father marriage texts text messages message man men boyfriend behaviour "
        "comments tweets language phone call calls childhood home household priest online",
        "relationship partner ex husband boyfriend childhood violence marriage domestic refuge",
    ),
    "hostile": _sense(
        "",
        "environment takeover bid witness reception territory climate architecture country fire vehicle country's questions design "
        "state states",
        "takeover environment windrush weather planet proposal proposals scheme road idea merger bill bypass motion crowd crowds",
    ),
    "normal": _sense(
        "new the back a within perfectly are",
        "range distribution limits hours delivery birth term day service way text weight saline temperature pressure procedure practice "
        "size blood pregnancy heart reaction response ecg development routine childhood",
        "range limits temperature saline scan ecg results distribution statistics",
    ),
    "inmate": _sense("", "", "kennel zoo sanctuary asylum-museum"),
    "prisoner": _sense("political", "of ombudsman exchange swap swaps dilemma", "war hostage hostages ombudsman chess camp pow geneva"),
    "prisoners": _sense("political", "of swap exchange", "war hostage hostages camp geneva ceasefire"),
    "con": _sense("pro comic the", "man artist artists trick tricks side job", "pros pro benefits scam email"),
    "cons": _sense("and mod the", "of", "pros mod pro"),
    "lag": _sense("time jet a the phase input", "time behind phase", "jet flight video network server wifi sound signal"),
    "lags": _sense("time", "behind", "jet economy network server uk growth"),
    "criminal": _sense(
        "the a",
        "justice court courts law offence offences record records code procedure cases trial investigation charges proceedings lawyer "
        "solicitor damage barrister history liability responsibility injuries bar appeal",
        "statute",
    ),
    "offender": _sense("worst repeat-late biggest", "rehabilitation management assessment", "plastic litter allergen calories"),
    "perpetrator": _sense("", "", "domestic violence dv marac"),
    "abuser": _sense(
        "her his their my your child sexual sex domestic violent",
        "'s",
        "partner ex violence violent domestic refuge escape escaped fled child sexual stalking coercive",
    ),
    "abusers": _sense("child sexual sex domestic their her violent", "", "violence domestic refuge sexual children priest"),
    "engaged": _sense("is are got was be become became been", "to in couple tone with", "wedding married marry ring fiancé fiance fiancée"),
    "enabling": _sense(
        "",
        "act local technology environment environments legislation works clause state power powers people us them access remote",
        "technology software legislation cookies javascript browser settings feature",
    ),
    "demons": _sense("inner", "", "church bible priest film game religion exorcism speed fantasy manchester myth"),
    "zombie": _sense(
        "",
        "film films movie movies process processes apocalypse game games company companies knife knives bank",
        "film movie game halloween computer process apocalypse netflix",
    ),
    "zombies": _sense("", "film game", "film movie game halloween process processes apocalypse netflix costume computer shaun"),
    "tracks": _sense("train tram railway sound album music tyre animal dirt", "on", "album train railway band"),
    "population": _sense(
        "prison general local world uk scottish total bird fish deer ageing growing student",
        "growth census density of size figures estimates",
        "census",
    ),
    "feral": _sense("", "cat cats pigeon pigeons pig pigs dog dogs goat goats pony ponies animals hogs horses", "cat cats pigeons goats"),
    "beggar": _sense("", "belief my-neighbour", "opera proverb"),
    "beggars": _sense("", "belief can't cannot opera banquet", "belief choosers wishes banquet proverb"),
    "tramp": _sense(
        "chaplin's little long a-long",
        "steamer stamp through across over up",
        "chaplin lady disney feet boots mud march hill hills moor stairs overhead",
    ),
    "bum": _sense("his her the my your baby's", "bag note deal steer notes", "nappy nappies cream wipe wipes spanked sore rash"),
    "junkie": _sense("", "food", "junk-mail"),
    "hooker": _sense("the", "", "rugby scrum prop england's try lions john"),
    "drunk": _sense("be was were got being is are", "with on", "tea coffee cold chilled"),
    "rehab": _sense(
        "knee stroke cardiac pulmonary hip shoulder neuro vestibular injury",
        "exercises physio",
        "knee stroke injury cardiac match season striker surgery",
    ),
    "relapse": _sense("cancer ms leukaemia", "", "cancer ms leukaemia sclerosis tumour lymphoma nephrotic"),
    "shameless": _sense("", "plug channel", "channel series gallagher"),
    "manipulative": _sense("", "therapy physiotherapist physiotherapy skills", "spine spinal osteopath joints"),
    "manipulating": _sense(
        "",
        "data figures results images objects numbers text files the-data joints",
        "data spreadsheet image images figures software market",
    ),
    "difficult": _sense("", "decision decisions time times task question questions to delivery birth airway access", ""),
    "challenging": _sense("", "times target targets year market decision budget the a", "market economy budget"),
    "absent": _sense("", "from minded", "breath reflexes sounds"),
    "toxic": _sense("", "waste chemicals fumes air masculinity asset assets", ""),
    "tolerance": _sense("", "", "engineering racism glucose lactose"),
    "obstructive": _sense("chronic", "sleep pulmonary airways hydrocephalus jaundice", "copd lung apnoea pulmonary"),
    "superficial": _sense("", "wound wounds cut cuts burn burns vein veins scratches", "skin wound"),
    "weaned": _sense("", "", "breast puree calf piglets"),
    "habitual": _sense("", "residence abode", "residence passport"),
    "unfit": _sense("", "for to-drive housing to-plead", "housing landlord driving fitness work"),
    "zombified": _sense("", "", "film movie game"),
    "stoner": _sense("", "rock metal film comedy doom band sludge lane road", "band album film comedy genre guitar"),
    "stoners": _sense("", "", "quarry band"),
    "alcoholic": _sense(
        "non low",
        "drink drinks beverage beverages content liver ginger hepatitis hand gel strength cider wipes cocktail solution extract lemonade",
        "liver hepatitis cirrhosis percent gel wipes cider drink drinks ginger content",
    ),
    "needy": _sense("the", "", ""),
    "abandoned": _sense("", "car vehicle building buildings property", ""),
    "sabotaged": _sense("", "", "railway line cable cables pipeline pipelines train trains machine machines factory engine rival"),
    "sabotage": _sense("", "", "railway line cable cables pipeline pipelines train trains machine machines factory engine act rival"),
    "default": _sense("by in", "setting settings value option password font browser gender", "loan mortgage setting settings rent"),
    "defaulted": _sense("", "", "loan loans mortgage bond bonds"),
    "turkey": _sense("roast christmas", "sandwich sandwiches", "sandwich christmas salad"),
    "hooked": _sense("", "", "crochet fish"),
    "minimise": _sense(
        "to",
        "the risk waste harm delay disruption noise damage window spread costs cost",
        "window risk waste harm disruption delays delay spread exposure costs cost screen impact",
    ),
    "minimised": _sense("", "", "window risk waste harm disruption delays spread exposure costs cost screen impact"),
    "minimises": _sense("", "", "window risk waste harm disruption delays spread exposure costs cost screen impact"),
    "minimising": _sense("", "waste harm the-risk", "window risk waste harm disruption delays spread exposure costs cost screen impact"),
    "insight": _sense("", "", "report data market study"),
    "insane": _sense("", "", "price prices traffic weather deadline"),
    "breeder": _sense(
        "dog cat horse plant rose sheep puppy",
        "",
        "dog dogs puppy puppies kennel horse horses cat cats cattle sheep plant plants pigeon orchid reactor",
    ),
    "breeders": _sense(
        "dog cat horse plant rose sheep puppy", "", "dog dogs puppy puppies kennel horse horses cat cats cattle sheep plant plants pigeon"
    ),
    "flyer": _sense("", "miles programme points card", "airline airlines air miles lounge flight flights"),
    "flyers": _sense("", "", "airline airlines miles lounge flight flights"),
    "victim": _sense("", "", "crime support robbery"),
    "show": _sense("", "", "theatre television"),
    "fix": _sense("quick bug software temporary", "for", "bug software boiler roof leak engineer plumber patch"),
    "script": _sense(
        "film tv shell python television play", "writer editor", "actor actors film play theatre director python software audition"
    ),
    "engage": _sense("", "the-gear clutch", "gear gears clutch lever lock bolt"),
    "drain": _sense("storm", "cover", "storm water sewer blocked"),
    "in denial": _sense("", "", "football score scores match election weather climate result results"),
    "vagrant": _sense("", "bird birds warbler species bunting gull", "bird birds birders"),
    "vagrants": _sense("", "", "bird birds birders rare"),
    "convict": _sense(
        "", "ship ships colony settlement fish cichlid labour", "australia tasmania botany transported transportation 1787 1788 1790"
    ),
    "convicts": _sense("", "", "australia tasmania botany transported transportation 1787 1788 1790"),
    "shooting gallery": _sense("", "", "fair pier fairground rifle ducks pellets prizes"),
    "shooting galleries": _sense("", "", "fair pier fairground rifle ducks pellets prizes"),
    "no show": _sense("restaurant", "sock socks fee fees", "restaurant table hotel airline"),
    "no shows": _sense("restaurant", "", "restaurant table tables hotel airline"),
    "bad apple": _sense("", "", "fruit orchard bowl tree basket"),
    "black sheep": _sense("", "", "field farm wool flock baa lamb"),
    "wagon": _sense("", "", "cart hay sacks horse horses wheel train crates cowboy"),
    "burden": _sense("", "", "proof evidence"),
    "hysterical": _sense("", "laughter", "comedy comedian film sketch joke"),
    "dramatic": _sense("", "fall rise increase drop change society reading irony effect growth improvement", ""),
    "psycho": _sense("american the film", "", "film hitchcock bale shower"),
    "maniac": _sense("", "", "film"),
    "cutter": _sense("paper pastry glass grass cookie biscuit bolt coastguard tile stone", "", "biscuit pastry cookie"),
    "cutters": _sense("paper pastry glass grass cookie biscuit bolt pipe wire", "", "biscuit pastry cookie"),
    "cheat": _sense("", "", "sport doping olympic olympics athlete athletics tour cyclist sprinter medal ban uefa"),
    "cheats": _sense("", "", "sport doping olympic olympics athlete athletics tour cyclists sprinter medal medals ban"),
    "target": _sense("", "", "sales market marketing"),
    "beggar's": _sense("", "purse purses lice opera tick ticks", ""),
    "old lags": _sense("", "", "club eight crew team choir rowing cricket band lunch reunion"),
    "old lag": _sense("", "", "club eight crew team choir rowing cricket band lunch reunion"),
    "playing games": _sense(
        "", "", "rug phone board computer children boys girls kids console chess tablet cards garden playground teenagers video"
    ),
    "played the system": _sense("", "of", ""),
    "on the game": _sense("", "show", "eye match referee football pitch score"),
    "slag": _sense("", "heap heaps tip tips", "mine coal steel furnace iron heap pit quarry tipped blast"),
    "whores": _sense("", "", "babylon revelation bible"),
    "whore": _sense("", "", "babylon revelation bible"),
    "hookers": _sense("", "", "rugby scrum props prop lions england try flankers locks lineout"),
    "ex con": _sense("", "artist artists", ""),
    "frequent attender": _sense("", "", "choir gym museum theatre church match matches concert concerts library club cinema"),
    "frequent attenders": _sense("", "", "choir gym museum theatre church match matches concert concerts library club cinema"),
    "time wasters": _sense("no", "", "collection suite sofa cash ono kitten kittens puppy"),
    "colluding": _sense("", "", "firms companies prices cartel cartels price suppliers banks"),
    "poor compliance": _sense("", "", "rules rule regulations law laws tax alarm alarms parking standards code landlords firms"),
    "poorly compliant": _sense("", "", "rules regulations standards lung lungs"),
    "tart": _sense(
        "jam apple treacle lemon bakewell custard egg fruit cherry a",
        "with",
        "custard cream bakery pastry recipe lemon apple oven jam dessert",
    ),
    "tarts": _sense(
        "jam apple treacle lemon bakewell custard egg fruit cherry pop", "", "custard cream bakery pastry recipe lemon apple oven jam"
    ),
    "hoe": _sense("garden dutch", "", "garden spade shed allotment rake"),
    "slum": _sense("", "clearance clearances landlord", "victorian history 1930s"),
    "slums": _sense("", "", "victorian history 1930s"),
    "handout": _sense("the a lecture", "", "class lecture seminar slides"),
    "handouts": _sense("the lecture printed", "", "class lecture seminar slides workshop"),
    "hand outs": _sense("the lecture printed", "", "class lecture seminar slides workshop"),
    "collude": _sense("", "", "firms companies prices cartel price"),
    "colluded": _sense("", "", "firms companies prices cartel price"),
    "show up": _sense("", "", "scan"),
    "lifestyle": _sense("", "magazine brand section supplement editor insurance", "magazine insurance fashion"),
    "dropout": _sense("", "", "school university college"),
    "dirty": _sense("", "money dishes bomb tricks work laundry look joke jokes weekend words talk", "launder laundering"),
}
