# shellcheck shell=sh
# shellcheck disable=SC2154 # $stage is of whoever sources this
# Root file systems of images, put together from what this Debian has. Sourced by `build`.

need_files() {
  if [ -n "$2" ] && [ -e "$2" ]; then return; fi
  fail "the package $1 is missing. Install with: sudo apt-get install $1, or build on an
image of a registry: compose/images/build --base eclipse-temurin:25-jre" 3
}

# A JDK 25 or newer, as the launcher finds it.
find_jdk() {
  on_path=$(command -v javac || true)
  if [ -n "$on_path" ]; then on_path=$(readlink -f "$on_path"); fi
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/javac}" /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* /opt/*jdk*; do
    if [ ! -x "$candidate/bin/jlink" ] || [ ! -r "$candidate/release" ]; then continue; fi
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      return
    fi
  done
  fail "no JDK 25 or newer found. Install one, or set JAVA_HOME" 3
}

# Libraries that a program needs, as the loader finds them, and the loader itself.
libraries_of() {
  ldd "$1" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
}

# What Java, and the native libraries in jars, need beyond what they bring.
runtime_libraries() {
  for name in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libstdc++.so.6 libgcc_s.so.1; do
    for folder_of in /lib /usr/lib; do
      for library in "$folder_of"/*-linux-gnu*/"$name"; do
        if [ -e "$library" ]; then
          echo "$library"
          continue 3
        fi
      done
    done
  done
  libraries_of "$JAVA_HOME/bin/java" | grep '/ld-linux'
}

# Files to the same paths below ROOT; links become what they point to.
rootfs_files() {
  into=$1
  shift
  for file in "$@"; do
    mkdir -p "$into${file%/*}"
    [ -e "$into$file" ] || cp -L "$file" "$into$file"
  done
}

# rootfs_program ROOT PROGRAM: it, and the libraries that it needs.
rootfs_program() {
  # shellcheck disable=SC2046 # paths without blanks
  rootfs_files "$1" "$2" $(libraries_of "$2")
}

# busybox with its names, and the few files that every program expects.
rootfs_system() {
  rm -rf "$1"
  mkdir -p "$1/bin" "$1/sbin" "$1/etc" "$1/root" "$1/tmp" "$1/var/lib" "$1/var/log" "$1/run" "$1/proc" "$1/sys" "$1/dev" \
    "$1/usr/bin"
  ln -s ../run "$1/var/run"
  chmod 1777 "$1/tmp"
  cp "$(command -v busybox)" "$1/bin/busybox"
  for applet in $("$1/bin/busybox" --list); do
    case $applet in
      busybox | dpkg | dpkg-deb | rpm | rpm2cpio) ;;
      *) ln -s busybox "$1/bin/$applet" ;;
    esac
  done
  ln -s ../../bin/env "$1/usr/bin/env"
  cat >"$1/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/sh
postgres:x:999:999:postgres:/var/lib/postgresql:/bin/sh
baton:x:10001:10001:baton:/var/lib/baton:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
PASSWD
  cat >"$1/etc/group" <<'GROUP'
root:x:0:
postgres:x:999:
baton:x:10001:
nogroup:x:65534:
GROUP
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
  # The locale that LANG=C.UTF-8 means, and the authorities that TLS clients trust.
  for file in /usr/lib/locale/C.utf8/* /etc/ssl/certs/ca-certificates.crt; do
    if [ -f "$file" ]; then rootfs_files "$1" "$file"; fi
  done
  if [ -d /usr/lib/locale/C.utf8/LC_MESSAGES ]; then
    cp -RL /usr/lib/locale/C.utf8/LC_MESSAGES "$1/usr/lib/locale/C.utf8"
  fi
}

# The runtime where the usual Java images have it. java.se: applications are built on this image as well.
rootfs_java() {
  mkdir -p "$1/opt/java"
  "$JAVA_HOME/bin/jlink" --output "$1/opt/java/openjdk" --strip-debug --no-man-pages --no-header-files \
    --include-locales en --generate-cds-archive --add-modules \
    java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.naming.dns,jdk.management,jdk.net,jdk.localedata,jdk.jfr,jdk.httpserver \
    >"$stage/jlink.log" 2>&1 || {
    cat "$stage/jlink.log" >&2
    fail "jlink of $JAVA_HOME could not make a runtime"
  }
  # For heaps of 32 GB and more.
  rm -f "$1"/opt/java/openjdk/lib/server/classes_nocoops*.jsa
}

# rootfs_pack ROOT ARCHIVE: owned by root, whoever packs it.
rootfs_pack() {
  tar --owner=0 --group=0 --numeric-owner -C "$1" -cf "$2" .
  rm -rf "$1"
}
