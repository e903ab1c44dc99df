import { AppError, type Json } from '@/lib/core/errors'

interface Fault {
  /** Whether the same call may end well later. */
  readonly passes: boolean
  /** Whether the call may have had its effect all the same. */
  readonly effect: 'none' | 'unknown'
  readonly says: (account: string) => string
}

/** What goes wrong between the panel and Linode. The keys are the codes of AppErrors. */
const FAULTS = {
  'linode-token-refused': {
    passes: false,
    effect: 'none',
    says: (account) =>
      `Linode does not accept the token of ${account}: it was revoked, or has run out. Make a new one in Linode's Cloud Manager (API Tokens) and store it here.`,
  },
  'linode-permission-missing': {
    passes: false,
    effect: 'none',
    says: (account) =>
      `The token of ${account} may not do this. Make one with the missing permission in Linode's Cloud Manager (API Tokens) and store it here.`,
  },
  'linode-not-found': {
    passes: false,
    effect: 'none',
    says: () => 'Linode knows no such thing; it may have been deleted.',
  },
  'linode-request-refused': { passes: false, effect: 'none', says: () => 'Linode refuses this.' },
  'linode-label-taken': {
    passes: false,
    effect: 'none',
    says: (account) => `In ${account} something with this name exists already, and BuzzCrate has not made it.`,
  },
  'linode-account-limit': {
    passes: false,
    effect: 'none',
    says: (account) =>
      `The Linode account of ${account} has reached its limit. Delete what is not needed there, or ask Linode's support to raise the limit; then continue.`,
  },
  'linode-busy': {
    passes: true,
    effect: 'none',
    says: () => 'Linode is still busy with an earlier change of the same machine. Continue in some minutes.',
  },
  'linode-rate-limited': {
    passes: true,
    effect: 'none',
    says: (account) => `Linode was asked too often in the name of ${account}. Continue in some minutes.`,
  },
  'linode-unavailable': {
    passes: true,
    effect: 'unknown',
    says: () => 'Linode has a trouble of its own at the moment: see status.linode.com, and continue when it is over.',
  },
  'linode-timed-out': {
    passes: true,
    effect: 'unknown',
    says: () =>
      'Linode did not answer in time. Continue when the connection is good again; see also status.linode.com.',
  },
  'linode-unreachable': {
    passes: true,
    effect: 'unknown',
    says: () => 'The panel cannot reach Linode. See whether it has an internet connection, and continue then.',
  },
  'linode-answer-unreadable': {
    passes: true,
    effect: 'unknown',
    says: () =>
      'What answered was not Linode as BuzzCrate knows it: a proxy in between, or a trouble there. Continue in some minutes.',
  },
  'linode-answer-too-large': {
    passes: true,
    effect: 'unknown',
    says: () =>
      'Linode sent more than an answer can be. A proxy in between may be the reason. Continue in some minutes.',
  },
  'linode-redirected': {
    passes: false,
    effect: 'unknown',
    says: () =>
      'Linode sends on to another address, where BuzzCrate does not take the token. A proxy in between may be the reason.',
  },
  'linode-answer-unknown': {
    passes: false,
    effect: 'unknown',
    says: () => 'Linode answered in a way that this version of BuzzCrate does not know. A newer version may.',
  },
  'linode-list-too-long': {
    passes: false,
    effect: 'none',
    says: (account) => `There is more in ${account} than BuzzCrate can list.`,
  },
} as const satisfies Readonly<Record<string, Fault>>

export type LinodeFault = keyof typeof FAULTS

/** Every code that a call to Linode may end with. */
export const LINODE_FAULT_CODES: readonly string[] = Object.keys(FAULTS)

const faultOf = (error: unknown): Fault | undefined =>
  error instanceof AppError ? new Map<string, Fault>(Object.entries(FAULTS)).get(error.code) : undefined

/** Whether the same call may end well later. */
export const passes = (error: unknown): boolean => faultOf(error)?.passes ?? false

/** Whether a call that failed may have had its effect all the same. What is not known here may. */
export const mayHaveEffect = (error: unknown): boolean => (faultOf(error)?.effect ?? 'unknown') === 'unknown'

/**
 * @param account its name, for the sentence
 * @param says what Linode itself gave as reason, in its words
 */
export function linodeFault(
  code: LinodeFault,
  account: string,
  options: {
    readonly says?: string
    readonly message?: string
    readonly details?: Readonly<Record<string, Json>>
    readonly cause?: unknown
  } = {},
): AppError {
  const { passes: retryable, says } = FAULTS[code]
  const words = says(account)
  return new AppError(code, {
    message: options.message ?? `${code}: ${options.says ?? words}`,
    userMessage: options.says === undefined ? words : `${words} Linode says: ${options.says}`,
    retryable,
    details: { account, ...options.details },
    cause: options.cause,
  })
}
