import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import https from 'node:https'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { LabError, waitFor } from '../hosts/run-command'

type ReleaseFile = { readonly file: string; readonly name: string; readonly size: number }
type Release = { readonly k3s: ReleaseFile; readonly images: ReleaseFile }

async function readRelease(releaseDir: string): Promise<Release> {
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64'
  const sums = await readFile(path.join(releaseDir, `sha256sum-${arch}.txt`), 'utf8')
  const find = async (pattern: RegExp): Promise<ReleaseFile> => {
    for (const line of sums.split('\n')) {
      const name = line.trim().split(/\s+\*?/)[1] ?? ''
      if (!pattern.test(name)) continue
      const file = path.join(releaseDir, name)
      return { file, name, size: (await stat(file)).size }
    }
    throw new LabError(`${releaseDir} has no ${pattern} in its sums`)
  }
  return { k3s: await find(/^k3s(-arm64)?$/), images: await find(/^k3s-airgap-images-.*\.tar\.zst$/) }
}

type Installation = {
  /** The value of a line `NAME value` that the host prints. */
  readonly printed: (name: string) => Promise<string>
  /** Sends a last line behind the files and closes the stream. */
  readonly finish: (line: string) => Promise<void>
  /** Rejects with LabError when the installation failed. */
  readonly done: Promise<void>
  readonly kill: () => void
}

/** Opens the one connection to a host and begins to send: script, binary, images. */
async function install(
  host: LabHost,
  release: Release,
  role: 'server' | 'agent',
  server: string,
  extra: string,
): Promise<Installation> {
  const script = await readFile(path.join(import.meta.dirname, 'install-by-hand.sh'))
  const config = `node-name: ${host.state.hostname}\nnode-ip: ${host.address}\n${extra}`
  const values = {
    K3S_SIZE: release.k3s.size,
    IMAGES_SIZE: release.images.size,
    IMAGES_NAME: release.images.name,
    ROLE: role,
    SERVER_ADDRESS: server,
    CONFIG: Buffer.from(config).toString('base64'),
  }
  const words = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  // The script is read whole before it runs, so that the rest of the stream is its standard input.
  const command = `sudo ${words.join(' ')} sh -c "$(head -c ${script.length})"`
  const child = spawn('ssh', [...host.sshArguments(), command], { stdio: ['pipe', 'pipe', 'pipe'] })
  const seen = new Map<string, string>()
  let errors = ''
  createInterface(child.stdout).on('line', (line) =>
    seen.set(line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)),
  )
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const done = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new LabError(`${host.name}: installation by hand ended with ${code}: ${errors}`))
    })
  })
  const stream = async function* () {
    yield script
    for (const { file } of [release.k3s, release.images]) yield* createReadStream(file, { highWaterMark: 1 << 20 })
  }
  // A host that fails closes the pipe: `done` says why, this only stops sending.
  const fed = pipeline(stream, child.stdin, { end: false }).catch(() => undefined)
  return {
    done,
    printed: (name) => waitFor(`${name} of ${host.name}`, () => seen.get(name), { timeoutMs: 180_000, everyMs: 10 }),
    finish: async (line) => {
      await fed
      child.stdin.end(line)
    },
    kill: () => child.kill(),
  }
}

/** Asks the API how many nodes are Ready, over one kept connection. */
function readyCounter(kubeconfig: string, address: string): () => Promise<number> {
  const value = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)?.[1] ?? '', 'base64')
  const agent = new https.Agent({
    keepAlive: true,
    ca: value('certificate-authority-data'),
    cert: value('client-certificate-data'),
    key: value('client-key-data'),
  })
  return () =>
    new Promise((resolve) => {
      const request = https.get({ host: address, port: 6443, path: '/api/v1/nodes', agent }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString()
        })
        response.on('end', () => resolve(response.statusCode === 200 ? countReady(body) : 0))
      })
      // A server that has just come up drops connections now and then: the next look tells.
      request.on('error', () => resolve(0))
    })
}

const NodeList = z.object({
  items: z.array(
    z.object({ status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }) }),
  ),
})

function countReady(body: string): number {
  const { items } = NodeList.parse(JSON.parse(body))
  return items.filter(({ status }) => status.conditions.some((one) => one.type === 'Ready' && one.status === 'True'))
    .length
}

/**
 * Installs k3s on bare lab hosts by plain parallel ssh processes: one connection a host, the release's binary and images,
 * a unit, a configuration, the server's token to every agent. Gives the milliseconds until all nodes are Ready.
 * The first host is the server. `extraConfig` is k3s configuration for every host, as lines of YAML.
 * Afterwards the hosts carry a cluster; `cleanFloor` takes it away.
 */
export async function measureFloor(lab: Lab, releaseDir: string, extraConfig = ''): Promise<number> {
  const release = await readRelease(releaseDir)
  const [first, ...rest] = lab.hosts
  if (first === undefined) throw new LabError('a lab without hosts has no floor')
  const start = performance.now()
  const [server, ...agents] = await Promise.all([
    install(first, release, 'server', first.address, extraConfig),
    ...rest.map((host) => install(host, release, 'agent', first.address, extraConfig)),
  ])
  const installations = [server, ...agents]
  const allDone = Promise.all(installations.map(({ done }) => done))
  // Whatever is waited for, a host that fails ends the wait.
  const unlessOneFails = <T>(wanted: Promise<T>): Promise<T> => Promise.race([wanted, allDone.then(() => wanted)])
  try {
    const token = await unlessOneFails(server.printed('TOKEN'))
    const kubeconfig = Buffer.from(await unlessOneFails(server.printed('KUBECONFIG')), 'base64').toString()
    await Promise.all([server.finish(''), ...agents.map((agent) => agent.finish(`${token}\n`)), allDone])
    const ready = readyCounter(kubeconfig, first.address)
    await waitFor('all nodes Ready', async () => (await ready()) === lab.hosts.length, {
      timeoutMs: 180_000,
      everyMs: 50,
    })
    return performance.now() - start
  } finally {
    for (const { kill } of installations) kill()
  }
}

/** Gives every host of the lab a fresh disk, whatever a bench left on it. */
export async function cleanFloor(lab: Lab): Promise<void> {
  await lab.reset()
}
