"""How python-telegram-bot behaves in this process; import it before using the library."""

import logging
import os

# Times (RetryAfter, durations) come as timedelta; without this every look at one is a
# deprecation warning. The library reads it from the environment and from nowhere else.
os.environ.setdefault("PTB_TIMEDELTA", "1")  # noqa: TID251  see above; no setting of ours

# At DEBUG the library writes the token and residents' words into the log.
logging.getLogger("telegram").setLevel(logging.INFO)
