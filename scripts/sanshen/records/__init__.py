"""The lasting proof (审签记录): one signed record per step of the protected branch (layer 3).

What others call:

    from sanshen.records.verifier import prove
    proofs = prove(repository, commit, now=...)          # -> sanshen.model.proof.Proofs
    proofs.proven["content/…/a.md"].published            # the publication time of this version
    proofs.unproven                                      # path -> why; nothing of it may be published
    proofs.faults                                        # every fault, named; allowed only where this is empty

`record` (types, canonical form), `chain` and `cover` (pure checks), `seal` (signatures), `store` (reading the branch),
`writer` (appending), `verifier` (proofs), `baseline` (an existing site brought in once). See docs/records.md.
"""
