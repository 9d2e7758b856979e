#!/bin/sh
# A Docker engine for tests and the demo: the one that answers, or one of our own that ends with who asked for it.
#
#   engine.sh find         print the address of the engine that answers (DOCKER_HOST, the client's context, its default)
#   engine.sh start PID    start our own unless it runs, print its address; it ends when the last such process has ended
#   engine.sh stop PID     that process needs it no more
#   engine.sh down         stop the daemon of our own as a machine's shutdown does, and keep what it runs
#   engine.sh crash        kill the daemon of our own; its containers run on
#   engine.sh up           start it again after one of the two
#
# Our own lies in target/docker of this checkout, or in the folder that BATON_ENGINE_FOLDER names. Images stay there, so
# that the next run is fast; containers, networks and volumes do not. It takes a bridge, a range of addresses and
# firewall rules of its own: an engine that flushes the chains of another one would be seen by that one's containers.
# Linux and root only.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
folder=${BATON_ENGINE_FOLDER:-$(dirname "$(dirname "$here")")/target/docker}
hash=$(printf '%s' "$folder" | cksum | awk '{ printf "%08x", $1 }')
bridge=baton-$hash
# A socket's path has 108 bytes at most, and containerd adds 34 to this one.
run=$folder/run
[ ${#run} -le 72 ] || run=/run/$bridge
socket=$run/docker.sock
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "baton: $1"
  exit 3
}
ours() { DOCKER_HOST=unix://$socket docker "$@"; }

# --- processes -----------------------------------------------------------------------------------------------------

# When a process began, in ticks since the machine did: a process id alone may be another process by now.
began() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

runs_with() { { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null | grep -qF -- "$2"; }

# The process id of our own daemon if it runs.
daemon() {
  pid=$(cat "$run/dockerd.pid" 2>/dev/null) && [ -n "$pid" ] && runs_with "$pid" "--pidfile $run/dockerd.pid" && echo "$pid"
}

gone_within() {
  tenths=$(($2 * 10))
  while kill -0 "$1" 2>/dev/null; do
    tenths=$((tenths - 1))
    [ "$tenths" -gt 0 ] || return 1
    sleep 0.1
  done
}

# What a killed daemon leaves: containerd, a shim for each container, and below it the container.
end_leftovers() {
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    runs_with "$pid" "$run/exec/containerd/" || continue
    [ "$pid" != $$ ] || continue
    children=$(cat "$entry"/task/*/children 2>/dev/null) || true
    for child in $children; do kill -KILL "$child" 2>/dev/null || true; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  for left in "$run"/exec/containerd/daemon/*/moby/*/address; do
    if [ -e "$left" ]; then rm -f "$(sed 's,^unix://,,' "$left")"; fi
  done
  awk -v a="$run/" -v b="$folder/" 'index($2, a) == 1 || index($2, b) == 1 { print $2 }' /proc/self/mounts | sort -r |
    while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
}

# --- the network ---------------------------------------------------------------------------------------------------

# 10.N.0.0/16 where nothing of this machine lies; the first guess differs from checkout to checkout.
free_range() {
  taken=" $(ip -4 route show table all | grep -o '10\.[0-9]*\.' | sort -u | tr '\n' ' ')"
  number=$((0x$hash % 100))
  for _ in $(seq 100); do
    number=$(((number + 1) % 100))
    case $taken in
      *" 10.$((number + 100)). "*) ;;
      *)
        echo "10.$((number + 100))"
        return
        ;;
    esac
  done
  fail "no free range of addresses from 10.100.0.0/16 to 10.199.0.0/16 for a Docker engine"
}

# Ours are as an engine's own: bridged is let through, what goes from network to network is not, what leaves is masked.
network_up() {
  network_down
  range=$(free_range)
  echo "$range" >"$run/range"
  ip link add "$bridge" type bridge
  ip address add "$range.128.1/24" dev "$bridge"
  ip link set "$bridge" up
  # Each is put above the one before.
  forward -s "$range.0.0/16" -j ACCEPT
  forward -d "$range.0.0/16" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  forward -s "$range.0.0/16" -d "$range.0.0/16" -j DROP
  forward -s "$range.0.0/16" -o br-+ -j DROP
  forward -i br-+ -d "$range.0.0/16" -j DROP
  forward -i "$bridge" -o "$bridge" -j ACCEPT
  # A network that a test gave a range of its own has only this one.
  forward -i br-+ -o br-+ -m physdev --physdev-is-bridged -j ACCEPT ||
    forward -s "$range.0.0/16" -d "$range.0.0/16" -j ACCEPT
  iptables -w -t nat -I POSTROUTING -s "$range.0.0/16" ! -d "$range.0.0/16" -m comment --comment "$bridge" -j MASQUERADE
}

forward() { iptables -w -I FORWARD -m comment --comment "$bridge" "$@" 2>>"$folder/engine.log"; }

network_down() {
  for chain in 'filter FORWARD' 'nat POSTROUTING'; do
    table=${chain% *}
    iptables -w -t "$table" -S "${chain#* }" | grep -e "--comment $bridge " | sed 's/^-A/-D/' |
      while read -r rule; do
        # shellcheck disable=SC2086 # a rule is words
        iptables -w -t "$table" $rule
      done
  done
  range=$(cat "$run/range" 2>/dev/null || echo none)
  ip -o -4 address show | awk -v range="$range." 'index($4, range) == 1 { print $2 }' |
    while read -r left; do ip link delete "$left" 2>/dev/null || true; done
  # A killed daemon leaves its bridges, and knows no more of them than their names. With a record of earlier networks,
  # the next daemon would remove docker0, whosever that is.
  { grep -aoh 'br-[0-9a-f]\{12\}' "$folder/data/network/files/local-kv.db" || true; } 2>/dev/null | sort -u |
    while read -r left; do ip link delete "$left" 2>/dev/null || true; done
  ip link delete "$bridge" 2>/dev/null || true
  rm -rf "$run/range" "$folder/data/network"
}

# --- the engine ----------------------------------------------------------------------------------------------------

# launch DRIVER DAEMON-OPTION...
launch() {
  driver=$1
  shift
  rm -f "$run/dockerd.pid" "$socket"
  # Not in the terminal's group of processes: it is still needed when an interrupted test cleans up.
  setsid dockerd --data-root "$folder/data" --exec-root "$run/exec" --pidfile "$run/dockerd.pid" \
    -H "unix://$socket" --storage-driver "$driver" --config-file "$run/daemon.json" \
    --bridge "$bridge" --iptables=false "$@" >>"$folder/dockerd.log" 2>&1 </dev/null 9>&- &
  started=$!
  for _ in $(seq 300); do
    if ours version >/dev/null 2>&1; then
      echo "$driver" >"$run/driver"
      return 0
    fi
    kill -0 "$started" 2>/dev/null || return 1
    sleep 0.1
  done
  kill -KILL "$started" 2>/dev/null || true
  return 1
}

start_engine() {
  mkdir -p "$folder" "$run"
  chmod 700 "$run"
  : >"$folder/dockerd.log"
  end_leftovers
  # Settings of the machine's own engine are none of ours.
  echo '{}' >"$run/daemon.json"
  network_up
  set -- --default-address-pool "base=$range.0.0/17,size=24"
  if ! launch overlay2 "$@"; then
    grep -qiE 'driver not supported|overlay' "$folder/dockerd.log" || not_started
    say "this folder's file system does not carry Docker's overlay2: using vfs, which is slow and takes much space"
    end_leftovers
    launch vfs "$@" || not_started
  fi
  clean
}

not_started() {
  rm -f "$folder"/users/*
  tail -n 10 "$folder/dockerd.log" >&2
  end_leftovers
  network_down
  fail "the Docker engine did not start; all of its log is in $folder/dockerd.log. Start one yourself and set DOCKER_HOST"
}

clean() {
  {
    ours ps -aq | xargs -r env DOCKER_HOST="unix://$socket" docker rm -f -v
    ours network prune -f
    ours volume ls -q | xargs -r env DOCKER_HOST="unix://$socket" docker volume rm -f
    ours image prune -f
  } >>"$folder/engine.log" 2>&1 || true
}

stop_engine() {
  if pid=$(daemon); then
    clean
    kill -TERM "$pid" 2>/dev/null || true
    gone_within "$pid" 20 || kill -KILL "$pid" 2>/dev/null || true
  fi
  end_leftovers
  network_down
  rm -rf "$run"
}

# --- who needs it --------------------------------------------------------------------------------------------------

# A file for each: its name is the process id, it holds when that process began.
forget_the_dead() {
  for user in "$folder"/users/*; do
    [ -e "$user" ] || continue
    [ "$(began "$(basename "$user")")" = "$(cat "$user")" ] || rm -f "$user"
  done
}

alone() {
  mkdir -p "$folder/users"
  exec 9>"$folder/lock"
  flock 9
}

# Whoever asked may be killed and then stops nothing.
guard() {
  while [ "$(began "$1")" = "$2" ] && [ -e "$folder/users/$1" ]; do sleep 0.5; done
  [ ! -e "$folder/users/$1" ] || exec "$0" stop "$1"
}

start() {
  if [ "$(uname)" != Linux ] || [ "$(id -u)" != 0 ]; then
    fail "no Docker engine answers, and only root on Linux can start one. Start Docker (sudo systemctl start docker, or
Docker Desktop) and be in its group (sudo usermod -aG docker \$USER, then log in again), or set DOCKER_HOST"
  fi
  for program in docker dockerd containerd iptables ip flock setsid; do
    command -v "$program" >/dev/null || fail "no Docker engine answers, and $program is missing to start one. Install with:
sudo apt-get install -y --no-install-recommends docker.io iproute2"
  done
  began=$(began "$1")
  [ -n "$began" ] || fail "no process $1, for which to start a Docker engine"
  alone
  forget_the_dead
  # On record before the engine starts: whoever asked may end while it does.
  echo "$began" >"$folder/users/$1"
  setsid "$0" guard "$1" "$began" </dev/null >/dev/null 2>&1 9>&- &
  if ! daemon >/dev/null || ! ours version >/dev/null 2>&1; then
    stop_engine
    start_engine
  fi
  echo "unix://$socket"
}

# Off the record only when all is done: if this is interrupted, the guard does it.
stop() {
  [ -d "$folder/users" ] || return 0
  alone
  forget_the_dead
  others=$(ls "$folder/users")
  if [ "${others:-$1}" = "$1" ]; then stop_engine; fi
  rm -f "$folder/users/$1"
}

down() {
  alone
  pid=$(daemon) || return 0
  kill "-$1" "$pid"
  gone_within "$pid" 30 || kill -KILL "$pid"
}

# Without the range for new networks: see network_down on records of earlier networks.
up() {
  alone
  [ -e "$run/driver" ] || fail "there is no engine in $folder to start again: engine.sh start PID"
  if ! daemon >/dev/null; then launch "$(cat "$run/driver")" || not_started; fi
}

find_engine() {
  if [ -n "${DOCKER_HOST:-}" ] && ! docker version >/dev/null 2>&1; then
    say "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST"
    unset DOCKER_HOST
  fi
  docker version >/dev/null 2>&1 || return 1
  echo "${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')}"
}

case ${1:-}:$# in
  find:1) find_engine ;;
  start:2) start "$2" ;;
  stop:2) stop "$2" ;;
  down:1) down TERM ;;
  crash:1) down KILL ;;
  up:1) up ;;
  guard:3) guard "$2" "$3" ;;
  *) sed -n '4,9s/^# *//p' "$0" >&2 && exit 2 ;;
esac
