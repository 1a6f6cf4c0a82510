#!/bin/sh
# Publishes the site of this repository from a machine of your own. Written by `advisory init --ci cron`; change it as
# you like.
#
# In the crontab of a user that can read this repository and push to the public one, with the paths of their clones:
#   17 * * * * /srv/private/.cron/advisory /srv/security-site.git
# Each run publishes what is public now, and waits for the instants of the next hour at which the site changes. Cron
# mails what it prints: handles, dates and the text of findings. The mail has to stay within the team.
set -eu
site=$(realpath "$1")
cd "$(dirname "$0")/.."
remote=$(git rev-parse --abbrev-ref '@{upstream}')

publish() {
  # Of the newest commit, whatever the work tree has.
  git fetch --quiet
  public=$(git -C "$site" symbolic-ref --short HEAD)
  git -C "$site" fetch --quiet origin "+refs/heads/$public:refs/heads/$public"
  # Exit status 3: an advisory that is due has an error and is left out. The rest of the site is pushed.
  incomplete=0
  advisory --quiet --rev "$remote" publish --to "$site" --branch "$public" --fail-incomplete || incomplete=$?
  [ "$incomplete" -eq 0 ] || [ "$incomplete" -eq 3 ]
  git -C "$site" push --quiet origin "$public"
}

publish
# It prints an instant and the seconds until then. Exit status 3: nothing changes by itself.
status=0
next=$(advisory --quiet --rev "$remote" next --within 1h) || status=$?
while [ "$status" -eq 0 ]; do
  sleep "${next#* }"
  publish
  next=$(advisory --quiet --rev "$remote" next --within 1h) || status=$?
done
[ "$status" -eq 3 ]
[ "$incomplete" -eq 0 ]
