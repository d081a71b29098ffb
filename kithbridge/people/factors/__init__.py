"""Second factors: what a code app, a passkey and a spare code are, and how each is checked.

totp      code app (RFC 6238): a code works once, over all processes
passkey   WebAuthn; its challenge rides inside the sealed visit
spare     ten spare codes, hashed under the pepper, each deleted when used

Nothing here opens anything by itself: a factor's secret is sealed to its holder, so her words come first (GROUND section 5).
"""
