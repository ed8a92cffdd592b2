"""An existing site of MkDocs or Hugo, brought in: its pages read, given a place here, and rewritten (contract §4b, 存量登记).

`site` says what the old site is, `mkdocs` and `hugo` how each of them finds its pages and names their addresses, `mapping`
what people have decided (which section becomes which column), `placing` where each page goes, `links` how its links and
pictures are found again, `writing` what its file will say. Nothing here asks the clock; only old files are read.
"""
