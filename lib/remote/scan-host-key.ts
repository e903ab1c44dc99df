import { AppError } from '@/lib/core/errors'
import { connectFailure, type Whom } from './connect-failure'
import { type DialTimeouts, dial, patientTimeouts } from './dial'
import { anyHostKeyAlgorithm, fingerprint, formatHostKey, type HostKey } from './host-key'

export interface ScannedHostKey {
  /** As in known_hosts: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string
  /** `SHA256:…`. */
  readonly fingerprint: string
}

/**
 * Asks a machine for its host key, without logging in and without sending anything of ours. It proves nothing by
 * itself: a person compares the fingerprint. Throws AppError with the codes of lib/ports/host-failures.ts.
 */
export async function scanHostKey(
  whom: Whom,
  signal: AbortSignal,
  timeouts: DialTimeouts = patientTimeouts,
): Promise<ScannedHostKey> {
  let seen: HostKey | undefined
  try {
    await dial({
      whom,
      algorithms: anyHostKeyAlgorithm,
      acceptKey: (key) => {
        seen = key
        return false
      },
      user: 'buzzcrate',
      timeouts,
      signal,
    })
  } catch (error) {
    if (seen !== undefined) return { hostKey: formatHostKey(seen), fingerprint: fingerprint(seen) }
    if (error instanceof AppError || signal.aborted) throw error
    throw connectFailure({ message: String(error) }, whom, 'greeting')
  }
  throw connectFailure({ message: 'the host showed no key' }, whom, 'greeting')
}
