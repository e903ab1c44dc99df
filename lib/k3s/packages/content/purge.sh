#!/bin/sh
# Deletes every file that k3s wrote: configuration, cluster data, volumes, images, logs of containers.
# Debian's postrm, and a script of the package for the other formats: `purge` deletes, all else only tells systemd.
set -u

# Empties a folder that is a mount point, deletes any other. Refuses while something is mounted further down.
delete() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  while read -r _ _ _ _ point _; do
    case $(printf '%b' "$point") in
      "$1"/*) echo "$1 is not deleted: $point is still mounted" >&2; return 1 ;;
    esac
  done </proc/self/mountinfo
  while read -r _ _ _ _ point _; do
    if [ "$(printf '%b' "$point")" = "$1" ]; then
      find "$1" -mindepth 1 -depth -delete
      return
    fi
  done </proc/self/mountinfo
  rm -rf "$1"
}

purge() {
  failed=0
  for path in /etc/rancher/k3s /etc/rancher/node /var/lib/rancher/k3s /var/lib/kubelet /run/k3s /run/flannel \
    /var/lib/cni/networks/cbr0 /var/lib/cni/flannel /var/log/pods /var/log/containers /var/lib/buzzcrate-k3s; do
    delete "$path" || failed=1
  done
  for folder in /etc/rancher /var/lib/rancher /usr/libexec/kubernetes/kubelet-plugins/volume/exec \
    /usr/libexec/kubernetes/kubelet-plugins/volume /usr/libexec/kubernetes/kubelet-plugins /usr/libexec/kubernetes; do
    # Others may have put something there.
    [ -d "$folder" ] && rmdir "$folder" 2>/dev/null
  done
  return $failed
}

forget_units() {
  command -v systemctl >/dev/null 2>&1 || return 0
  for unit in k3s.service k3s-agent.service; do
    rm -f "/etc/systemd/system/multi-user.target.wants/$unit"
  done
  [ -d /run/systemd/system ] && systemctl daemon-reload
  return 0
}

case ${1:-} in
  purge)
    forget_units
    purge
    ;;
  remove | abort-install | disappear) forget_units ;;
esac
