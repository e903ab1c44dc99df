import type { WayOut } from './way-out'

/** What goes wrong once Kubernetes runs: its nodes, its API, images. By the code of the failure. */
export const clusterWaysOut = {
  'node-not-ready': {
    title: 'The machine does not become Ready',
    likely: 'Its card is slow, or its pod network does not come up.',
    todo: 'Look at the journal of k3s on it, then retry.',
    byHand: ['kubectl describe node <machine>', 'sudo journalctl -u k3s -u k3s-agent -n 100'],
  },
  'cluster-unreachable': {
    title: 'The cluster’s API does not answer',
    likely: 'The server is starting, overloaded, or its port 6443 is blocked.',
    todo: 'Wait a moment and retry; look at the firewall if it stays so.',
    byHand: ['curl -k https://<server>:6443/ping', 'sudo journalctl -u k3s -n 50'],
  },
  'kubeconfig-missing': {
    title: 'k3s has not written its access file',
    likely: 'The server has only just started.',
    todo: 'Retry in a moment.',
    byHand: ['sudo ls -l /etc/rancher/k3s/k3s.yaml'],
  },
  'kubeconfig-unreadable': {
    title: 'The access file does not fit this cluster',
    likely: 'Something else wrote it: another k3s, or a restored backup.',
    todo: 'Look at it on the server; if the server is another one now, delete the cluster and create it again.',
    byHand: ['sudo cat /etc/rancher/k3s/k3s.yaml'],
  },
  'cluster-unauthorised': {
    title: 'The cluster refuses the saved access',
    likely: 'The certificate of the saved access has ended, or the server was reinstalled.',
    todo: 'On the cluster’s page: Kubeconfig, Fetch a new one. If the server is another one now, delete the cluster and create it again.',
    byHand: ['sudo kubectl get nodes   # on the server'],
  },
  'cluster-has-no-access': {
    title: 'The panel has no access to this cluster',
    likely: 'It was taken out of the vault, or the cluster is being deleted.',
    todo: 'Cancel this run; delete the cluster and create it again where you still want it.',
    byHand: ['sudo cat /etc/rancher/k3s/k3s.yaml   # on the server'],
  },
  'class-cluster-slow': {
    title: 'A cluster of the class is not ready in time',
    likely: 'Its own run waits, holds at a step, or the machines are slow.',
    todo: 'Open the student’s cluster from the wall and see to its run, then retry; others go on meanwhile.',
    byHand: [],
  },
  'k3s-certificate-ends': {
    title: 'The server’s own certificate ends soon',
    likely: 'k3s has not been started again in the months before its end.',
    todo: 'Start k3s again on the server, then retry.',
    byHand: ['sudo systemctl restart k3s', 'sudo k3s certificate check'],
  },
  'cluster-certificate-wrong': {
    title: 'This is not the API of this cluster',
    likely: 'The server was reinstalled, or another machine has its address.',
    todo: 'Look which machine has the address, then retry or create the cluster again.',
    byHand: ['curl -k https://<server>:6443/cacerts | sha256sum'],
  },
  'cluster-answer-unknown': {
    title: 'Something else answers in the cluster’s place',
    likely: 'A proxy or another program has the address or the port of the API.',
    todo: 'Look what listens there, then retry.',
    byHand: ["sudo ss -lntp 'sport = :6443'"],
  },
  'cluster-misbehaves': {
    title: 'The cluster misbehaves',
    likely:
      'What answers as its API server does what none does by accident: it is broken, or somebody else controls it.',
    todo: 'Look at the server itself. If in doubt, delete the cluster and install the machine anew.',
    byHand: ['sudo journalctl -u k3s -n 100'],
  },
  'cluster-refused': {
    title: 'The cluster refused this',
    likely: 'A rule in the cluster forbids it, or something that it needs is not installed.',
    todo: 'Mend what it names, then retry.',
    byHand: ['kubectl get events -A --sort-by=.lastTimestamp'],
  },
  'cluster-conflict': {
    title: 'Somebody else changed the same thing',
    likely: 'A person or a program in the cluster wrote to it at the same moment.',
    todo: 'Retry: it is read anew.',
    byHand: [],
  },
  'cluster-object-missing': {
    title: 'Something is gone from the cluster',
    likely: 'Somebody deleted it while this was going on.',
    todo: 'Retry: it is made again.',
    byHand: [],
  },
  'cluster-object-stays': {
    title: 'Something in the cluster does not go away',
    likely: 'One of its pods is on a machine that does not answer.',
    todo: 'Bring that machine back, or remove it from the cluster, then retry.',
    byHand: ['kubectl get pods -A -o wide'],
  },
  'smoke-pod-failed': {
    title: 'The test pod did not run',
    likely: 'The machine has no room for it, or its container runtime does not work.',
    todo: 'Look at what the cluster says of it, then retry.',
    byHand: ['kubectl get events -A --sort-by=.lastTimestamp', 'kubectl describe nodes'],
  },
  'image-import-failed': {
    title: 'k3s could not load the image',
    likely: 'Its disk is full, or its container runtime is still starting.',
    todo: 'Look at the log, then retry.',
    byHand: ['df -h /var', 'sudo k3s ctr images ls'],
  },
} as const satisfies Record<string, WayOut>
