import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import readline from 'node:readline'
import type { AskPart } from './part-answers'
import { watchAnswers } from './watch-answers'

// A part is in one of these states:
//   stopped   not wanted; nothing runs
//   running   its process is there
//   waiting   its process ended by itself; a timer will start it again
//   stopping  its process has been asked to end

export interface PartOptions {
  name: string
  /** Arguments to Node: flags, the file, its arguments. */
  args: readonly string[]
  cwd: string
  environment: Readonly<Record<string, string>>
  /** How long a polite request to end is waited for. */
  stopMs: number
  /** How far it stands back where there is not processor enough for all: 0 not at all, 19 the furthest, as nice(1) has it. */
  niceness: number
  onLine: (line: string) => void
  /** Called whenever the process number changes; undefined while there is none. */
  onPid: (pid: number | undefined) => void
  onCrash: (how: string, nextTryMs: number) => void
  /** How it is asked whether it still answers; what does not is ended and started again. Default: it is not asked. */
  answers?: PartAnswers
}

export interface PartAnswers {
  ask: AskPart
  /** How long it may be silent: several questions, so that a slow board survives. */
  patienceMs: number
  onSilent: (silentMs: number) => void
}

export interface SupervisedPart {
  readonly name: string
  pid(): number | undefined
  start(): void
  /** Ends the process and keeps it ended; resolves when it is gone. */
  stop(): Promise<void>
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000
/** Questions within the patience for an answer, and how many times that patience a part gets until its first one. */
const QUESTIONS = 6
const FIRST_PATIENCE = 3
/** A process that ran this long was healthy: its next crash is not held against it. */
const HEALTHY_MS = 30_000

/** Runs one Node process and starts it again when it ends by itself, ever slower while it keeps failing. */
export function supervisePart(options: PartOptions): SupervisedPart {
  let child: ChildProcess | undefined
  let retry: NodeJS.Timeout | undefined
  let wanted = false
  let waitMs = FIRST_WAIT_MS
  let endedBy = ''

  const launch = () => {
    retry = undefined
    const startedAt = performance.now()
    // Its own process group, so that Ctrl-C reaches only the supervisor, which ends the parts in their order. The
    // channel tells the part when the supervisor is gone, however that happened.
    const started = spawn(process.execPath, options.args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment, BUZZCRATE_ENDED_BY: endedBy },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child = started
    standBack(started, options.niceness)
    for (const stream of [started.stdout, started.stderr]) {
      if (stream) readline.createInterface({ input: stream }).on('line', options.onLine)
    }
    let silent = false
    const onSilent = () => {
      silent = true
    }
    const stopWatching = options.answers === undefined ? () => {} : watch(started, options.answers, onSilent)
    const ended = (how: string) => {
      stopWatching()
      if (child !== started) return
      child = undefined
      endedBy = silent ? 'silent' : how
      options.onPid(undefined)
      if (!wanted) return
      if (performance.now() - startedAt > HEALTHY_MS) waitMs = FIRST_WAIT_MS
      options.onCrash(how, waitMs)
      retry = setTimeout(launch, waitMs)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    }
    started.once('error', (error) => ended(error.message))
    started.once('exit', (code, signal) => ended(signal ?? `status ${code}`))
    options.onPid(started.pid)
  }

  return {
    name: options.name,
    pid: () => child?.pid,
    start: () => {
      if (wanted) return
      wanted = true
      launch()
    },
    stop: async () => {
      wanted = false
      clearTimeout(retry)
      const current = child
      if (!current) return
      const gone = new Promise<void>((resolve) => current.once('exit', () => resolve()))
      current.kill('SIGTERM')
      const forced = setTimeout(() => current.kill('SIGKILL'), options.stopMs)
      await gone
      clearTimeout(forced)
    },
  }
}

/** At once, so that its threads begin like that. What has ended already says so by itself. */
function standBack({ pid }: ChildProcess, niceness: number): void {
  if (niceness === 0 || pid === undefined) return
  try {
    setPriority(pid, niceness)
    // Each part has a session of its own, and Linux may share the processor between sessions first: sched(7), autogroup.
    const group = `/proc/${pid}/autogroup`
    if (existsSync(group)) writeFileSync(group, String(niceness))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && HARMLESS.has(String(error.code)))) throw error
  }
}

/** It has ended already; or the system lets others' groups be changed now and then only. */
const HARMLESS: ReadonlySet<string> = new Set([
  'ERR_SYSTEM_ERROR',
  'ENOENT',
  'ESRCH',
  'EAGAIN',
  'EPERM',
  'EACCES',
  'EROFS',
])

/** A hung process does not listen to polite requests either. */
function watch(part: ChildProcess, { ask, patienceMs, onSilent }: PartAnswers, note: () => void): () => void {
  return watchAnswers({
    ask: (signal) => ask(part, signal),
    everyMs: patienceMs / QUESTIONS,
    patienceMs,
    firstPatienceMs: patienceMs * FIRST_PATIENCE,
    onSilent: (silentMs) => {
      onSilent(silentMs)
      note()
      part.kill('SIGKILL')
    },
  })
}
