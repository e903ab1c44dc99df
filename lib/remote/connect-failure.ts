import type { AppError } from '@/lib/core/errors'
import { named } from '@/lib/core/named'
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
  readonly tell: (whom: Whom, stage: ConnectStage, message: string) => string
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

/** What ssh2 calls each (`no matching key exchange algorithm`), and the line that allows one that it has. */
const METHODS: readonly (readonly [RegExp, string, string])[] = [
  [/key exchange/i, 'key exchange', 'KexAlgorithms +curve25519-sha256'],
  [/host key/i, 'host keys', 'HostKeyAlgorithms +ssh-ed25519'],
  [/MAC/, 'integrity (MACs)', 'MACs +hmac-sha2-256-etm@openssh.com'],
  [/cipher/i, 'encryption', 'Ciphers +aes256-gcm@openssh.com'],
]

const NO_COMMON_LANGUAGE: Story = {
  code: 'host-no-common-method',
  tell: (whom, _, message) => {
    const [, what = 'encryption', line = 'KexAlgorithms +curve25519-sha256'] =
      METHODS.find(([pattern]) => pattern.test(message)) ?? []
    return (
      `BuzzCrate has none of the methods for ${what} that the SSH server on ${at(whom)} allows: they are newer than BuzzCrate's, or too old to be trusted. ` +
      `Allow one that both have: add the line “${line}” to /etc/ssh/sshd_config there, then: sudo systemctl reload ssh`
    )
  },
}

const FOR_NOW: Story = {
  code: 'host-refuses-for-now',
  tell: (whom, _, message) =>
    `SSH on ${at(whom)} takes no more connections for now (“${message}”): too many logins at once, or a penalty for failed ones. BuzzCrate waits and tries again.`,
}

const SECOND_FACTOR: Story = {
  code: 'host-second-factor-wanted',
  tell: (whom, _, message) =>
    `${at(whom)} takes the key of ${whom.user ?? ''}, and then wants a second factor (${message}) that only a person has. Let this user in by its key alone: add to the end of /etc/ssh/sshd_config there “Match User ${whom.user ?? ''}” and below it “  AuthenticationMethods publickey”, then: sudo systemctl reload ssh`,
}

const NO_KEYS: Story = {
  code: 'host-login-refused',
  tell: (whom, _, message) =>
    `SSH on ${at(whom)} takes no keys from ${whom.user ?? ''}, only ${message}. Allow them: PubkeyAuthentication yes in /etc/ssh/sshd_config there, then: sudo systemctl reload ssh`,
}

/** By the level that lib/remote/dial.ts puts on what it saw itself. */
const BY_LEVEL: Readonly<Record<string, Story>> = {
  'for-now': FOR_NOW,
  'second-factor': SECOND_FACTOR,
  'no-keys': NO_KEYS,
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
  const seen = named(BY_LEVEL, error.level ?? '')
  if (seen !== undefined) return seen
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
    userMessage: story.tell(whom, stage, error.message),
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
