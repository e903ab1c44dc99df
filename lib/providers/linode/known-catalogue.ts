import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import { AppError } from '@/lib/core/errors'

export interface KnownCatalogue {
  readonly catalogue: CloudCatalogue
  /** Why it is not newer. */
  readonly trouble?: AppError
}

/** Far more accounts than a panel has; the one that was asked about longest ago goes first. */
const MOST_KEPT = 200

// On globalThis: Next bundles a module more than once, and all copies shall know the same.
const KEY = Symbol.for('buzzcrate.cloud-catalogues')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<string, CloudCatalogue> }

/**
 * The catalogue of an account: what this process knows, when that is young enough, else what `read` gets. When it gets
 * nothing the older one is told, with the reason.
 * @param atMostMs how old it may be; 0 asks anew
 * @throws what `read` throws, when nothing was known before
 */
export async function knownCatalogue(
  accountId: string,
  { atMostMs, now }: { readonly atMostMs: number; readonly now: number },
  read: () => Promise<CloudCatalogue>,
): Promise<KnownCatalogue> {
  holder[KEY] ??= new Map()
  const kept = holder[KEY]
  const known = kept.get(accountId)
  if (known !== undefined && now - known.asOf < atMostMs) return { catalogue: known }
  try {
    const catalogue = await read()
    kept.delete(accountId)
    kept.set(accountId, catalogue)
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest)
    return { catalogue }
  } catch (error) {
    if (known === undefined || !(error instanceof AppError)) throw error
    return { catalogue: known, trouble: error }
  }
}
