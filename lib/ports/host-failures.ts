import { AppError, type AppErrorOptions } from '@/lib/core/errors'

/**
 * Everything that can be wrong between the panel and a machine, in the codes that attempt policies and screens use.
 * `retryable` is whether waiting a little can help without anybody's doing.
 */
export const hostFailures = {
  'host-not-in-panel': { retryable: false },
  'host-address-unknown': { retryable: true },
  'host-without-key': { retryable: false },
  'host-name-unknown': { retryable: false },
  'host-unreachable': { retryable: true },
  'host-refused': { retryable: true },
  'host-timed-out': { retryable: true },
  'host-key-changed': { retryable: false },
  'host-key-not-accepted': { retryable: false },
  'host-refuses-for-now': { retryable: true },
  'host-no-common-method': { retryable: false },
  'host-login-refused': { retryable: false },
  'host-second-factor-wanted': { retryable: false },
  'host-other-user-wanted': { retryable: false },
  'host-password-expired': { retryable: false },
  'host-shell-ends': { retryable: false },
  'host-connection-lost': { retryable: true },
  'host-sudo-password-wrong': { retryable: false },
  'host-sudo-password-needed': { retryable: false },
  'host-sudo-not-allowed': { retryable: false },
  'host-sudo-waits': { retryable: false },
  'host-disk-full': { retryable: false },
  'host-file-corrupt': { retryable: true },
  'host-command-failed': { retryable: false },
  'host-did-not-come-back': { retryable: false },
  'host-misbehaves': { retryable: false },
} as const satisfies Record<string, { readonly retryable: boolean }>

export type HostFailureCode = keyof typeof hostFailures

export function hostFailure(code: HostFailureCode, options: Omit<AppErrorOptions, 'retryable'>): AppError {
  return new AppError(code, { ...options, retryable: hostFailures[code].retryable })
}
