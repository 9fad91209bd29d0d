"""An open exam of the audit and the merge: exports made by people who did not write the rules, with their truth.

python -m benchmarks.exam        one table: recall by planted kind, findings nobody planted, forbidden merges
"""
