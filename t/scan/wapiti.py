#!/usr/bin/python3
"""wapiti, whose addresses to leave out (-x) can be read by the Python that is here: 3.0.4 puts a pattern's flags
behind it, and since 3.11 they may stand at its beginning only."""

import fnmatch
import re

from wapitiCore.main.wapiti import wapiti_main
from wapitiCore.net import crawler

crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
wapiti_main()
