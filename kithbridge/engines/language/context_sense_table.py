"""The table of other senses: what beside a word shows that it means something else.

Offers `SENSES`: word or phrase of the list -> `Sense`; the rule that reads it is `context_senses.other_sense`.
"""

from typing import Final

from kithbridge.engines.language.context_sense_fields import AIR, PINS, PLANT, SOFTWARE, SPORT, sense

SENSES: Final = {
    "user": sense(
        "app software library end wheelchair road power super computer admin web internet new phone mobile power registered service "
        "test network public pavement cycle bus rail track energy building gym pool "
        "experienced facebook twitter instagram reddit tiktok windows linux mac guest system data tool spreadsheet first-time named "
        "screen-reader hearing-aid crutch car",
        "group groups guide guides name names id ids manual manuals interface account accounts experience testing research friendly "
        "friendliness journey forum forums input feedback password led involvement "
        "voice centred engagement needs stories story satisfaction base profile profiles licence fee fees charges data error survey panel",
        SOFTWARE,
    ),
    "sharer": sense("house flat car job file bed lift", "", "house flat rent file room bed meal"),
    "sharers": sense("house flat car job file bed lift", "", "house flat rent file room bed meal"),
    "injector": sense("fuel diesel pen epi auto insulin adrenaline", "pen", "fuel engine diesel insulin allergy petrol"),
    "injectors": sense("fuel diesel pen auto insulin", "", "fuel engine diesel insulin allergy petrol"),
    "habit": sense(
        "nun's monk's riding eating sleep sleeping reading good healthy spending bad working study shopping force",
        "of",
        "nun nuns monk monks convent friar everyday teeth",
    ),
    "habits": sense("eating sleep sleeping reading good healthy spending bad working study shopping daily", "", "nun nuns everyday teeth"),
    "recovery": sense(
        "economic data disaster breakdown vehicle debt asset cost file full speedy good quick password account remarkable surgical",
        "truck trucks room ward vehicle van position time plan team period suite driver service services college point disk rate centre "
        "lorry",
        "surgery operation economy economic market accident injury breakdown truck server backup backups stroke covid knee hip flood "
        "motorway anaesthetic calving fish housing-market debt",
    ),
    "claims": sense(
        "insurance benefit expense legal compensation pip false housing asylum wage damages",
        "handler form forms manager department assessor benefits process universal jsa pip esa",
        "insurance benefit benefits compensation allowance credit expenses damages copyright asylum disability pip esa",
    ),
    "claimed": sense(
        "insurance",
        "benefits benefit universal pip esa asylum expenses",
        "insurance benefit benefits compensation allowance credit expenses damages asylum lives pension",
    ),
    "claim": sense(
        "insurance benefit housing pip",
        "form forms benefits universal pip",
        "insurance benefit benefits compensation allowance expenses damages asylum housing",
    ),
    "admitted": sense("", "to with for via by", "ward hospital icu emergency university college evidence bar freehold membership court"),
    "admits": sense("", "to", "ward hospital patients children under-16s evidence light"),
    "denied": sense(
        "was were been be being is are",
        "access bail entry liability charge charges asylum justice visas permission wrongdoing boarding leave treatment responsibility",
        "liability charge charges court allegation allegations spokesman spokesperson minister planning access",
    ),
    "denies": sense(
        "",
        "access bail entry liability charge charges responsibility wrongdoing",
        "liability charge charges court allegation allegations spokesman spokesperson minister pain chest breath fever allergies allergy",
    ),
    "denial": sense("", "of", "service liability planning claim"),
    "refused": sense(
        "was were been be being",
        "entry permission planning bail asylum leave consent to-give",
        "planning visa bail licence permission give up",
    ),
    "dealer": sense(
        "car antique antiques art card scrap book rug arms stamp coin van motor used blackjack horse metal furniture record bond "
        "currency authorised main tractor piano",
        "principal network showroom warranty",
        "car cars antique antiques art card cards cards casino furniture showroom warranty painting paintings vintage tractor ford bmw "
        "toyota van bike motorbike stamps coins caravan",
    ),
    "dealers": sense(
        "car antique antiques art card scrap book rug arms stamp coin van motor used horse metal furniture record bond currency "
        "authorised main",
        "network",
        "car cars antique antiques art casino furniture warranty paintings vintage tractor vans stamps coins caravan shares bonds",
    ),
    "client": sense(
        "lawyer's solicitor's email thin web my-lawyer's corporate banking",
        "server account confidentiality money fund software",
        "solicitor solicitors lawyer lawyers barrister accountant bank agency architect email server software designer fund funds trust "
        "invoice",
    ),
    "clients": sense(
        "lawyer's solicitor's corporate banking",
        "money fund",
        "solicitor solicitors lawyer lawyers barrister accountant bank architect designer fund funds trust invoice hairdresser salon",
    ),
    "patient": sense("be been very more so being", "with about and enough until", "queue waiting-room"),
    "works": sense(
        "it that this she he which who mum dad road building water steel street gas what everyone maintenance art night also",
        "well for as in at nights part full on with out better to best from hard closely like together council",
        "road bridge factory art artist gallery",
    ),
    "rig": sense("oil drilling gas lighting sound", "count worker workers", "oil north-sea drilling election vote sail"),
    "rigs": sense("oil drilling gas lighting", "workers", "oil north-sea drilling"),
    "tools": sense("power garden hand", "", "shed mechanic workshop carpenter garden"),
    "form": sense(
        "a the this that paper consent application claim referral order your booking tax sixth online blank long short in good no any "
        "fill each another new entry cup",
        "of a b c is was has tutor teacher at",
        "fill filled sign signed page box complete completed return post " + SPORT,
    ),
    **dict.fromkeys(("has form for", "have form for", "had form for", "with form for"), sense("", "", SPORT)),
    "previous": sense(
        "",
        "page version year years week month meeting minutes owner government chapter letter address tenant edition question section "
        "study studies pregnancy pregnancies day night one job work administration relationship manager worker report visit appointment",
        "",
    ),
    "dna": sense(
        "the our its your his her their viral human mitochondrial ancient recombinant bacterial company's club's paternity family's of in",
        "test tests testing sample samples profile evidence sequence sequencing strand strands analysis swab repair database "
        "replication damage results match kit kits double paternity methylation fingerprint molecule base",
        "genome gene genes genetic genetics forensic chromosome paternity sequencing helix cell cells molecule lab laboratory "
        "laboratories ancestry crime-scene murder species virus scientists",
    ),
    "mat": sense(
        "yoga bath door play floor changing exercise prayer the a on mouse welcome", "standard standards", "yoga gym floor wrestling"
    ),
    "nas": sense("", "drive storage server", "storage server backup network rapper"),
    "ama": sense("", "guidelines president statement", "reddit journal american chicago"),
    "pinned": sense("", "to on up down under post tweet message back by", "noticeboard wall board map tweet"),
    "dependent": sense(
        "insulin ventilator oxygen time weather dose context-",
        "on-the child children variable variables clause clauses visa relative relatives",
        "weather variable insulin income funding dialysis visa decision",
    ),
    "vulnerable": sense(
        "",
        "bridge bridges software code server servers road coast coastline economy species building buildings flank position spot area "
        "areas site sites device devices roof system systems currency island islands target wreck river banks habitat to",
        "hackers cyber software flooding bridge coast species passwords",
    ),
    "compliance": sense(
        "fire building data tax regulatory legal gdpr pci health-and-safety planning safety lung financial",
        "officer officers team audit certificate department report with-the manager deadline costs visit",
        "building fire regulations gdpr tax audit accessibility law bank lung financial vat",
    ),
    "compliant": sense(
        "gdpr fully pci legally", "with", "building fire regulations gdpr tax audit accessibility website wheelchair file vat software"
    ),
    "non compliant": sense(
        "gdpr",
        "building buildings firm firms device devices website websites cladding landlord landlords product products",
        "building buildings fire regulations regulation gdpr tax audit accessibility cladding firms firm website wiring landlord "
        "landlords safety product boiler boilers software rules standards standard",
    ),
    "not compliant": sense(
        "gdpr",
        "building buildings firm firms device devices website websites cladding landlord landlords product products",
        "building buildings fire regulations regulation gdpr tax audit accessibility cladding firms firm website wiring landlord "
        "landlords safety product boiler boilers software rules standards standard",
    ),
    "non compliance": sense(
        "gdpr tax",
        "notice",
        "building fire regulations regulation gdpr tax audit accessibility cladding firms firm website landlord landlords fine fines "
        "safety data planning code contractor supplier standards browser cookies printer software",
    ),
    "resistant": sense(
        "drug water fire fade multidrug antibiotic heat corrosion multi-drug stain shower slip treatment tamper crease frost acid "
        "scratch shock wind",
        "strain strains bacteria depression hypertension tb infection infections tuberculosis surface fabric cladding starch epilepsy",
        "bacteria infection tb antibiotic antibiotics strain material fabric cladding depression epilepsy insulin",
    ),
    "aggressive": sense(
        "",
        "cancer cancers tumour tumours treatment growth marketing pricing form disease lymphoma policy campaign tactics chemotherapy "
        "driving tax dog dogs cut cuts expansion target targets breed",
        "cancer tumour tumours marketing growth dog dogs lymphoma",
    ),
    "abusive": sense(
        "",
        "relationship relationships partner partners ex husband father marriage texts text messages message man men boyfriend behaviour "
        "comments tweets language phone call calls childhood home household priest online",
        "relationship partner ex husband boyfriend childhood violence marriage domestic refuge",
    ),
    "hostile": sense(
        "",
        "environment takeover bid witness reception territory climate architecture country fire vehicle country's questions design "
        "state states",
        "takeover environment windrush weather planet proposal proposals scheme road idea merger bill bypass motion crowd crowds",
    ),
    "normal": sense(
        "new the back a within perfectly are",
        "range distribution limits hours delivery birth term day service way text weight saline temperature pressure procedure practice "
        "size blood pregnancy heart reaction response ecg development routine childhood",
        "range limits temperature saline scan ecg results distribution statistics",
    ),
    "inmate": sense("", "", "kennel zoo sanctuary asylum-museum"),
    "prisoner": sense("political", "of ombudsman exchange swap swaps dilemma", "war hostage hostages ombudsman chess camp pow geneva"),
    "prisoners": sense("political", "of swap exchange", "war hostage hostages camp geneva ceasefire"),
    "con": sense("pro comic the", "man artist artists trick tricks side job", "pros pro benefits scam email"),
    "cons": sense("and mod the", "of", "pros mod pro"),
    "lag": sense("time jet a the phase input", "time behind phase", "jet flight video network server wifi sound signal"),
    "lags": sense("time", "behind", "jet economy network server uk growth"),
    "criminal": sense(
        "the a",
        "justice court courts law offence offences record records code procedure cases trial investigation charges proceedings lawyer "
        "solicitor damage barrister history liability responsibility injuries bar appeal",
        "statute",
    ),
    "offender": sense("worst repeat-late biggest", "rehabilitation management assessment", "plastic litter allergen calories"),
    "perpetrator": sense("", "", "domestic violence dv marac"),
    "abuser": sense(
        "her his their my your child sexual sex domestic violent",
        "'s",
        "partner ex violence violent domestic refuge escape escaped fled child sexual stalking coercive",
    ),
    "abusers": sense("child sexual sex domestic their her violent", "", "violence domestic refuge sexual children priest"),
    "engaged": sense("is are got was be become became been", "to in couple tone with", "wedding married marry ring fiancé fiance fiancée"),
    "enabling": sense(
        "",
        "act local technology environment environments legislation works clause state power powers people us them access remote",
        "technology software legislation cookies javascript browser settings feature",
    ),
    "demons": sense("inner", "", "church bible priest film game religion exorcism speed fantasy manchester myth"),
    "zombie": sense(
        "",
        "film films movie movies process processes apocalypse game games company companies knife knives bank",
        "film movie game halloween computer process apocalypse netflix",
    ),
    "zombies": sense("", "film game", "film movie game halloween process processes apocalypse netflix costume computer shaun"),
    "tracks": sense("train tram railway sound album music tyre animal dirt", "on", "album train railway band"),
    "population": sense(
        "prison general local world uk scottish total bird fish deer ageing growing student",
        "growth census density of size figures estimates",
        "census",
    ),
    "feral": sense("", "cat cats pigeon pigeons pig pigs dog dogs goat goats pony ponies animals hogs horses", "cat cats pigeons goats"),
    "beggar": sense("", "belief my-neighbour", "opera proverb"),
    "beggars": sense("", "belief can't cannot opera banquet", "belief choosers wishes banquet proverb"),
    "tramp": sense(
        "chaplin's little long a-long",
        "steamer stamp through across over up",
        "chaplin lady disney feet boots mud march hill hills moor stairs overhead",
    ),
    "bum": sense("his her the my your baby's", "bag note deal steer notes", "nappy nappies cream wipe wipes spanked sore rash"),
    "junkie": sense("", "food", "junk-mail"),
    "hooker": sense("the", "", "rugby scrum prop england's try lions john"),
    "drunk": sense("be was were got being is are", "with on", "tea coffee cold chilled"),
    "rehab": sense(
        "knee stroke cardiac pulmonary hip shoulder neuro vestibular injury",
        "exercises physio",
        "knee stroke injury cardiac match season striker surgery",
    ),
    "relapse": sense("cancer ms leukaemia", "", "cancer ms leukaemia sclerosis tumour lymphoma nephrotic"),
    "shameless": sense("", "plug channel", "channel series gallagher"),
    "manipulative": sense("", "therapy physiotherapist physiotherapy skills", "spine spinal osteopath joints"),
    "manipulating": sense(
        "",
        "data figures results images objects numbers text files the-data joints",
        "data spreadsheet image images figures software market",
    ),
    "difficult": sense("", "decision decisions time times task question questions to delivery birth airway access", ""),
    "challenging": sense("", "times target targets year market decision budget the a", "market economy budget"),
    "absent": sense("", "from minded", "breath reflexes sounds"),
    "toxic": sense("", "waste chemicals fumes air masculinity asset assets", ""),
    "tolerance": sense("", "", "engineering racism glucose lactose"),
    "obstructive": sense("chronic", "sleep pulmonary airways hydrocephalus jaundice", "copd lung apnoea pulmonary"),
    "superficial": sense("", "wound wounds cut cuts burn burns vein veins scratches", "skin wound"),
    "weaned": sense("", "", "breast puree calf piglets"),
    "habitual": sense("", "residence abode", "residence passport"),
    "unfit": sense("", "for to-drive housing to-plead", "housing landlord driving fitness work"),
    "zombified": sense("", "", "film movie game"),
    "stoner": sense("", "rock metal film comedy doom band sludge lane road", "band album film comedy genre guitar"),
    "stoners": sense("", "", "quarry band"),
    "alcoholic": sense(
        "non low",
        "drink drinks beverage beverages content liver ginger hepatitis hand gel strength cider wipes cocktail solution extract lemonade",
        "liver hepatitis cirrhosis percent gel wipes cider drink drinks ginger content",
    ),
    "needy": sense("the", "", ""),
    "abandoned": sense("", "car vehicle building buildings property", ""),
    "sabotaged": sense("", "", "railway line cable cables pipeline pipelines train trains machine machines factory engine rival"),
    "sabotage": sense("", "", "railway line cable cables pipeline pipelines train trains machine machines factory engine act rival"),
    "default": sense("by in", "setting settings value option password font browser gender", "loan mortgage setting settings rent"),
    "defaulted": sense("", "", "loan loans mortgage bond bonds"),
    "turkey": sense("roast christmas", "sandwich sandwiches", "sandwich christmas salad"),
    "hooked": sense("", "", "crochet fish"),
    "minimise": sense(
        "to",
        "the risk waste harm delay disruption noise damage window spread costs cost",
        "window risk waste harm disruption delays delay spread exposure costs cost screen impact",
    ),
    **dict.fromkeys(("dirty needle", "dirty needles", "dirty pin", "dirty pins", "dirty works"), sense("", "", PINS)),
    **dict.fromkeys(
        ("treatment failure", "treatment failures", "programme failure", "programme failures"),
        sense("water sewage heat fertility root cancer wood software", "rate rates", PLANT),
    ),
    **dict.fromkeys(
        ("minimised", "minimises"), sense("", "", "window risk waste harm disruption delays spread exposure costs cost screen impact")
    ),
    "minimising": sense("", "waste harm the-risk", "window risk waste harm disruption delays spread exposure costs cost screen impact"),
    "insight": sense("", "", "report data market study"),
    "insane": sense("", "", "price prices traffic weather deadline"),
    "breeder": sense(
        "dog cat horse plant rose sheep puppy",
        "",
        "dog dogs puppy puppies kennel horse horses cat cats cattle sheep plant plants pigeon orchid reactor",
    ),
    "breeders": sense(
        "dog cat horse plant rose sheep puppy", "", "dog dogs puppy puppies kennel horse horses cat cats cattle sheep plant plants pigeon"
    ),
    **dict.fromkeys(
        ("flyer", "flier"),
        sense(
            "",
            "miles mile programme programmes program programs points point card cards scheme schemes status number numbers lounge lounges "
            "club account accounts perks perk rewards reward benefits upgrade upgrades discount discounts tier membership offer deals",
            AIR,
        ),
    ),
    **dict.fromkeys(("flyers", "fliers"), sense("", "", AIR)),
    "victim": sense("", "", "crime support robbery"),
    "show": sense("", "", "theatre television"),
    "fix": sense("quick bug software temporary", "for", "bug software boiler roof leak engineer plumber patch"),
    "script": sense(
        "film tv shell python television play", "writer editor", "actor actors film play theatre director python software audition"
    ),
    "engage": sense("", "the-gear clutch", "gear gears clutch lever lock bolt"),
    "drain": sense("storm", "cover", "storm water sewer blocked"),
    "in denial": sense("", "", "football score scores match election weather climate result results"),
    "vagrant": sense("", "bird birds warbler species bunting gull", "bird birds birders"),
    "vagrants": sense("", "", "bird birds birders rare"),
    "convict": sense(
        "", "ship ships colony settlement fish cichlid labour", "australia tasmania botany transported transportation 1787 1788 1790"
    ),
    "convicts": sense("", "", "australia tasmania botany transported transportation 1787 1788 1790"),
    "shooting gallery": sense("", "", "fair pier fairground rifle ducks pellets prizes"),
    "shooting galleries": sense("", "", "fair pier fairground rifle ducks pellets prizes"),
    "no show": sense("restaurant", "sock socks fee fees", "restaurant table hotel airline"),
    "no shows": sense("restaurant", "", "restaurant table tables hotel airline"),
    "bad apple": sense("", "", "fruit orchard bowl tree basket"),
    "black sheep": sense("", "", "field farm wool flock baa lamb"),
    "wagon": sense("", "", "cart hay sacks horse horses wheel train crates cowboy"),
    "burden": sense("", "", "proof evidence"),
    "hysterical": sense("", "laughter", "comedy comedian film sketch joke"),
    "dramatic": sense("", "fall rise increase drop change society reading irony effect growth improvement", ""),
    "psycho": sense("american the film", "", "film hitchcock bale shower"),
    "maniac": sense("", "", "film"),
    "cutter": sense("paper pastry glass grass cookie biscuit bolt coastguard tile stone", "", "biscuit pastry cookie"),
    "cutters": sense("paper pastry glass grass cookie biscuit bolt pipe wire", "", "biscuit pastry cookie"),
    "cheat": sense("", "", "sport doping olympic olympics athlete athletics tour cyclist sprinter medal ban uefa"),
    "cheats": sense("", "", "sport doping olympic olympics athlete athletics tour cyclists sprinter medal medals ban"),
    "target": sense("", "", "sales market marketing"),
    "beggar's": sense("", "purse purses lice opera tick ticks", ""),
    "old lags": sense("", "", "club eight crew team choir rowing cricket band lunch reunion"),
    "old lag": sense("", "", "club eight crew team choir rowing cricket band lunch reunion"),
    "playing games": sense(
        "", "", "rug phone board computer children boys girls kids console chess tablet cards garden playground teenagers video"
    ),
    "played the system": sense("", "of", ""),
    "on the game": sense("", "show", "eye match referee football pitch score"),
    "slag": sense("", "heap heaps tip tips", "mine coal steel furnace iron heap pit quarry tipped blast"),
    "whores": sense("", "", "babylon revelation bible"),
    "whore": sense("", "", "babylon revelation bible"),
    "hookers": sense("", "", "rugby scrum props prop lions england try flankers locks lineout"),
    "ex con": sense("", "artist artists", ""),
    "frequent attender": sense("", "", "choir gym museum theatre church match matches concert concerts library club cinema"),
    "frequent attenders": sense("", "", "choir gym museum theatre church match matches concert concerts library club cinema"),
    "time wasters": sense("no", "", "collection suite sofa cash ono kitten kittens puppy"),
    "colluding": sense("", "", "firms companies prices cartel cartels price suppliers banks"),
    "poor compliance": sense("", "", "rules rule regulations law laws tax alarm alarms parking standards code landlords firms"),
    "poorly compliant": sense("", "", "rules regulations standards lung lungs"),
    "tart": sense(
        "jam apple treacle lemon bakewell custard egg fruit cherry a",
        "with",
        "custard cream bakery pastry recipe lemon apple oven jam dessert",
    ),
    "tarts": sense(
        "jam apple treacle lemon bakewell custard egg fruit cherry pop", "", "custard cream bakery pastry recipe lemon apple oven jam"
    ),
    "hoe": sense("garden dutch", "", "garden spade shed allotment rake"),
    "slum": sense("", "clearance clearances landlord", "victorian history 1930s"),
    "slums": sense("", "", "victorian history 1930s"),
    "handout": sense("the a lecture", "", "class lecture seminar slides"),
    "handouts": sense("the lecture printed", "", "class lecture seminar slides workshop"),
    "hand outs": sense("the lecture printed", "", "class lecture seminar slides workshop"),
    "collude": sense("", "", "firms companies prices cartel price"),
    "colluded": sense("", "", "firms companies prices cartel price"),
    "show up": sense("", "", "scan"),
    "lifestyle": sense("", "magazine brand section supplement editor insurance", "magazine insurance fashion"),
    "dropout": sense("", "", "school university college"),
    "dirty": sense("", "money dishes bomb tricks work laundry look joke jokes weekend words talk", "launder laundering"),
}
