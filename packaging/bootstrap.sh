#!/bin/sh
# Sets up what CNN Designer needs in this checkout, then runs it or its tests.
#
#     sh packaging/bootstrap.sh run  [FILE]                  open a design (default: a small example)
#     sh packaging/bootstrap.sh test [arguments of pytest]   run all tests
#
# Works from any folder. On Debian it also installs Python and the libraries of Qt where they are missing, as root
# or by a sudo that asks nothing. It stops with status 2 and one line where something cannot be had.
set -eu

note() { echo "bootstrap: $1" >&2; }
stop() { note "$1"; exit 2; }

# Libraries as the linker calls them, each with the Debian package that brings it.
QT='libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11.so.6=libx11-6 libglib-2.0.so.0=libglib2.0-0
    libfontconfig.so.1=libfontconfig1 libdbus-1.so.3=libdbus-1-3 libxkbcommon.so.0=libxkbcommon0'
X11='libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0
    libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-render.so.0=libxcb-render0
    libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-shm.so.0=libxcb-shm0
    libxcb-sync.so.1=libxcb-sync1 libxcb-util.so.1=libxcb-util1 libxcb-xfixes.so.0=libxcb-xfixes0
    libxcb-xkb.so.1=libxcb-xkb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0 libX11-xcb.so.1=libx11-xcb1'
WAYLAND='libwayland-client.so.0=libwayland-client0 libwayland-cursor.so.0=libwayland-cursor0'
# Programs of the test that moves a real pointer in a real window, likewise.
ROBOT='Xvfb=xvfb xdotool=xdotool openbox=openbox'

missing_libraries() {   # LIBRARY=PACKAGE…: prints the packages of those that the linker does not find
  known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 0   # no Linux with glibc: Qt brings its own
  for pair in "$@"; do
    case $known in *"${pair%%=*} ("*) ;; *) echo "${pair#*=}" ;; esac
  done
}

missing_programs() {    # PROGRAM=PACKAGE…: prints the packages of those that are not on the path
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null || echo "${pair#*=}"; done
}

install() {             # PACKAGE…: status 1, and the reason in why, where they cannot be had
  why='no apt-get here'
  command -v apt-get >/dev/null || return 1
  why='neither root nor a sudo without password'
  if [ "$(id -u)" = 0 ]; then root=; else root='sudo -n'; $root true 2>/dev/null || return 1; fi
  note "installing Debian packages: $*"
  log=$($root env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get -q -o Acquire::Languages=none update &&
    apt-get -q -y -o DPkg::Lock::Timeout=60 --no-install-recommends install "$@"' sh "$@" 2>&1 </dev/null) && return
  why=$(last_error)
  return 1
}

words() { echo "$*"; }

last_error() {          # the line of apt-get's or pip's log that says most
  case $log in
    *'connection broken'*) echo 'the package index cannot be reached' ;;
    *) echo "$log" | grep -E '^ *(E|ERROR):' | tail -n 1 | grep . || echo "$log" | tail -n 1 ;;
  esac
}

find_python() {         # sets python to the first one that is new enough and can make environments
  for python in python3 python3.14 python3.13 python3.12 python3.11; do
    "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
  done
  return 1
}

# shellcheck disable=SC2046,SC2086   # lists of words are meant to be split here
install_packages() {    # what the computer itself must have, and for a test what it should have
  case $what-${DISPLAY:+x11}-${WAYLAND_DISPLAY:+wayland} in
    run-x11-*) libraries="$QT $X11" ;;
    run--wayland) libraries="$QT $WAYLAND" ;;
    *) libraries=$QT ;;
  esac
  needed=$(words $(missing_libraries $libraries))
  ready || find_python || needed="python3 python3-venv $needed"
  wanted=
  if [ $what = test ]; then wanted=$(words $(missing_programs $ROBOT; missing_libraries $X11)); fi
  if [ -z "$needed$wanted" ] || install $needed $wanted; then return; fi
  [ -z "$needed" ] || stop "missing packages ($why): apt-get install $needed"
  note "the test in a real window will be skipped ($why): apt-get install $wanted"
}

state() {               # what an environment was made for; programs in it name its place, so a moved one is no good
  echo "$folder $("$venv/bin/python" -V) $(cksum <"$folder/pyproject.toml")"
}

ready() { [ "$(cat "$venv/ready-to-$what" 2>/dev/null)" = "$(state 2>/dev/null)" ]; }

usable() {              # an environment to go on with: whole, in its place, with a working pip
  for mark in "$venv"/ready-to-*; do
    if [ -f "$mark" ]; then case $(cat "$mark") in "$folder Python "*) ;; *) return 1 ;; esac; fi
  done
  [ ! -e "$venv/unfinished" ] || return 1
  "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null 2>&1
}

make_environment() {
  note "setting up $venv"
  usable || rm -rf "$venv"
  { mkdir -p "$venv" && : >"$venv/unfinished"; } || stop "cannot write in $venv"
  if [ ! -x "$venv/bin/python" ]; then
    log=$("$python" -m venv "$venv" 2>&1) || stop "cannot make an environment in $venv: $(last_error)"
  fi
  case $what in run) extra='' marks=run ;; test) extra='[test]' marks='run test' ;; esac
  # Other people's modules are compiled when first imported, most of Qt's never; ours now, also where Python may not.
  log=$("$venv/bin/python" -m pip install -q --no-compile --no-input --disable-pip-version-check \
    -e "$folder$extra" 2>&1 </dev/null) || { rm "$venv/unfinished"; stop "pip cannot install: $(last_error)"; }
  "$venv/bin/python" -m compileall -q "$folder/designer" >/dev/null || note 'commands will start more slowly: cannot compile'
  for mark in $marks; do state >"$venv/ready-to-$mark"; done
  rm "$venv/unfinished"
}

what=${1:-}
case $what in run | test) shift ;; *) stop 'usage: bootstrap.sh run [FILE] | test [ARGUMENTS OF PYTEST]' ;; esac
folder=$(cd "$(dirname "$0")/.." && pwd -P)
venv=$folder/.venv
PATH=${PATH#"$venv/bin:"}   # an activated environment must not make itself anew
install_packages
if ! ready; then
  find_python || stop "Python 3.11 or newer with venv is needed, not $(python3 -V 2>&1)"
  (
    # One set-up at a time: a second call waits here and finds it done.
    if command -v flock >/dev/null; then flock 9; fi
    ready || make_environment
  ) 9<"$0"
fi

# A bare system has no locale, and Qt warns of any that is not UTF-8.
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then export LC_ALL=C.UTF-8; fi
case $what in
  run) exec "$venv/bin/python" -P -m designer "$@" ;;   # -P: a folder "designer" where one stands is not ours
  test) cd "$folder" && exec "$venv/bin/python" -m pytest "$@" ;;
esac
