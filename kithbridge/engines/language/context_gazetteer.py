"""Names that are known, UK first, each with its class: they stay as their owners write them.

Offers `NAMES` (class -> folded names) and `BY_WORD` (word -> the names that have it). A phrase in a name is silent where the whole name
stands.
"""

import re
from typing import Final

_LISTED: Final = {
    "law": (
        "misuse of drugs act; misuse of drugs regulations; misuse of drugs; drug trafficking act; vagrancy act; mental health act; "
        "rehabilitation of offenders act; street offences act; psychoactive substances act; care act; children act; "
        "offender management act; offender rehabilitation act; prisoners (return to custody) act; prisoner control of release act; "
        "licensing act; habitual drunkards act; inebriates act; dangerous drugs act; controlled substances act; child abuse act; "
        "convention against illicit traffic; single convention on narcotic drugs; protection of vulnerable groups scheme; "
        "safeguarding vulnerable groups act"
    ),
    "council": (
        "advisory council on the misuse of drugs; advisory council on drug misuse; national treatment agency for substance misuse; "
        "substance misuse management in general practice; all-party parliamentary group on drug abuse; "
        "health advisory service on substance misuse; commission on narcotic drugs; office on drugs and crime; "
        "substance abuse and mental health services administration; national institute on drug abuse; "
        "national institute on alcohol abuse and alcoholism; centre for addiction and mental health; "
        "canadian centre on substance use and addiction; eu drugs agency; european monitoring centre for drugs and drug addiction; "
        "prisoner ombudsman; prisons and probation ombudsman; offender assessment system; drug misuse research division; "
        "national drug treatment monitoring system; scottish drug misuse database; northern ireland drug misuse database; "
        "national programme on substance abuse deaths; welsh national database for substance misuse; "
        "her majesty's prison and probation service; national offender management service; parole board for prisoners; "
        "society for the study of addiction; national addiction centre; addiction recovery agency; drug abuse resistance education; "
        "substance misuse skills consortium; substance misuse area planning board; area planning board for substance misuse; "
        "faculty of addictions psychiatry; international society of addiction medicine; royal college of general practitioners"
    ),
    "fellowship": (
        "alcoholics anonymous; narcotics anonymous; cocaine anonymous; crystal meth anonymous; marijuana anonymous; "
        "heroin anonymous; gamblers anonymous; overeaters anonymous; sex addicts anonymous; families anonymous; "
        "adult children of alcoholics; co-dependents anonymous; drug addicts anonymous; pills anonymous; "
        "sex and love addicts anonymous; addicts anonymous; workaholics anonymous; nicotine anonymous; shopaholics anonymous; "
        "debtors anonymous; nar-anon; al-anon"
    ),
    "union": (
        "international network of people who use drugs; european network of people who use drugs; national users network; "
        "national users' network; vancouver area network of drug users; network of drug users; drug users union; drug users' union; "
        "junkiebond; union of drug users; drug user union; swedish users union; swedish drug users union; users union; "
        "urban survivors union; drug user peace initiative; scottish drug users network; drug users network; "
        "north american drug users alliance; international drug users' day; international drug users day; "
        "english collective of prostitutes; users voice; user voice; drug user activists; "
        "australian injecting and illicit drug users league; injecting and illicit drug users league; "
        "national organisation of drug users; nsw users and aids association; users and aids association; drug users organisation"
    ),
    "charity": (
        "addiction dependency solutions; addaction; action on addiction; addictions uk; addiction northern ireland; "
        "national association for children of alcoholics; prisoners abroad; prisoners' advice service; prisoners advice service; "
        "prisoners' families; prisoners' education trust; prisoners education trust; prisoner learning alliance; women in prison; "
        "prison reform trust; howard league; prisoners of conscience; "
        "national association for the care and resettlement of offenders; nacro; association of prisoners' families; "
        "prisoners' penfriends; forces in mind; homeless link; the homeless world cup; homeless world cup; crisis at christmas; "
        "society of st vincent; hooked on crochet; recovering justice; release; scottish families affected by alcohol and drugs; "
        "children of addicted parents; vulnerable people service; clean break; clean slate; tough love; addiction support; "
        "wired in to recovery; action for addicted prisoners; rehabilitation for addicted prisoners trust; rapt"
    ),
    "journal": (
        "substance use & misuse; substance use and misuse; substance abuse; journal of substance abuse treatment; "
        "drug and alcohol dependence; drug and alcohol review; addiction; addictive behaviors; addiction biology; "
        "addiction research & theory; addiction research and theory; journal of substance use; "
        "the american journal of drug and alcohol abuse; journal of drug and alcohol abuse; journal of addiction medicine; "
        "european addiction research; american journal on addictions; psychology of addictive behaviors; "
        "substance abuse treatment, prevention, and policy; journal of drug abuse; british journal of addiction; "
        "alcohol and alcoholism; child abuse & neglect; child abuse and neglect; black poppy; users' news; the junkie; "
        "journal of psychoactive drugs; drugs: education, prevention and policy; substance abuse and rehabilitation; "
        "harm reduction journal"
    ),
    "book": (
        "junky; junkie; trainspotting; confessions of an english opium-eater; confessions of an english opium eater; "
        "the lost weekend; in the realm of hungry ghosts; christiane f; memoirs of an addict; diary of a drug fiend; hidden harm; "
        "troubled families; orange is the new black; the beggar's opera; beggar's opera; naked lunch; requiem for a dream; "
        "the man with the golden arm; drugstore cowboy; pusher; the prisoner; prisoner cell block h; pretty woman; drunk history; "
        "another round; clean; beautiful boy; the basketball diaries; requiem for a junkie; once were warriors; the wire; shameless; "
        "breaking bad; leaving las vegas; the panic in needle park; cold turkey; state of the nation; rehab; the house of the dead; "
        "les miserables; bad mothers; drug war; ray; con air; convicts; the convict; the addict; the junky's christmas; "
        "the alcoholics; beggars banquet; white junk; the drinker; hangover square; under the volcano; the outrun; blackout; "
        "vice girls; slut; the ex-offender"
    ),
}
NAMES: Final = {kind: tuple(names.split("; ")) for kind, names in _LISTED.items()}
BY_WORD: Final[dict[str, list[str]]] = {}
for _name in (name for names in NAMES.values() for name in names):
    for _word in re.findall(r"\w+", _name):
        BY_WORD.setdefault(_word, []).append(_name)
