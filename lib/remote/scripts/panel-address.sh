#!/bin/sh
# ::result address=…   where the connection comes from that this runs over
set -eu
echo "::result address=${SSH_CONNECTION%% *}"
