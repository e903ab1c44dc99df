import type { AppError } from '@/lib/core/errors'
import { type HostFailureCode, hostFailure } from '@/lib/ports/host-failures'

/** Whom a message is about. */
export interface Whom {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user?: string
}

/** How far the connecting had come: each tells another story when it fails. */
export type ConnectStage = 'tcp' | 'greeting' | 'login'

export const at = ({ name, address, port }: Whom): string =>
  name === address ? `${address}:${port}` : `${name} (${address}:${port})`

interface Story {
  readonly code: HostFailureCode
  readonly tell: (whom: Whom, stage: ConnectStage) => string
}

const UNREACHABLE: Story = {
  code: 'host-unreachable',
  tell: (whom) =>
    `There is no way to ${at(whom)}: nothing answers at this address. Check that the machine has power and its network cable, ` +
    'and that the address is right.',
}

const SILENT: Story = {
  code: 'host-timed-out',
  tell: (whom, stage) =>
    stage === 'tcp'
      ? `${at(whom)} does not answer. The machine is switched off, cut off or still starting, has another address, or a firewall drops the connection.`
      : `${at(whom)} takes the connection, but its SSH does not answer in time. The machine is very busy or still starting; try again in a moment.`,
}

const STORIES: Readonly<Record<string, Story>> = {
  ENOTFOUND: {
    code: 'host-name-unknown',
    tell: (whom) =>
      `No machine on the network has the name ${whom.address} (for ${whom.name}). Check the spelling, or give its IP address instead.`,
  },
  ECONNREFUSED: {
    code: 'host-refused',
    tell: (whom) =>
      `SSH refused by ${at(whom)}. The machine is up, but SSH does not answer there: it is off, or uses another port. ` +
      'Turn SSH on (on a Raspberry Pi: sudo systemctl enable --now ssh), or correct the port.',
  },
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EHOSTDOWN: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ETIMEDOUT: SILENT,
}

const LOGIN_REFUSED: Story = {
  code: 'host-login-refused',
  tell: (whom) =>
    `${at(whom)} does not let the user ${whom.user ?? ''} in with this key. Check the user name, and that the key's public half ` +
    `is in ~${whom.user ?? ''}/.ssh/authorized_keys on the machine (the key's page has a one-line command).`,
}

const NO_COMMON_LANGUAGE: Story = {
  code: 'host-refused',
  tell: (whom) =>
    `The SSH server on ${at(whom)} knows none of the encryption methods that BuzzCrate trusts. Update its system.`,
}

const NOT_SSH: Story = {
  code: 'host-refused',
  tell: (whom) => `Something answers at ${at(whom)}, but it is not SSH. Check the port.`,
}

const CUT_SHORT: Story = {
  code: 'host-connection-lost',
  tell: (whom) =>
    `${at(whom)} closed the connection before the login was done. SSH there may be starting, or refuses more connections for now; try again in a moment.`,
}

/** What ssh2 and the socket put on their errors. */
export interface ForeignError {
  readonly message: string
  readonly code?: string | number | undefined
  readonly level?: string | undefined
}

function storyOf(error: ForeignError): Story {
  const known =
    typeof error.code === 'string' ? STORIES[error.code === 'EAI_AGAIN' ? 'ENOTFOUND' : error.code] : undefined
  if (known) return known
  if (error.level === 'client-authentication') return LOGIN_REFUSED
  if (error.level === 'client-timeout') return SILENT
  if (/no matching/.test(error.message)) return NO_COMMON_LANGUAGE
  if (error.level === 'greeting') return NOT_SSH
  return CUT_SHORT
}

/** Turns an error of connecting into one of the panel's: the one place that knows ssh2's and the socket's errors. */
export function connectFailure(error: ForeignError, whom: Whom, stage: ConnectStage): AppError {
  const story = storyOf(error)
  return hostFailure(story.code, {
    message: `${at(whom)}: ${error.message}`,
    userMessage: story.tell(whom, stage),
    details: { machine: whom.name, address: whom.address, port: whom.port },
    cause: error,
  })
}

/** The connection broke while something was going on over it. */
export function connectionLost(whom: Whom): AppError {
  return hostFailure('host-connection-lost', {
    userMessage: `The connection to ${at(whom)} broke off. Check its power and network; BuzzCrate can go on where it stopped.`,
    details: { machine: whom.name, address: whom.address, port: whom.port },
  })
}
