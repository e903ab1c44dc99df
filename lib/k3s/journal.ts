import type { AppErrorOptions } from '@/lib/core/errors'
import { CONFIG_FILE } from './config'

/** A line of k3s's journal that says why it does not come up. */
export interface JournalFinding {
  readonly code: string
  readonly options: AppErrorOptions
  /**
   * For how long the same may be said before it is the cause: 0 for k3s's last words, some seconds for what may pass,
   * longer for what is usual while the other side starts.
   */
  readonly patienceMs: number
}

type Role = 'server' | 'agent'

interface Known {
  readonly pattern: RegExp
  readonly code: string
  readonly roles: readonly Role[]
  readonly patienceMs: number
  readonly userMessage: (machine: string) => string
}

const BOTH: readonly Role[] = ['server', 'agent']
const MAY_PASS_MS = 4_000
const OTHER_SIDE_STARTS_MS = 60_000
/** A server on a slow card takes minutes until its API answers. */
const OTHER_SIDE_IS_SLOW_MS = 300_000

/**
 * What k3s and the kubelet say in their own words, and what it means. In the order of how much the line explains: the
 * first match counts.
 */
const KNOWN: readonly Known[] = [
  {
    pattern: /Node password rejected|duplicate hostname or contents of/i,
    code: 'k3s-node-password-rejected',
    roles: ['agent'],
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The server knows a machine called ${machine} already, with another node password: it was in this cluster before and was reinstalled, or two machines have the same name. Remove the old one from the cluster (kubectl delete node ${machine}), or rename this one. Then retry.`,
  },
  {
    pattern: /token CA hash does not match the Cluster CA certificate hash/i,
    code: 'k3s-server-changed',
    roles: ['agent'],
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `${machine} reached a server with another certificate authority than this cluster's: the server was reinstalled, or its address belongs to another machine. Look which machine has the address now; if the server is new, delete the cluster and create it again.`,
  },
  {
    pattern:
      /bootstrap data already found and encrypted with different token|starting kubernetes: preparing server: .*token/i,
    code: 'k3s-old-data',
    roles: ['server'],
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `${machine} still has the data of an earlier cluster, with another token. Clean it up with k3s's own script (/usr/local/bin/k3s-uninstall.sh) or delete /var/lib/rancher/k3s on it, then retry.`,
  },
  {
    pattern: /not yet valid|certificate has expired|current time .* is (?:before|after)/i,
    code: 'k3s-clock-wrong',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The certificates are not valid by the clock of ${machine}: its clock differs from the server's. Set it (sudo timedatectl set-ntp true), then retry.`,
  },
  {
    pattern:
      /401 Unauthorized|not authorized|(?:invalid|failed to normalize) (?:server )?token|Failed to validate connection to cluster.*[Uu]nauthorized/,
    code: 'k3s-token-refused',
    roles: ['agent'],
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The server refused the join token of ${machine}. Its token was changed after the cluster was created (k3s token rotate), or the server was reinstalled.`,
  },
  {
    pattern: /bind: address already in use/i,
    code: 'k3s-port-taken',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `Another program on ${machine} uses a port that k3s needs. See which one: sudo ss -tulpn | grep -E ':(6443|6444|10250)'. Stop it, then retry.`,
  },
  {
    pattern: /cgroup v1 support is|fail-cgroupv1|kubelet is configured to not run on a host using cgroup v1/i,
    code: 'k3s-cgroup-v1',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `${machine} has cgroup v1, and this Kubernetes refuses it. Switch the machine to cgroup v2 (systemd.unified_cgroup_hierarchy=1 on the kernel's command line, then a restart), or create the cluster with the option that allows cgroup v1.`,
  },
  {
    pattern: /failed to find (?:memory|cpu|cpuset|pids) cgroup|failed to get container runtime cgroup/i,
    code: 'k3s-cgroup-missing',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `A control group that k3s needs is switched off on ${machine}. On a Raspberry Pi add cgroup_memory=1 cgroup_enable=memory to the one line of /boot/firmware/cmdline.txt and restart it, then retry.`,
  },
  {
    pattern: /flannel exited.*operation not supported|operation not supported.*(?:vxlan|flannel)/i,
    code: 'k3s-network-module-missing',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The kernel of ${machine} lacks what the pod network needs (vxlan). On Ubuntu for Raspberry Pi install linux-modules-extra-raspi; after a kernel update restart the machine. Then retry.`,
  },
  {
    pattern: /flannel exited/i,
    code: 'k3s-network-failed',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The pod network (flannel) on ${machine} ended; the last line of the log has its reason. Often the address or the interface that it was given is gone: compare node-ip and flannel-iface in ${CONFIG_FILE} with the answer of: ip -br addr. Then retry.`,
  },
  {
    pattern: /no space left on device/i,
    code: 'host-disk-full',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `The disk of ${machine} is full. Free some space on it (df -h /var shows how much), then retry.`,
  },
  {
    pattern: /flag provided but not defined|unknown key|failed to (?:parse|read) .*config\.yaml/i,
    code: 'k3s-config-refused',
    roles: BOTH,
    patienceMs: MAY_PASS_MS,
    userMessage: (machine) =>
      `k3s on ${machine} does not know a setting in its configuration: see the log for which. A file in /etc/rancher/k3s/config.yaml.d may be from another version. Mend it, then retry.`,
  },
  {
    pattern: /\b503 Service Unavailable|apiserver (?:is )?(?:not ready|disabled)/i,
    code: 'k3s-server-not-ready',
    roles: ['agent'],
    patienceMs: OTHER_SIDE_IS_SLOW_MS,
    userMessage: (machine) =>
      `${machine} reaches the server, but the server says that it is not ready, and has done so for minutes. Look at what keeps it, on the server: sudo journalctl -u k3s -n 100. Then retry.`,
  },
  {
    pattern:
      /failed to get CA certs|Failed to retrieve agent configuration|Failed to validate connection to cluster|connection refused|no route to host|i\/o timeout|context deadline exceeded/i,
    code: 'k3s-server-unreachable',
    roles: ['agent'],
    patienceMs: OTHER_SIDE_STARTS_MS,
    userMessage: (machine) =>
      `${machine} can't reach the server's port 6443. Check that both are in the same network and that no firewall on the server blocks it (sudo ufw allow 6443/tcp), then retry.`,
  },
]

/** Since 1.32 most parts (flannel, the kubelet, containerd) end k3s by a request that is logged as an error. */
const LAST_WORDS = /level=fatal|^FATA\[|level=error msg="?Shutdown request received/
const WORRIES = /level=(?:error|fatal)|^(?:ERRO|FATA)\[|^[EF]\d{4} /
/** What an agent is refused with, once it trusts the server, is no error to k3s (pkg/agent/config/config.go): it asks again. */
const WAITING = /level=info msg="Waiting to retrieve agent configuration; server is not ready: /

/** Whether k3s ends with this line, to be started again by systemd. */
export const isLastWord = (line: string): boolean => LAST_WORDS.test(line)

/**
 * What a journal line of k3s means for a machine; undefined for a line that explains nothing. Only errors count, and
 * an agent's waiting to be let in: k3s mentions most of these words in passing too, e.g. when another machine knocks
 * with a wrong token.
 */
export function explainJournal(line: string, machine: string, role: Role): JournalFinding | undefined {
  const text = line.trim()
  if (!WORRIES.test(text) && !(role === 'agent' && WAITING.test(text))) return undefined
  const known = KNOWN.find(({ pattern, roles }) => roles.includes(role) && pattern.test(text))
  if (known === undefined) return undefined
  const said = text.slice(0, 500)
  return {
    code: known.code,
    patienceMs: isLastWord(text) ? 0 : known.patienceMs,
    options: { message: `${machine}: ${said}`, userMessage: known.userMessage(machine), details: { machine, said } },
  }
}
