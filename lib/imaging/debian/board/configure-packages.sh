#!/bin/sh
# Configures the packages that the panel has unpacked: what dpkg does after unpacking. Runs once, before the system, when
# nothing else runs; a start that was cut short goes on at the next.
set -u
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true
# The kernel has its first file system already; making another would take long.
export INITRD=No

marks=/var/lib/buzzcrate
log=/var/log/buzzcrate-packages.log
policy=/usr/sbin/policy-rc.d
updates=/etc/initramfs-tools/update-initramfs.conf
clock=/var/lib/systemd/timesync/clock

# Most boards have no clock that goes on without power.
if [ -e "$clock" ] && [ "$(date +%s)" -lt "$(stat -c %Y "$clock")" ]; then date -s "@$(stat -c %Y "$clock")"; fi

before_unpacking() {
  # What packages would have done before they were unpacked; each once.
  for script in /var/lib/dpkg/info/*.preinst; do
    name=$(basename "$script" .preinst)
    [ ! -e "$marks/preinst/$name" ] || continue
    if DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_PACKAGE=${name%:*} DPKG_MAINTSCRIPT_ARCH=$(dpkg --print-architecture) \
      "$script" install; then : >"$marks/preinst/$name"; else echo "the preinst of $name failed"; fi
  done
}

configure() {
  before_unpacking
  dpkg --force-confold --configure -a
}

mkdir -p "$marks/preinst"
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"
if [ -e "$updates" ]; then sed -i 's/^update_initramfs=.*/update_initramfs=no/' "$updates"; fi
{ configure && : >"$marks/configured"; } 2>&1 </dev/null | tee -a "$log"
if [ -e "$updates" ]; then sed -i 's/^update_initramfs=.*/update_initramfs=yes/' "$updates"; fi
rm -f "$policy"
[ -e "$marks/configured" ] || exit 1

# In Debian the network's own program is there, and off.
systemctl enable systemd-networkd.service
rm -rf "$marks/packages-unpacked" "$marks/preinst" "$marks/configured"
apt-get clean
sync
