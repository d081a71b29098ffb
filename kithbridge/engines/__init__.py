"""Pure computing, typed, without Django: same input, same output.

Offers: `sealing` (secret words, keys, sealed boxes, labels), `week` (ISO weeks), `language` (reading age),
`disclosure` (how a count of people may be shown). Randomness comes only from a generator that is passed in,
or from the operating system where a key or a secret is drawn.
"""
