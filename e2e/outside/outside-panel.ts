import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@/workers/supervisor/free-port'
import { interpolate, readCompose } from './compose-file'

const ROOT = path.resolve(import.meta.dirname, '../..')

export interface OutsideProcess {
  child: ChildProcess
  /** Everything it wrote so far. */
  output(): string
  exited: Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<void>
}

export interface OutsidePanel {
  /** Runs a service's own command to its end. */
  runToEnd(service: string): Promise<{ code: number | null; output: string }>
  /** Starts a web server; resolves with its address without waiting for it. */
  web(): Promise<OutsideProcess & { url: string }>
  worker(): OutsideProcess
  stop(): Promise<void>
}

/**
 * The panel as the containers run it: the image's files in a folder far from the checkout, each service's command and
 * environment out of docker-compose.yml, with the addresses of the given servers in the place of the containers' names.
 */
export function outsidePanel(servers: { databaseUrl: string; redisUrl: string; secretKey: string }): OutsidePanel {
  const compose = readCompose()
  const image = mkdtempSync(path.join(tmpdir(), 'buzzcrate-image-'))
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/image-layout.mjs'), image], { stdio: 'pipe' })
  const running: OutsideProcess[] = []

  const run = (service: string, extra: Record<string, string> = {}): OutsideProcess => {
    const { command, environment = {} } = compose.services[service] ?? {}
    const [program, ...args] = command ?? []
    if (program !== 'node') throw new Error(`The command of ${service} does not begin with node.`)
    const values = { POSTGRES_PASSWORD: 'x', BUZZCRATE_SECRET_KEY: servers.secretKey }
    const filled = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, interpolate(value, values)]),
    )
    const child = spawn(process.execPath, args, {
      cwd: image,
      env: {
        PATH: process.env['PATH'],
        ...filled,
        // As in the Dockerfile.
        NODE_ENV: 'production',
        BUZZCRATE_ROOT: path.join(image, 'workers'),
        BUZZCRATE_DATA: path.join(image, 'data'),
        HOSTNAME: '127.0.0.1',
        DATABASE_URL: servers.databaseUrl,
        REDIS_URL: servers.redisUrl,
        ...extra,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    }
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
    const started: OutsideProcess = {
      child,
      output: () => output,
      exited,
      kill: async (signal) => {
        child.kill(signal)
        await exited
      },
    }
    running.push(started)
    return started
  }

  return {
    runToEnd: async (service) => {
      const process = run(service)
      const code = await process.exited
      return { code, output: process.output() }
    },
    web: async () => {
      const port = await freePort('127.0.0.1', 0)
      return { ...run('web', { PORT: String(port) }), url: `http://127.0.0.1:${port}` }
    },
    worker: () => run('worker'),
    stop: async () => {
      await Promise.all(
        running.map((process) => (process.child.exitCode === null ? process.kill('SIGTERM') : undefined)),
      )
      rmSync(image, { recursive: true, force: true })
    },
  }
}
