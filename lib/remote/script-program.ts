import { exportLines, shellQuote } from './quote'

/** Messages are read by people and by our patterns alike, and root's tools are not on every login's path. */
const PREAMBLE = 'export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin"\n'

/**
 * The text for `sh -s`: the values, then the script as one group. The shell reads the whole group before it begins, so
 * a connection that breaks half way runs nothing, and no command of the script can eat the rest of it from standard
 * input.
 */
export function scriptProgram(script: string, env: Readonly<Record<string, string>>): string {
  return `${PREAMBLE}${exportLines(env)}{\n${script}\n} </dev/null\n`
}

export interface LaunchOptions {
  readonly as: 'root' | 'login'
  readonly withPassword: boolean
  /** A script to run in place of `sh -s`, reading standard input itself. It is seen in the process list. */
  readonly program?: string
}

/** The command for the channel. @param launcher Text of launch.sh. */
export function launchCommand(launcher: string, { as, withPassword, program }: LaunchOptions): string {
  const words = ['sh', '-c', shellQuote(launcher), 'launch', as, withPassword ? 'password' : 'plain']
  return [...words, ...(program === undefined ? [] : [shellQuote(program)])].join(' ')
}
