import type { WordRule } from './word-table'

/** Matched against `reason: message`. Warnings without a rule keep Kubernetes' own sentence. */
export const EVENTS: readonly WordRule[] = [
  { when: /^Scheduled:.*assigned \S+ to (\S+)/, words: 'Placed on $1.', hint: '' },
  { when: /^Pulling:.*image "([^"]+)"/i, words: 'Fetching the image $1.', hint: '' },
  { when: /^Pulled:.*already present/i, words: 'The image is already on the machine.', hint: '' },
  { when: /^Pulled:.*image "([^"]+)" in ([\d.]+m?s)/i, words: 'The image $1 arrived in $2.', hint: '' },
  { when: /^Created/, words: 'Container made.', hint: '' },
  { when: /^Started/, words: 'Container started.', hint: '' },
  { when: /^Killing/, words: 'Told to end.', hint: '' },
  {
    when: /^ScalingReplicaSet:.*Scaled (up|down) replica set \S+ (?:from (\d+) )?to (\d+)/i,
    words: 'Scaled $1 to $3.',
    hint: '',
  },
  { when: /^SuccessfulCreate:.*Created pod: (\S+)/, words: 'Made the pod $1.', hint: '' },
  { when: /^SuccessfulDelete:.*Deleted pod: (\S+)/, words: 'Ended the pod $1.', hint: '' },
  { when: /^NodeReady/, words: 'Became ready.', hint: '' },
  { when: /^NodeNotReady: Node is not ready/, words: 'Its machine does not answer any more.', hint: '' },
  {
    when: /^NodeNotReady/,
    words: 'Is no longer ready.',
    hint: 'Check its power and network, and whether k3s runs on it.',
  },
  { when: /^RegisteredNode/, words: 'Joined the cluster.', hint: '' },
  { when: /^RemovingNode/, words: 'Left the cluster.', hint: '' },
  {
    when: /^(Starting|NodeAllocatableEnforced|NodeHasSufficient\w+|NodeHasNoDiskPressure)/,
    words: 'k3s started on the machine.',
    hint: '',
  },
  { when: /^NodeNotSchedulable/, words: 'Closed for new pods (cordoned).', hint: '' },
  { when: /^NodeSchedulable/, words: 'Open for new pods again.', hint: '' },
  {
    when: /^Rebooted/,
    words: 'The machine was restarted.',
    hint: 'If nobody restarted it, look at its power supply.',
  },
  { when: /^TaintManagerEviction:.*Cancelling/, words: 'Stays where it is: its machine is back.', hint: '' },
  {
    when: /^TaintManagerEviction/,
    words: 'Is being moved away: its machine does not answer.',
    hint: '',
  },
  {
    when: /^(SystemOOM|OOMKilling)/,
    words: 'A program used more memory than there is and was killed.',
    hint: 'Set memory limits, or use a machine with more memory.',
  },
  {
    when: /^(EvictionThresholdMet|Evicted)/,
    words: 'The machine runs short, so Kubernetes ends pods on it.',
    hint: 'Free memory or disk space on the machine.',
  },
  {
    when: /^FreeDiskSpaceFailed|^ImageGCFailed/,
    words: 'Kubernetes could not free disk space.',
    hint: 'Free space on the machine by hand.',
  },
  {
    when: /^InvalidDiskCapacity/,
    words: 'The size of the image store was not known yet.',
    hint: 'It is normal once after a start.',
  },
  {
    when: /^(EnsuringLoadBalancer|EnsuredLoadBalancer|AppliedDaemonSet|UpdatedIngressIP|UpdatedLoadBalancer)/,
    words: 'The service load balancer is set up.',
    hint: '',
  },
  {
    when: /^CgroupV1/,
    words: 'The machine uses cgroup v1, which Kubernetes will stop supporting.',
    hint: 'It works for now. A newer system, or systemd.unified_cgroup_hierarchy=1 at boot, brings cgroup v2.',
  },
  {
    when: /^InspectFailed:.*(invalid reference format|couldn't parse image)/i,
    words: 'The name of the image is not a valid one.',
    hint: 'Image names are small letters; the version comes after a colon.',
  },
  {
    when: /^ErrImageNeverPull/,
    words: 'The image is not on this machine, and it may not be pulled.',
    hint: 'Side-load the image to this machine first.',
  },
  { when: /^BackOff:.*pulling image/i, words: 'Waits before it tries to pull the image again.', hint: '' },
  { when: /^LeaderElection/, words: 'One copy took the lead.', hint: '' },
  {
    when: /^BackOff:.*restarting failed container/i,
    words: 'It ends again and again; Kubernetes waits longer before each new start.',
    hint: 'Look at the log of its previous run.',
  },
  {
    when: /^Unhealthy: Readiness/,
    words: 'Its readiness check fails, so it gets no requests.',
    hint: 'Normal for some seconds at a start. If it stays, look at its log.',
  },
  {
    when: /^Unhealthy: Liveness/,
    words: 'Its liveness check fails; it will be restarted.',
    hint: 'Look at its log. It may need more time or memory.',
  },
  { when: /^Unhealthy: Startup/, words: 'It has not finished starting.', hint: '' },
  {
    when: /^FailedCreate:/,
    words: 'A pod could not be made.',
    hint: 'A quota or a rule of the cluster forbids it: the message says which.',
  },
  {
    when: /^(DNSConfigForming)/,
    words: 'The machine has more name servers than Kubernetes takes.',
    hint: 'Harmless as a rule: only the first three are used.',
  },
  {
    when: /^CertificateExpirationWarning/,
    words: 'Certificates of the cluster end soon.',
    hint: 'Restarting k3s renews them.',
  },
  {
    when: /^FailedToUpdateEndpoint/,
    words: 'Two changes met; Kubernetes tries again by itself.',
    hint: '',
  },
]
