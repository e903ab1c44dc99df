#!/bin/sh
# Builds the base system of one kind of lab host: OUT/root (read-only layer of every host), OUT/seed (their own first
# layer), OUT/manifest (sha256 of every file in root). Started under a lock; does nothing when OUT is there already.
# Values: DISTRO (debian, arch, fedora), PACKAGES (comma list), OUT, DOWNLOADS (folder that keeps the .deb files), FILES (the folder in-host).
set -eu
[ ! -e "$OUT" ] || exit 0
work="$OUT.building"
rm -rf "$work"
mkdir -p "$work/seed/upper" "$work/seed/work" "$DOWNLOADS"
root="$work/root"

debootstrap --variant=minbase --cache-dir="$DOWNLOADS" --include="$PACKAGES" bookworm "$root" \
  "${BUZZCRATE_DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" 2>&1 ||
  { tail -20 "$work/debootstrap.log" >&2; exit 1; }

# What every host gets for itself, and what only costs space.
rm -rf "$root"/etc/ssh/ssh_host_* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/log/*.log \
  "$root"/var/log/apt "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/usr/share/info
: >"$root/etc/machine-id"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"

systemctl --quiet --root="$root" enable systemd-networkd ssh
systemctl --quiet --root="$root" disable apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer systemd-pstore.service getty@tty1.service nftables.service
# There is no hardware, and no initrd that could have left anything.
systemctl --quiet --root="$root" mask console-getty.service sys-kernel-debug.mount sys-kernel-tracing.mount dev-hugepages.mount \
  modprobe@.service sys-kernel-config.mount sys-fs-fuse-connections.mount systemd-network-generator.service \
  systemd-remount-fs.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
ln -s /dev/null "$root/etc/systemd/network/80-container-host0.network"
printf 'PermitRootLogin no\n' >"$root/etc/ssh/sshd_config.d/50-root-login.conf"

chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 buzz
echo 'buzz:buzz-lab' | chroot "$root" chpasswd

# What a container lacks of a real host: see in-host/boot.sh.
install -D -m 0755 "$FILES/boot.sh" "$root/usr/lib/lab-host/boot.sh"
install -D -m 0644 "$FILES/lab-host.service" "$root/usr/lib/systemd/system/lab-host.service"
systemctl --quiet --root="$root" enable lab-host

# modprobe succeeds for what this machine's kernel has built in, as on a real host.
release=$(uname -r)
if [ -d "/lib/modules/$release" ]; then
  mkdir -p "$root/lib/modules"
  cp -R "/lib/modules/$release" "$root/lib/modules/"
else
  mkdir -p "$root/lib/modules/$release"
  zcat /proc/config.gz 2>/dev/null | while IFS='=' read -r option value; do
    [ "$value" = y ] || continue
    case $option in
      CONFIG_OVERLAY_FS) echo kernel/fs/overlayfs/overlay.ko ;;
      CONFIG_BRIDGE) echo kernel/net/bridge/bridge.ko ;;
      CONFIG_BRIDGE_NETFILTER) echo kernel/net/bridge/br_netfilter.ko ;;
      CONFIG_VXLAN) echo kernel/drivers/net/vxlan.ko ;;
      CONFIG_VETH) echo kernel/drivers/net/veth.ko ;;
      CONFIG_NF_CONNTRACK) echo kernel/net/netfilter/nf_conntrack.ko ;;
      CONFIG_NF_NAT) echo kernel/net/netfilter/nf_nat.ko ;;
      CONFIG_NF_TABLES) echo kernel/net/netfilter/nf_tables.ko ;;
      CONFIG_NETFILTER_XT_MATCH_COMMENT) echo kernel/net/netfilter/xt_comment.ko ;;
      CONFIG_IP_NF_IPTABLES) echo kernel/net/ipv4/netfilter/ip_tables.ko ;;
    esac
  done >"$root/lib/modules/$release/modules.builtin"
  : >"$root/lib/modules/$release/modules.order"
  chroot "$root" depmod "$release"
fi

# Other systems are Debian underneath, so no mirror of theirs is needed, and nothing that looks for dpkg or apt finds it.
if [ "$DISTRO" != debian ]; then
  rm -f "$root/etc/debian_version" "$root"/usr/bin/apt* "$root"/usr/bin/dpkg* "$root"/usr/sbin/dpkg*
  rm -rf "$root/var/lib/dpkg" "$root/var/lib/apt" "$root/var/cache/apt" "$root/etc/apt" "$root/etc/dpkg" "$root/usr/lib/apt" \
    "$root/usr/lib/dpkg"
fi

if [ "$DISTRO" = fedora ]; then
  cat >"$root/usr/lib/os-release" <<'EOF'
NAME="Fedora Linux"
PRETTY_NAME="Fedora Linux 42 (Server Edition)"
ID=fedora
VERSION_ID=42
HOME_URL="https://fedoraproject.org/"
EOF
fi

if [ "$DISTRO" = arch ]; then
  cat >"$root/usr/lib/os-release" <<'EOF'
NAME="Arch Linux"
PRETTY_NAME="Arch Linux"
ID=arch
BUILD_ID=rolling
HOME_URL="https://archlinux.org/"
EOF
  : >"$root/etc/arch-release"
  # Names that packages depend on and that are there; their files are Debian's.
  for package in bash-5.2.015-1 ca-certificates-20230311-1 coreutils-9.1-1 curl-7.88.1-1 iproute2-6.1.0-1 iptables-1:1.8.9-1 \
    kmod-30-1 sudo-1.9.13-1 systemd-252.39-1 util-linux-2.38.1-1; do
    name=$(echo "$package" | sed 's/-[^-]*-[^-]*$//')
    entry="$root/var/lib/pacman/local/$package"
    mkdir -p "$entry"
    printf '%%NAME%%\n%s\n\n%%VERSION%%\n%s\n\n%%ARCH%%\nany\n\n%%SIZE%%\n0\n\n' "$name" "${package#"$name"-}" >"$entry/desc"
    printf '%%FILES%%\n' >"$entry/files"
  done
  echo 9 >"$root/var/lib/pacman/local/ALPM_DB_VERSION"
fi

# Nothing that systemd would have to bring up to date at the first boot.
touch "$root/etc/.updated" "$root/var/.updated"
mv "$root/var" "$work/seed/var"
mkdir "$root/var"
(cd "$root" && find . -xdev -type f -print0 | xargs -0 sha256sum >"$work/manifest")
rm -f "$work/debootstrap.log"
mv "$work" "$OUT"
