#!/bin/sh
# Runs one instance of a deployment: run.sh INSTANCE_DIRECTORY COMMAND [ARGUMENT...]
# It leads the instance's session, so that one signal reaches all of it, and outlives the application to note its exit
# code, which nobody else could learn once the deployer has been restarted.
instance=$1
shift
# Caught, not ignored: an ignored signal would stay ignored in the application.
trap : HUP INT TERM
"$@"
code=$?
printf '%s\n' "$code" >"$instance/exit.new" && mv -f "$instance/exit.new" "$instance/exit"
