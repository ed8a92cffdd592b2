"""Sign-offs → sheets (三审三校, Art. 12): facts in, a Decision out. Pure (layer 2).

No stage, role or grade has a name in here: they are data of the policy.
"""
