import type { Finding } from '@/lib/shared/finding'
import type { PreflightInput } from './inspection'
import { ok, type Verdict } from './verdict'

/** From here on the login itself worked: what failed is the login's own story. */
const LOGIN_CODES: ReadonlySet<string> = new Set([
  'host-login-refused',
  'host-second-factor-wanted',
  'host-other-user-wanted',
  'host-password-expired',
  'host-shell-ends',
  'host-key-changed',
  'host-key-not-accepted',
])

const SLOW_SUDO_MS = 2_000

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`

function reach({ machine, inspection }: PreflightInput): Verdict {
  const failure = inspection.connectFailure
  const where = `${machine.address}:${machine.port}`
  if (failure === null || LOGIN_CODES.has(failure.code)) return ok(`SSH answers at ${where}.`)
  return { level: 'blocker', sentence: failure.userMessage }
}

function login({ machine, inspection }: PreflightInput): Verdict | undefined {
  const failure = inspection.connectFailure
  if (failure === null) return ok(`Logs in as ${machine.user} with its key; the host key is the accepted one.`)
  if (!LOGIN_CODES.has(failure.code)) return undefined
  const named = failure.code === 'host-other-user-wanted' ? ({ fix: 'use-named-user' } as const) : {}
  return { level: 'blocker', sentence: failure.userMessage, ...named }
}

function sudo({ machine, inspection }: PreflightInput): Verdict | undefined {
  if (inspection.sudoFailure !== null) return { level: 'blocker', sentence: inspection.sudoFailure.userMessage }
  if (inspection.facts === null) return undefined
  const { sudoMs, resolvesOwnName, hostname } = inspection.facts
  if (sudoMs === 0) return ok('Logs in as root: sudo is not needed.')
  if (sudoMs < SLOW_SUDO_MS) return ok(`sudo works (${seconds(sudoMs)}).`)
  const sentence = `sudo on ${machine.name} works, but took ${seconds(sudoMs)}, and is slow every time anybody uses it.`
  if (resolvesOwnName)
    return { level: 'advice', sentence, wayOut: 'Look at what sudo waits for: sudo -n true on the machine.' }
  return {
    level: 'advice',
    sentence,
    wayOut: `It waits for somebody to know the machine's own name. Put it into /etc/hosts: 127.0.1.1 ${hostname}`,
    fix: 'add-hosts-entry',
  }
}

const accessChecks: readonly {
  readonly id: string
  readonly title: string
  readonly judge: (input: PreflightInput) => Verdict | undefined
}[] = [
  { id: 'reach', title: 'Reach', judge: reach },
  { id: 'login', title: 'Login', judge: login },
  { id: 'sudo', title: 'sudo', judge: sudo },
]

/** How far a visit came: reach, login, sudo. */
export function judgeAccess(input: PreflightInput): Finding[] {
  return accessChecks.flatMap(({ id, title, judge }) => {
    const verdict = judge(input)
    return verdict === undefined ? [] : [{ id, title, ...verdict }]
  })
}
