import type { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import { at, type Whom } from './connect-failure'

export interface BeforeReady {
  /** Standard error up to the end. */
  readonly errors: readonly string[]
  readonly status: number | undefined
  /** sudo was asked. */
  readonly sudo: boolean
  readonly withPassword: boolean
}

const NOT_ALLOWED = /is not in the sudoers file|is not allowed to (run|execute)|may not run sudo|must have a tty/i
const MISSING = /sudo\W*: (command not found|not found|no such file)/i
const BROKEN = /effective uid is not 0|must be owned by uid 0|no valid sudoers/i

/** Tells why a script never began although the login worked. */
export function launchFailure(whom: Whom, seen: BeforeReady): AppError {
  const said = seen.errors
    .filter((line) => line.trim() !== '')
    .slice(-3)
    .join(' · ')
  const options = (userMessage: string) => ({
    message: `${at(whom)}: ${said || `ended with status ${seen.status ?? 'unknown'} before the script began`}`,
    userMessage,
    details: { machine: whom.name, address: whom.address, port: whom.port },
  })
  const user = whom.user ?? 'the login'
  if (!seen.sudo) {
    return hostFailure(
      'host-login-refused',
      options(
        `${at(whom)} lets ${user} in but runs no commands for it${said === '' ? '' : ` (“${said}”)`}. Give ${user} a normal shell, for example: sudo usermod -s /bin/bash ${user}`,
      ),
    )
  }
  if (MISSING.test(said)) {
    return hostFailure(
      'host-sudo-not-allowed',
      options(`sudo is not installed on ${at(whom)}. Install it there, or let BuzzCrate log in as root.`),
    )
  }
  if (NOT_ALLOWED.test(said) || BROKEN.test(said)) {
    return hostFailure(
      'host-sudo-not-allowed',
      options(
        `${user} may not use sudo on ${at(whom)}. As root there, run: usermod -aG sudo ${user} (on Arch: wheel), then log out of the machine once.`,
      ),
    )
  }
  if (!seen.withPassword) {
    return hostFailure(
      'host-sudo-password-needed',
      options(
        `sudo on ${at(whom)} asks for ${user}'s password, and BuzzCrate has none. Enter it for this machine, or let ${user} use sudo without one.`,
      ),
    )
  }
  return hostFailure(
    'host-sudo-password-wrong',
    options(
      `sudo on ${at(whom)} does not take the password that BuzzCrate has for ${user}. Enter the right one for this machine.`,
    ),
  )
}
