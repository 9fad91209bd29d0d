"""Print the settings of a PostgreSQL URL as shell variables, so that no password stands in a command line.

`eval "$(python pg_settings.py TARGET_URL)"` reads the URL from the variable of that name.
"""

import os
import shlex
import sys

from sqlalchemy import make_url

url = make_url(os.environ[sys.argv[1]])
found = {
    "PGHOST": url.host or "localhost",
    "PGPORT": str(url.port or 5432),
    "PGUSER": url.username or "",
    "PGPASSWORD": url.password or "",
    "PGDATABASE": url.database or "",
}
print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in found.items()))
