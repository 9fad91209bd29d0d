#!/bin/sh
# Back up what belongs together: Dagster's database, the target, the state. Nothing may be running meanwhile:
#   systemctl stop mergepoint-ui; backup.sh /var/backups/mergepoint; systemctl start mergepoint-ui
# Reads DAGSTER_PG_HOST, _PORT, _USER, _PASSWORD, _DB, TARGET_URL and MERGEPOINT_HOME; PYTHON has mergepoint installed.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: backup.sh FOLDER}
home=${MERGEPOINT_HOME:?the folder of the state}
place=$folder/$(date -u +%Y-%m-%dT%H%M%SZ)
mkdir -p "$place.part"

(
  export PGHOST="$DAGSTER_PG_HOST" PGPORT="${DAGSTER_PG_PORT:-5432}" PGUSER="$DAGSTER_PG_USER"
  export PGPASSWORD="$DAGSTER_PG_PASSWORD" PGDATABASE="$DAGSTER_PG_DB"
  pg_dump --format=custom --file="$place.part/dagster.dump"
)
case ${TARGET_URL:-} in
  postgresql*)
    (
      settings=$("${PYTHON:-python3}" "$here/pg_settings.py" TARGET_URL)
      eval "$settings"
      pg_dump --format=custom --file="$place.part/target.dump"
    )
    ;;
  *) echo "The target is no PostgreSQL database: back it up with its own tools, of the same hour." >&2 ;;
esac
tar -C "$(dirname "$home")" -czf "$place.part/state.tgz" "$(basename "$home")"
(cd "$place.part" && sha256sum ./*.dump ./*.tgz >SHA256SUMS)
mv "$place.part" "$place"
echo "$place"
