"""`python -m bench`: the product against bare Django views, in one sitting.

Both are served by the same granian with the same flags over the same PostgreSQL, in
turns, so that what is compared is a ratio that another machine shows as well.
"""

BARE_TABLE = "bench_plain"
"""What the bare view inserts into."""
