import { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { ScriptExit } from '@/lib/ports/node-script'
import { at, connectionLost, type Whom } from './connect-failure'
import type { CommandOutcome } from './run-command'
import { launchFailure } from './sudo-failure'

export interface EndedScript {
  readonly name: string
  readonly exits: Readonly<Record<number, ScriptExit>>
  readonly outcome: CommandOutcome
  readonly results: Readonly<Record<string, string>>
  readonly withPassword: boolean
}

/** What went wrong with a script, as an AppError; `undefined` when it ended well. */
export function scriptFailure(whom: Whom, script: EndedScript): AppError | undefined {
  const { outcome, results } = script
  const { status, killedBy, pid, errors, askedSudo } = outcome
  if (pid !== undefined && status === 0) return undefined
  if (status === undefined && killedBy === undefined) return connectionLost(whom)
  if (pid === undefined) {
    const { before, passwordAsked } = outcome
    return launchFailure(whom, {
      errors,
      before,
      status,
      sudo: askedSudo,
      passwordAsked,
      withPassword: script.withPassword,
    })
  }
  const lastWords = errors.filter((line) => line.trim() !== '').slice(-3)
  const details = { machine: whom.name, script: script.name, status: status ?? null, results, lastWords }
  const known = status === undefined ? undefined : script.exits[status]
  if (known !== undefined) {
    return new AppError(known.code, {
      message: `${script.name} on ${at(whom)} ended with status ${status}`,
      userMessage: fill(known.userMessage, { ...results, machine: whom.name }),
      retryable: known.retryable ?? false,
      details,
    })
  }
  const ending = killedBy === undefined ? `ended with status ${status}` : `was killed (${killedBy})`
  const words = lastWords.length > 0 ? ` It said: “${lastWords.join(' · ')}”` : ' The log has what it printed.'
  return hostFailure('host-command-failed', {
    message: `${script.name} on ${at(whom)} ${ending}`,
    userMessage: `A command on ${whom.name} failed: ${script.name} ${ending}.${words}`,
    details,
  })
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([A-Za-z][A-Za-z0-9_.-]*)\}/g, (whole, key: string) => values[key] ?? whole)
}
