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
  /** Names of variables whose values are secrets: redacted wherever they appear. */
  readonly secretEnv: readonly (keyof Env & string)[]
  readonly timeoutMs: number
  /** Non-zero exit statuses with a meaning: turned into an AppError with this code and these words. */
  readonly exits: Readonly<Record<number, ScriptExit>>
}

export interface ScriptExit {
  readonly code: string
  readonly userMessage: string
  readonly retryable?: boolean
}

export function defineNodeScript<Env extends Readonly<Record<string, string>>, Result>(
  script: NodeScript<Env, Result>,
): NodeScript<Env, Result> {
  return script
}
