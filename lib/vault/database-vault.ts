import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { SecretLabel, Vault } from '@/lib/ports/vault'
import { seal, unseal } from './seal'

export interface DatabaseVaultOptions {
  /** Told every value that is opened or sealed, before anybody gets it: the run's redactor learns what to hide. */
  readonly onSecret?: (plain: string) => void
  /** Base64url of 32 bytes; this installation's by default. */
  readonly secretKey?: string
}

/** What a sealed text is bound to, so that rows cannot be exchanged. */
const boundTo = (id: string, { kind, ownerId }: Pick<SecretLabel, 'kind' | 'ownerId'>): string =>
  JSON.stringify([id, kind, ownerId])

/** Secrets in Postgres, sealed under a key that is not there. */
export function databaseVault({ onSecret = () => undefined, secretKey }: DatabaseVaultOptions = {}): Vault {
  let key: Buffer | undefined
  const vaultKey = (): Buffer => {
    key ??= derivedKey(secretKey ?? env().BUZZCRATE_SECRET_KEY, 'vault')
    return key
  }
  return {
    async seal(plain, label) {
      onSecret(plain)
      const id = newId()
      const { kind, ownerId, clusterId = null } = label
      const sealed = seal(vaultKey(), plain, boundTo(id, label))
      await db().secret.create({ data: { id, kind, ownerId, clusterId, sealed } })
      return id
    },

    async find(kind, clusterId) {
      const rows = await db().secret.findMany({
        where: { kind, clusterId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { id: true },
      })
      return rows.map((row) => row.id)
    },

    async open(secretId) {
      const row = await db().secret.findUnique({ where: { id: secretId } })
      if (row === null) {
        throw new AppError('secret-missing', {
          message: `no secret ${secretId}`,
          userMessage: 'A password or key that this needs is no longer stored. Enter it again.',
          details: { secretId },
        })
      }
      const plain = unseal(vaultKey(), row.sealed, boundTo(row.id, row))
      if (plain === undefined) throw unreadable(row.kind, secretId)
      onSecret(plain)
      return plain
    },

    async forget(secretId) {
      await db().secret.deleteMany({ where: { id: secretId } })
    },
  }
}

function unreadable(kind: string, secretId: string): AppError {
  return new AppError('secret-unreadable', {
    message: `secret ${secretId} (${kind}) does not open`,
    userMessage:
      `A stored secret (${kind}) can't be opened: BuzzCrate runs with another secret key than the one that sealed it. ` +
      'Start it with the old BUZZCRATE_SECRET_KEY, or enter the secret again.',
    details: { secretId, kind },
  })
}
