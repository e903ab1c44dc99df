import type { z } from 'zod'

/**
 * A script that runs on a machine: a file `lib/remote/scripts/<name>.sh` with its contract. Steps know no other way to
 * act on a machine, so the exact commands can be shown (Explain), simulated (practice machines) and reviewed.
 *
 * Values go in as environment variables (upper case), never in the text. The script reports facts by lines
 * `::result key=value` on standard output; these do not show in the log. All other output does.
 */
export interface NodeScript<Env = unknown, Result = unknown> {
  /** File name without `.sh`, e.g. `check-host`. */
  readonly name: string
  /** `root` scripts run through sudo, unless the login is root already. */
  readonly as: 'root' | 'login'
  readonly env: z.ZodType<Env>
  /** Parsed from the `::result` lines, all values strings. */
  readonly result: z.ZodType<Result>
  /** Further keys of `::result` lines, said along with a failing exit status. All others are ignored. */
  readonly reports?: readonly string[]
  /** Names of variables whose values are secrets: redacted wherever they appear. */
  readonly secretEnv: readonly (keyof Env & string)[]
  readonly timeoutMs: number
  /**
   * Runs as a transient systemd unit that a lost connection or a dead worker does not stop: running the same script
   * with the same values again in the same run joins the one that is going on. For what must not be cut half way
   * (a package installation) or takes long.
   */
  readonly detached?: boolean
  /** Non-zero exit statuses with a meaning: turned into an AppError with this code and these words. */
  readonly exits: Readonly<Record<number, ScriptExit>>
}

export interface ScriptExit {
  readonly code: string
  /** `{machine}` is replaced by the machine's name, `{key}` by the value of a `::result key=…` line. */
  readonly userMessage: string
  readonly retryable?: boolean
}

export function defineNodeScript<Env extends Readonly<Record<string, string>>, Result>(
  script: NodeScript<Env, Result>,
): NodeScript<Env, Result> {
  return script
}
