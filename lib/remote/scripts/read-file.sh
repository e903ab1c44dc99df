#!/bin/sh
# Prints the file FILE in base64, or says that there is none.
#
# ::result found=yes|no
# ::result text=…   base64 on one line
set -eu
if [ ! -f "$FILE" ]; then
  echo '::result found=no'
  exit 0
fi
[ "$(wc -c <"$FILE")" -le 1000000 ] || exit 27
text=$(base64 <"$FILE" | tr -d '\n')
echo '::result found=yes'
echo "::result text=$text"
