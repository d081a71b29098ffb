"""A small list of words for tests of the command and the editor: no edit of the starter list changes them."""

LIST = """\
id: KB001
term: addict
forms: addict(s)
about: drug use
level: avoid
instead: person who uses drugs
+ (her name)
why: It makes the whole person the habit.
disagree: Some claim the word.
sources: INPUD 2011*

id: KB004
term: junkie
forms: junkie(s)
about: drug use
level: slur
instead: person who uses drugs
+ person who injects drugs
why: It calls people rubbish.
sources: INPUD 2011*

id: KB090
term: service user
forms: service user(s)
about: policy
level: contested
instead: people who come here
why: It names people by what they get.
disagree: Some prefer it to client.
sources: SDF*
"""
