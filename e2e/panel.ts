import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { type PanelFile, runningPanel } from '@/workers/supervisor/panel-file'

/** A part of the panel with a process of its own. */
export type PanelPart = 'web' | 'worker' | 'practice' | 'postgres'

export interface TestPanelOptions {
  /** Kept when given; otherwise a new folder that `stop` removes. */
  dataDir?: string
  /** 0, the default, takes any free one. */
  port?: number
  env?: Readonly<Record<string, string>>
  /**
   * Ctrl-C in a terminal does not reach it: for whoever stops it then, because being asked twice means to be forced.
   * Default off.
   */
  ownGroup?: boolean
}

/** A whole panel as people run it: built web server, worker and database, under the real supervisor. */
export interface TestPanel {
  readonly url: string
  /** The one-time link of the first run; undefined when the data folder has an account already. */
  readonly setupUrl: string | undefined
  readonly databaseUrl: string
  readonly dataDir: string
  /** Everything it printed so far. */
  output(): string
  pid(part: PanelPart): number | undefined
  /** Ends a part politely (SIGTERM) and resolves when the supervisor has it back and the web server answers. */
  restart(part: PanelPart): Promise<void>
  /** Ends a part with SIGKILL and resolves when the supervisor has it back and the web server answers. */
  kill(part: PanelPart): Promise<void>
  /** Stops a part as a debugger would (SIGSTOP): it is there and does not answer. Resolves when the supervisor has another. */
  freeze(part: PanelPart): Promise<void>
  /** Ends only the supervisor, with SIGKILL, as a power cut would; the parts notice by themselves. */
  killSupervisor(): Promise<void>
  /** Ends the panel and resolves with its exit status. */
  stop(): Promise<number | null>
}

const ROOT = path.resolve(import.meta.dirname, '..')
const START_DEADLINE_MS = scaledMs(90_000)
const BACK_DEADLINE_MS = scaledMs(60_000)
const never = new AbortController().signal

/**
 * Starts the panel that was built last (`npm run build`) with a data folder of its own. Any number may run at once.
 * @throws Error with the panel's output when it does not come up.
 */
export async function startPanel(options: TestPanelOptions = {}): Promise<TestPanel> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'buzzcrate-panel-'))
  // The database's own user must be able to enter.
  chmodSync(dataDir, 0o755)
  const child = spawn(process.execPath, [builtSupervisor()], {
    cwd: ROOT,
    env: {
      ...process.env,
      // A test that looks into a panel's database sets these for itself: the next panel brings its own.
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
      // As people run it. Tests of machines on this machine allow what they need.
      BUZZCRATE_ALLOWED_ADDRESSES: undefined,
      BUZZCRATE_TRUSTED_PROXIES: undefined,
      LOG_FORMAT: 'text',
      HOST: '127.0.0.1',
      ...options.env,
      PORT: String(options.port ?? 0),
      BUZZCRATE_DATA: dataDir,
    },
    detached: options.ownGroup ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const alive = () => child.exitCode === null && child.signalCode === null

  /** What the running panel says of itself. Another process may hold the folder's file, so compare the number. */
  const current = (): PanelFile | undefined => {
    const panel = runningPanel(dataDir)
    return panel?.pid === child.pid ? panel : undefined
  }

  const up = await waitFor<PanelFile & { url: string; databaseUrl: string }>({
    look: async () => {
      if (!alive())
        throw new Error(`The panel ended while starting (${child.exitCode ?? child.signalCode}):\n${output}`)
      const panel = current()
      const { url, databaseUrl } = panel ?? {}
      return panel && url && databaseUrl ? { ...panel, url, databaseUrl } : undefined
    },
    everyMs: 20,
    deadlineMs: START_DEADLINE_MS,
    onDeadline: () => {
      child.kill('SIGTERM')
      return new AppError('panel-did-not-start', { userMessage: `The panel did not start:\n${output}` })
    },
    clock: systemClock,
    signal: never,
  })

  const end = async (part: PanelPart, signal: NodeJS.Signals) => {
    const before = current()?.parts[part]
    if (before === undefined) throw new Error(`The panel has no ${part} process now.`)
    const startedAt = processStart(before)
    process.kill(before, signal)
    await waitFor<true>({
      look: async () => {
        if (processStart(before) === startedAt) return undefined
        const now = current()?.parts[part]
        return now !== undefined && now !== before && (await answers(up.url)) ? true : undefined
      },
      everyMs: 20,
      deadlineMs: BACK_DEADLINE_MS,
      onDeadline: () => new AppError('part-did-not-return', { userMessage: `${part} did not come back:\n${output}` }),
      clock: systemClock,
      signal: never,
    })
  }

  return {
    url: up.url,
    setupUrl: up.setupUrl,
    databaseUrl: up.databaseUrl,
    dataDir,
    output: () => output,
    pid: (part) => current()?.parts[part],
    restart: (part) => end(part, part === 'postgres' ? 'SIGINT' : 'SIGTERM'),
    kill: (part) => end(part, 'SIGKILL'),
    freeze: (part) => end(part, 'SIGSTOP'),
    killSupervisor: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: async () => {
      if (alive()) child.kill('SIGTERM')
      const code = await exited
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

function builtSupervisor(): string {
  const current = path.join(ROOT, 'dist/current.json')
  if (!existsSync(current)) throw new Error('Nothing is built yet: npm run build')
  const release: unknown = JSON.parse(readFileSync(current, 'utf8'))
  if (typeof release === 'object' && release && 'workers' in release && typeof release.workers === 'string') {
    return path.join(ROOT, 'dist', release.workers, 'start.mjs')
  }
  throw new Error('dist/current.json is broken: npm run build')
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(scaledMs(2_000)) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Not listening yet.
    return false
  }
}
