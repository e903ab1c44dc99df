import { totalmem } from 'node:os'
import path from 'node:path'
import type { Env, WorkerRole } from '@/lib/core/env'
import { memoryEnvironment, memoryFlags } from './memory-limits'
import { type AskPart, byHealthRoute, byMessage } from './part-answers'
import { type SupervisedPart, supervisePart } from './supervise-part'

/** Web ends at once but for open streams, which close on the signal; the worker first lets go of its runs. */
const STOP_MS = { web: 6_000, worker: 15_000, practice: 10_000 } as const
/** Who clicks waits for web alone; runs and practice have time, and the processor whenever web leaves it. */
const NICENESS = { web: 0, worker: 3, practice: 3 } as const
/** Duties with a process of their own. */
const BY_THEMSELVES: ReadonlySet<WorkerRole> = new Set<WorkerRole>(['practice'])
/** A cluster's turn takes milliseconds; while one does not end, all others stand. */
const PRACTICE_PATIENCE = 1 / 3
const LEAST_PATIENCE_MS = 3_000

/**
 * How long web keeps a connection for the next request. Node's 5 s are less than proxies count on (nginx 60 s, Traefik
 * 90 s, Caddy 2 minutes by default): they would send requests into connections that are just being closed.
 */
const KEEP_ALIVE_MS = 130_000

/** The Node processes of the panel, not started yet, in the order in which they are to be stopped. */
export function panelParts(options: {
  webFolder: string
  workersFolder: string
  settings: Env
  port: number
  /** Where web answers on this machine. */
  local: string
  say: (line: string) => void
  onPid: (name: string, pid: number | undefined) => void
}): SupervisedPart[] {
  const { webFolder, workersFolder, settings, say, onPid } = options
  const terminal = process.stdout.isTTY === true
  const common = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...memoryEnvironment,
    DATABASE_URL: settings.DATABASE_URL,
    BUZZCRATE_DATA: settings.BUZZCRATE_DATA,
    BUZZCRATE_SECRET_KEY: settings.BUZZCRATE_SECRET_KEY,
    // Where lib/remote/scripts and other files of the program are found.
    BUZZCRATE_ROOT: workersFolder,
    HOST: settings.HOST,
    PORT: String(options.port),
    LOG_FORMAT: terminal ? 'text' : 'json',
  }
  const ask: Record<keyof typeof STOP_MS, AskPart> = {
    web: byHealthRoute(options.local),
    worker: byMessage,
    practice: byMessage,
  }
  const patienceMs = settings.BUZZCRATE_PATIENCE_MS
  const patience = {
    web: patienceMs,
    worker: patienceMs,
    practice: Math.max(LEAST_PATIENCE_MS, patienceMs * PRACTICE_PATIENCE),
  } as const
  const part = (name: keyof typeof STOP_MS, file: string, environment: Record<string, string>) =>
    supervisePart({
      name,
      args: [...memoryFlags(name, totalmem()), file],
      cwd: path.dirname(file),
      environment: { ...common, ...environment },
      stopMs: STOP_MS[name],
      niceness: NICENESS[name],
      onLine: (line) => {
        if (!isChatter(line)) say(terminal ? `${name.padEnd(8)} | ${line}` : line)
      },
      onPid: (pid) => onPid(name, pid),
      onCrash: (how, nextTryMs) =>
        say(`The ${name} process ended by itself (${how}); starting it again in ${nextTryMs / 1000} s.`),
      answers: {
        ask: ask[name],
        patienceMs: patience[name],
        onSilent: (silentMs) =>
          say(`The ${name} process has not answered for ${Math.round(silentMs / 1000)} s; ending it.`),
      },
    })
  // What members do on practice machines must not end anybody's runs.
  const duties = settings.BUZZCRATE_ROLES.filter((role) => !BY_THEMSELVES.has(role))
  return [
    part('web', path.join(webFolder, 'server.js'), {
      HOSTNAME: settings.HOST,
      KEEP_ALIVE_TIMEOUT: String(KEEP_ALIVE_MS),
    }),
    ...(duties.length === 0
      ? []
      : [part('worker', path.join(workersFolder, 'worker.mjs'), { BUZZCRATE_ROLES: duties.join(',') })]),
    ...(settings.BUZZCRATE_ROLES.includes('practice')
      ? [part('practice', path.join(workersFolder, 'practice.mjs'), { BUZZCRATE_ROLES: 'practice' })]
      : []),
  ]
}

/** What Next says at each start, which the banner says better. */
const isChatter = (line: string) =>
  line.trim() === '' || /^\s*(▲ Next\.js|- (Local|Network):|✓ (Starting|Ready))/.test(line)
