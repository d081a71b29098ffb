"""The rules of context, by the names that entries of the list use in `only` and `unless`.

Offers `RULES`: name -> rule, a function of a `Spot` that answers True or False; `MEANING`: name -> what it says, for people.

Quoted, mentioned, said of oneself, a name, a title, code: silent for every entry, so they have no name here (see check.py).
"""

from collections.abc import Callable
from typing import Final

from kithbridge.engines.language import context_claims as claims
from kithbridge.engines.language import context_clean as cleanness
from kithbridge.engines.language import context_people as people
from kithbridge.engines.language import context_senses as senses
from kithbridge.engines.language import context_verbs as verbs
from kithbridge.engines.language.context_spot import Spot

Rule = Callable[[Spot], bool]

RULES: Final[dict[str, Rule]] = {
    "of-person": people.of_person,
    "of-thing": people.of_thing,
    "of-child": people.of_child,
    "as-noun": people.as_noun,
    "before-person": people.before_person,
    "clean-person": cleanness.clean_person,
    "clean-test": cleanness.clean_test,
    "dirty-test": cleanness.dirty_test,
    "of-test": people.of_test,
    "person-subject": verbs.person_subject,
    "service-subject": verbs.service_subject,
    "child-subject": verbs.child_subject,
    "appointment": verbs.appointment,
    "drug-object": verbs.drug_object,
    "drug-before": verbs.drug_before,
    "drink-near": verbs.drink_near,
    "hobby": senses.hobby,
    "illness": senses.illness,
    "no-people": senses.no_people,
    "elsewhere": senses.elsewhere,
    "capitals": senses.capitals,
    "of-service": senses.of_service,
    "lower-case": senses.lower_case,
    "before-child": people.before_child,
    "as-name": people.as_name,
    "convictions": people.convictions,
    "drug-test-object": verbs.drug_test_object,
    "never-so": verbs.never_so,
    "minimising": claims.minimising,
    "influenced": claims.influenced,
    "with-others": claims.with_others,
    "of-figures": claims.of_figures,
    "of-law": senses.of_law,
    "near-drugs": verbs.drug_near,
    **dict.fromkeys((f"other-{word}" for word in senses.OTHER), senses.other_sense),
    "other-drunk": senses.other_drunk,
    "other-alcoholic": senses.other_alcoholic,
}

MEANING: Final[dict[str, str]] = {name: " ".join((rule.__doc__ or "").split()) for name, rule in RULES.items()}
