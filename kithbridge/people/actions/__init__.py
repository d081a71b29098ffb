"""Every change of state of the ground floor, by subject. Each is one keyword-only function.

opening   words to an open visit (neighbour), passphrase to a waiting visit (team)
pages     new page, new words, taking everything back
notes     messages between a page and the peer team
danger    "I am worried about this"
team      invitations, roles, second factors, leaving
circles   who shares keys
group     facts, notice, recordings
slips     one-time codes on paper
refusing  stopping further asks from a page, by two or more
lost      a page whose words are lost, ended by one of us where the group decided so
training  what somebody has learned before she reads
"""
