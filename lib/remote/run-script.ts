import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { hostFailure } from '@/lib/ports/host-failures'
import type { NodeScript } from '@/lib/ports/node-script'
import type { RunScriptOptions } from '@/lib/ports/remote-host'
import { at, type Whom } from './connect-failure'
import { masker } from './mask'
import { cuttingOff, misbehaves } from './output-limit'
import { endUnit, runUnit, stopScript } from './own-scripts'
import { type CommandOutcome, runCommand } from './run-command'
import { scriptFailure } from './script-failure'
import { scriptText } from './script-files'
import { launchCommand, scriptProgram } from './script-program'
import { contractKeys, ScriptResults } from './script-results'
import type { SshLink } from './ssh-link'

/** A machine that went away is not waited for. */
const TIDY_MS = 5_000

const NONE: ReadonlySet<string> = new Set()

const Env = z.record(z.string(), z.string())

interface Prepared {
  readonly name: string
  readonly as: 'root' | 'login'
  readonly values: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  /** Of its contract; undefined where it takes any. */
  readonly keys: ReadonlySet<string> | undefined
}

export interface Ran {
  readonly outcome: CommandOutcome
  readonly results: Readonly<Record<string, string>>
}

/**
 * Runs a script and returns its parsed results. A connection found dead before the script began is made again once.
 * @param unit Name of the systemd unit for a detached script; `undefined` runs it on the channel.
 */
export async function runScript<Env, Result>(
  link: SshLink,
  script: NodeScript<Env, Result>,
  env: Env,
  options: RunScriptOptions,
  unit?: string,
): Promise<Result> {
  const values = valuesOf(script, env)
  const secrets: readonly string[] = script.secretEnv
  const prepared = { name: script.name, as: script.as, values, secrets, keys: contractKeys(script) }
  const overdue = new AbortController()
  const timer = setTimeout(() => overdue.abort(tookTooLong(link.whom, script)), script.timeoutMs)
  const limited = { ...options, signal: AbortSignal.any([options.signal, overdue.signal]) }
  try {
    const ran =
      unit === undefined ? await onChannel(link, prepared, limited) : await inUnit(link, prepared, limited, unit)
    const failure = scriptFailure(link.whom, {
      name: script.name,
      exits: script.exits,
      outcome: ran.outcome,
      results: ran.results,
      withPassword: (await link.password()) !== undefined,
    })
    if (failure !== undefined) throw failure
    return parseResults(link.whom, script, ran)
  } finally {
    clearTimeout(timer)
  }
}

function valuesOf<Env, Result>(script: NodeScript<Env, Result>, env: Env): Readonly<Record<string, string>> {
  return Env.parse(script.env.parse(env))
}

function parseResults<Env, Result>(whom: Whom, script: NodeScript<Env, Result>, ran: Ran): Result {
  // How long sudo took is known only out here. Never 0, which says that it was not asked: its two lines may come at once.
  const sudo = ran.outcome.askedSudo ? { sudoMs: String(Math.max(1, Math.round(ran.outcome.sudoMs))) } : {}
  const parsed = script.result.safeParse({ ...ran.results, ...sudo })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw hostFailure('host-command-failed', {
    message: `${script.name} on ${at(whom)} answered ${problems.join('; ')}`,
    userMessage: `${whom.name} answered ${script.name} in a way that BuzzCrate does not understand. The log has its output.`,
    details: { machine: whom.name, script: script.name, problems, results: ran.results },
  })
}

function tookTooLong<Env, Result>(whom: Whom, script: NodeScript<Env, Result>): AppError {
  return hostFailure('host-timed-out', {
    message: `${script.name} on ${at(whom)} took longer than ${script.timeoutMs} ms`,
    userMessage: `${script.name} on ${whom.name} did not end within ${Math.round(script.timeoutMs / 1000)} s and was stopped. The machine may be very busy.`,
    details: { machine: whom.name, script: script.name, timeoutMs: script.timeoutMs },
  })
}

/** Runs on a channel of the connection; a script whose caller gives up is stopped on the machine too. */
async function onChannel(
  link: SshLink,
  script: Prepared,
  options: RunScriptOptions,
  onAnyLine: (stream: 'out' | 'err') => void = () => undefined,
): Promise<Ran> {
  const [launcher, text, password] = await Promise.all([scriptText('launch'), scriptText(script.name), link.password()])
  const results = new ScriptResults(script.keys)
  const asked = script.as === 'root' ? password : undefined
  const mask = masker([...script.secrets.map((name) => script.values[name] ?? ''), password ?? ''])
  const onLine = (line: string, stream: 'out' | 'err') => {
    onAnyLine(stream)
    if (stream !== 'out' || !results.take(line)) options.onLine(mask(line), stream)
  }
  const cutOff = new AbortController()
  const signal = AbortSignal.any([options.signal, cutOff.signal])
  const attempt = async () => {
    let pid: number | undefined
    try {
      const connection = await link.connection(options.signal)
      const outcome = await runCommand(
        connection,
        {
          command: launchCommand(launcher, { as: script.as, withPassword: asked !== undefined }),
          password: asked,
          input: scriptProgram(text, script.values),
          onLine,
          signal,
          room: link.room,
          limit: cuttingOff(connection, link.whom, link.outputBytes, (reason) => cutOff.abort(reason)),
        },
        (began) => {
          pid = began
        },
      )
      return { ...outcome, errors: outcome.errors.map(mask) }
    } catch (error) {
      if (pid !== undefined && options.signal.aborted) await stop(link, script.as, pid)
      throw error
    }
  }
  // Nothing of it ran: the connection had died while idle, or dies now and the next one tells.
  const outcome = (await attempt().then(unlessNeverBegan, unlessLost)) ?? (await attempt())
  if (results.isFull) throw misbehaves(link.whom, `had more to say to ${script.name} than there is to say`)
  return { outcome, results: results.values() }
}

function unlessNeverBegan(outcome: CommandOutcome): CommandOutcome | undefined {
  const neverBegan = outcome.pid === undefined && outcome.status === undefined && outcome.killedBy === undefined
  return neverBegan ? undefined : outcome
}

function unlessLost(error: unknown): undefined {
  if (!(error instanceof AppError && error.code === 'host-connection-lost')) throw error
}

/** Best effort: a machine that cannot be reached any more cannot be told either, and the caller's reason is the news. */
async function stop(link: SshLink, as: 'root' | 'login', pid: number): Promise<void> {
  const signal = AbortSignal.timeout(stopScript.timeoutMs)
  const script = { name: stopScript.name, as, values: { PID: String(pid) }, secrets: [], keys: NONE }
  await onChannel(link, script, { signal, onLine: () => undefined }).catch(() => undefined)
}

/**
 * Runs as a transient unit and follows it; a lost connection is made again and the following goes on behind the last
 * line seen. When the caller's reason to abort is an AppError (cancelled, timed out), the unit is stopped; when the
 * worker merely lets go, it goes on for the next worker to join.
 */
async function inUnit(link: SshLink, script: Prepared, options: RunScriptOptions, unit: string): Promise<Ran> {
  await link.tidied(unit)
  const program = scriptProgram(await scriptText(script.name), script.values)
  const mask = masker(script.secrets.map((name) => script.values[name] ?? ''))
  const results: Record<string, string> = {}
  const seen = { out: 0, err: 0 }
  const onLine = (line: string, stream: 'out' | 'err') => options.onLine(mask(line), stream)
  const follow = () =>
    onChannel(
      link,
      {
        name: runUnit.name,
        as: 'root',
        values: { UNIT: unit, PROGRAM: program, OUT_SEEN: String(seen.out), ERR_SEEN: String(seen.err) },
        secrets: [],
        keys: script.keys,
      },
      { signal: options.signal, onLine },
      (stream) => {
        seen[stream] += 1
      },
    )
  try {
    for (;;) {
      const ran = await follow()
      Object.assign(results, ran.results)
      const { outcome } = ran
      if (outcome.status === undefined && outcome.killedBy === undefined) {
        await link.reconnect(options.signal)
        continue
      }
      if (outcome.status === 0) link.tidyLater(unit, endLater(link, unit))
      else await end(link, unit, options.signal)
      return { outcome: { ...outcome, errors: outcome.errors.map(mask) }, results }
    }
  } catch (error) {
    if (options.signal.aborted && options.signal.reason instanceof AppError) {
      await end(link, unit, AbortSignal.timeout(endUnit.timeoutMs)).catch(() => undefined)
    }
    throw error
  }
}

/** What was told of its end is only in the way: nobody waits until it is gone, and in memory it goes with a restart. */
async function endLater(link: SshLink, unit: string): Promise<void> {
  try {
    await end(link, unit, AbortSignal.timeout(TIDY_MS))
  } catch (error) {
    log.info('a finished unit was not tidied up', { machine: link.whom.name, unit, reason: String(error) })
  }
}

async function end(link: SshLink, unit: string, signal: AbortSignal): Promise<void> {
  const script = { name: endUnit.name, as: endUnit.as, values: { UNIT: unit }, secrets: [], keys: NONE }
  await onChannel(link, script, { signal, onLine: () => undefined })
}
