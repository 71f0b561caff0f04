"""The frozen program's entry; owns nothing."""

import sys

from kiwoom_desk.__main__ import main

sys.exit(main())
