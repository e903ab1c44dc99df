import { describe, expect, it } from 'vitest'
import { explainJournal, isLastWord } from './journal'

const error = (msg: string) => `time="2026-11-23T04:10:00Z" level=error msg="${msg}"`
const waiting = (why: string) =>
  `time="2026-11-23T04:10:00Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: ${why}"`
const shutdown = (why: string) => error(`Shutdown request received: \\"${why}\\"`)
const fatal = (msg: string) => `time="2026-11-23T04:10:00Z" level=fatal msg="${msg}"`

// Lines as k3s and the kubelet print them.
const lines = [
  [
    'k3s-node-password-rejected',
    'agent',
    waiting(
      "/var/lib/rancher/k3s/agent/serving-kubelet.crt: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag",
    ),
  ],
  ['k3s-server-changed', 'agent', error('token CA hash does not match the Cluster CA certificate hash: f086 != 8e7d')],
  [
    'k3s-token-refused',
    'agent',
    waiting('failed to retrieve configuration from server: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized'),
  ],
  [
    'k3s-server-not-ready',
    'agent',
    waiting(
      'failed to retrieve configuration from server: https://127.0.0.1:6444/v1-k3s/config: 503 Service Unavailable',
    ),
  ],
  [
    'k3s-clock-wrong',
    'agent',
    error(
      'Failed to validate connection to cluster at https://10.0.0.1:6443: CA cert validation failed: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2026-11-10T00:34:39Z',
    ),
  ],
  [
    'k3s-server-unreachable',
    'agent',
    error(
      'Failed to validate connection to cluster at https://10.0.0.1:6443: failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": dial tcp 10.0.0.1:6443: connect: connection refused',
    ),
  ],
  [
    'k3s-port-taken',
    'server',
    fatal(
      'starting kubernetes: preparing server: init cluster datastore and https: listen tcp :6443: bind: address already in use',
    ),
  ],
  [
    'k3s-old-data',
    'server',
    fatal('starting kubernetes: preparing server: bootstrap data already found and encrypted with different token'),
  ],
  ['k3s-cgroup-missing', 'server', fatal('failed to find memory cgroup (v2)')],
  [
    'k3s-cgroup-v1',
    'agent',
    'E1123 04:10:00.000001    1234 run.go:72] "command failed" err="failed to validate kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is in maintenance mode"',
  ],
  ['k3s-network-module-missing', 'agent', shutdown('flannel exited: operation not supported')],
  [
    'k3s-network-failed',
    'agent',
    shutdown('flannel exited: failed to find the interface eth1: route ip+net: no such network interface'),
  ],
  ['host-disk-full', 'server', fatal('extracting data: write /var/lib/rancher/k3s/data: no space left on device')],
  ['k3s-config-refused', 'server', fatal('flag provided but not defined: -disabel')],
] as const

describe('explainJournal', () => {
  it.each(lines)('finds %s', (code, role, line) => {
    const finding = explainJournal(line, 'pi-02', role)
    expect(finding?.code).toBe(code)
    expect(finding?.options.userMessage).toContain('pi-02')
  })

  it('has patience with what may pass, more with a server that starts, and none with last words', () => {
    const patience = (code: string) => {
      const found = lines.find(([known]) => known === code)
      return found && explainJournal(found[2], 'pi-02', found[1])?.patienceMs
    }
    expect(patience('k3s-port-taken')).toBe(0)
    expect(patience('k3s-network-failed')).toBe(0)
    // It is said again after 5 to 10 s: the second time is the cause.
    expect(patience('k3s-token-refused')).toBe(4_000)
    expect(patience('k3s-node-password-rejected')).toBe(4_000)
    expect(patience('k3s-server-unreachable')).toBe(60_000)
    expect(patience('k3s-server-not-ready')).toBe(300_000)
  })

  it.each([
    'time="2026-11-23T04:10:00Z" level=info msg="Cluster-Http-Server http: TLS handshake error from 10.0.0.2: remote error: tls: bad certificate"',
    waiting('https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized'),
    'I1123 04:10:00 connection refused',
    error('Failed to retrieve agent configuration: 401 Unauthorized'),
    '',
  ])('is not taken in on a server by %j', (line) => expect(explainJournal(line, 'pi-01', 'server')).toBeUndefined())
})

it('knows the last words', () => {
  expect(isLastWord(fatal('x'))).toBe(true)
  expect(isLastWord('FATA[0001] x')).toBe(true)
  expect(isLastWord(shutdown('kubelet exited: x'))).toBe(true)
  expect(isLastWord(error('x'))).toBe(false)
})
