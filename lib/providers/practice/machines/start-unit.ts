import { parse } from 'yaml'
import { z } from 'zod'
import { CONFIG_FILE, KUBECONFIG_FILE, SERVER_CA_FILE } from '@/lib/k3s/config'
import { caHash, parseToken } from '@/lib/k3s/token'
import type { PracticeMachine, Unit } from './practice-machine'
import { type Env, fails, type ScriptEnding, type ScriptSurroundings } from './script-surroundings'
import { TAKES } from './timings'

const Config = z.looseObject({
  token: z.string(),
  'agent-token': z.string().optional(),
  server: z.string().optional(),
  'node-name': z.string(),
})

/** The package's sha256, written when it is installed. */
export const NOTE_FILE = '/var/lib/buzzcrate-k3s/package'
const IMAGES_FOLDER = '/var/lib/rancher/k3s/agent/images/'

/** What k3s says while it comes up, in its own words, spread over the time that it takes. */
const JOURNAL: Readonly<Record<Unit, readonly string[]>> = {
  k3s: [
    'Acquiring lock file /var/lib/rancher/k3s/data/.lock',
    'Starting k3s {version}',
    'Configuring sqlite3 database connection pooling: maxIdleConns=2, maxOpenConns=0',
    'Database tables and indexes are up to date',
    'generated self-signed CA certificate CN=k3s-server-ca',
    'Running kube-apiserver --advertise-port=6443 --secure-port=6444',
    'Running kube-scheduler --leader-elect=false',
    'Running kube-controller-manager --allocate-node-cidrs=true --cluster-cidr=10.42.0.0/16',
    'Waiting for API server to become available',
    'Node password validated successfully for {name}',
    'Kube API server is now running',
  ],
  'k3s-agent': [
    'Starting k3s agent {version}',
    'Adding server to load balancer k3s-agent-load-balancer: {server}',
    'Getting list of apiserver endpoints from server',
    'Connecting to proxy url=wss://{server}/v1-k3s/connect',
    'Running kubelet --hostname-override={name} --container-runtime-endpoint=unix:///run/k3s/containerd/containerd.sock',
    'Annotations and labels have been set successfully on node: {name}',
    'Starting flannel with backend vxlan',
  ],
}

/** Writes k3s's configuration on a machine and starts it, as k3s-start.sh does. */
export async function startUnit(machine: PracticeMachine, env: Env, around: ScriptSurroundings): Promise<ScriptEnding> {
  const unit: Unit = env['UNIT'] === 'k3s' ? 'k3s' : 'k3s-agent'
  const text = env['CONFIG'] ?? ''
  machine.files.set(CONFIG_FILE, { mode: 0o600, content: text })
  if (machine.packageSha256 === undefined) return fails(41, { said: 'there is no k3s' })
  if (!machine.memoryController) {
    around.say('time="" level=fatal msg="failed to find memory cgroup (v2)"')
    return fails(40, { said: 'failed to find memory cgroup (v2)' })
  }
  if (machine.trouble === 'fails-at-start') return crash(around)
  const config = Config.parse(parse(text))
  const server = config.server ?? ''
  if (unit === 'k3s-agent') {
    const refusal = refusalOf(machine, config.token, server, around)
    if (refusal !== undefined) {
      around.say(entry('fatal', `Failed to retrieve agent configuration: ${refusal}`, around))
      return fails(40, { said: refusal })
    }
    machine.joined = new URL(server).hostname
  }
  machine.enabled.add(unit)
  if (!machine.running.has(unit)) await comeUp(machine, unit, server, around)
  if (unit === 'k3s') writeServerFiles(machine, config.token, around)
  // k3s loads what lies in its images folder.
  for (const [path, { content }] of machine.files) if (path.startsWith(IMAGES_FOLDER)) machine.images.add(content)
  around.say(entry('info', `${unit} is up and running`, around))
  const ca = machine.files.get(env['CA_FILE'] ?? '')?.content ?? ''
  return { results: { restarts: '0', ca: Buffer.from(ca).toString('base64') } }
}

async function comeUp(machine: PracticeMachine, unit: Unit, server: string, around: ScriptSurroundings): Promise<void> {
  const lines = JOURNAL[unit]
  const takesMs = unit === 'k3s' ? TAKES.startServer : TAKES.startAgent
  const words: Readonly<Record<string, string>> = {
    version: machine.k3sVersion,
    name: machine.name,
    server: server.replace('https://', ''),
  }
  for (const line of lines) {
    around.say(
      entry(
        'info',
        line.replace(/\{(\w+)\}/g, (whole, key: string) => words[key] ?? whole),
        around,
      ),
    )
    await around.wait(takesMs / lines.length)
  }
  machine.running.set(unit, around.now())
}

async function crash(around: ScriptSurroundings): Promise<ScriptEnding> {
  const said = 'fatal error: unexpected signal during runtime execution'
  for (let times = 1; times <= 3; times++) {
    around.say(entry('info', 'Starting k3s', around))
    await around.wait(1_500)
    around.say(said)
    around.say(`k3s.service: Scheduled restart job, restart counter is at ${times}.`)
  }
  return fails(40, { said })
}

function refusalOf(
  machine: PracticeMachine,
  token: string,
  server: string,
  around: ScriptSurroundings,
): string | undefined {
  const other = URL.canParse(server) ? around.machineAt(new URL(server).hostname) : undefined
  const ca = other?.files.get(SERVER_CA_FILE)?.content
  const config = other?.files.get(CONFIG_FILE)?.content
  if (other?.isReachable !== true || !other.running.has('k3s') || ca === undefined || config === undefined) {
    return 'failed to get CA certs: connection refused'
  }
  const given = parseToken(token)
  if (given?.caHash !== caHash(ca)) return 'token CA hash does not match the Cluster CA certificate hash'
  const known = Config.parse(parse(config))['agent-token']
  if (given.secret !== known || machine.trouble === 'fails-at-join') return '401 Unauthorized'
  return undefined
}

function writeServerFiles(machine: PracticeMachine, token: string, around: ScriptSurroundings): void {
  const { authority, kubeconfig } = around.serverFiles(machine, token)
  machine.files.set(SERVER_CA_FILE, { mode: 0o644, content: authority })
  machine.files.set(KUBECONFIG_FILE, { mode: 0o600, content: kubeconfig })
}

const entry = (level: string, message: string, around: ScriptSurroundings): string =>
  `time="${new Date(around.now()).toISOString().slice(0, 19)}Z" level=${level} msg="${message}"`
