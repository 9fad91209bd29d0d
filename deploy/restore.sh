#!/bin/sh
# Restore a backup made by backup.sh, with the same variables set and nothing running: restore.sh FOLDER
# The databases must exist; what they hold is replaced. A state that is there is moved aside, not overwritten.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
place=$(cd "${1:?usage: restore.sh FOLDER}" && pwd)
home=${MERGEPOINT_HOME:?the folder of the state}
(cd "$place" && sha256sum --quiet -c SHA256SUMS)

fill() { pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction --dbname="$PGDATABASE" "$1"; }
(
  export PGHOST="$DAGSTER_PG_HOST" PGPORT="${DAGSTER_PG_PORT:-5432}" PGUSER="$DAGSTER_PG_USER"
  export PGPASSWORD="$DAGSTER_PG_PASSWORD" PGDATABASE="$DAGSTER_PG_DB"
  fill "$place/dagster.dump"
)
if [ -f "$place/target.dump" ]; then
  (
    settings=$("${PYTHON:-python3}" "$here/pg_settings.py" TARGET_URL)
    eval "$settings"
    fill "$place/target.dump"
  )
fi
if [ -e "$home" ]; then mv "$home" "$home.before-$(date -u +%Y-%m-%dT%H%M%SZ)"; fi
mkdir -p "$home"
tar -C "$home" --strip-components=1 -xzf "$place/state.tgz"
echo "restored $place"
