#!/bin/sh
# Installs k3s on one host the way a careful person would by hand. Runs as root on the host, piped in front of the
# release files through one SSH connection: the sizes say where one file ends in the stream and the next begins.
# The bare minimum: no package, and no second look at the sums of what ssh carried unharmed.
# Values: K3S_SIZE, IMAGES_SIZE, IMAGES_NAME, ROLE (server, agent), SERVER_ADDRESS, CONFIG (base64).
set -eu
mkdir -p /usr/local/bin /var/lib/rancher/k3s/agent/images /etc/rancher/k3s
head -c "$K3S_SIZE" >/usr/local/bin/k3s
head -c "$IMAGES_SIZE" >"/var/lib/rancher/k3s/agent/images/$IMAGES_NAME"
chmod 755 /usr/local/bin/k3s
ln -sf k3s /usr/local/bin/kubectl

unit=k3s
[ "$ROLE" = server ] || unit=k3s-agent
echo "$CONFIG" | base64 -d >/etc/rancher/k3s/config.yaml
chmod 600 /etc/rancher/k3s/config.yaml
cat >"/etc/systemd/system/$unit.service" <<EOF
[Unit]
Description=Lightweight Kubernetes
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s $ROLE

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable --quiet "$unit"

if [ "$ROLE" = agent ]; then
  # The token comes down the same connection once the server has one.
  read -r token
  printf 'server: https://%s:6443\ntoken: %s\n' "$SERVER_ADDRESS" "$token" >>/etc/rancher/k3s/config.yaml
  systemctl start "$unit"
else
  systemctl start "$unit"
  echo "TOKEN $(cat /var/lib/rancher/k3s/server/node-token)"
  echo "KUBECONFIG $(base64 -w 0 /etc/rancher/k3s/k3s.yaml)"
fi
