import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import type { SecretLabel, Vault } from '@/lib/ports/vault'

/** The vault port without a database: for tests of adapters that open secrets. */
export function memoryVault(): Vault {
  const secrets = new Map<string, { readonly plain: string; readonly label: SecretLabel }>()
  return {
    async seal(plain, label) {
      const id = newId()
      secrets.set(id, { plain, label })
      return id
    },
    async find(kind, clusterId) {
      return [...secrets]
        .filter(([, { label }]) => label.kind === kind && label.clusterId === clusterId)
        .map(([id]) => id)
    },
    async open(secretId) {
      const secret = secrets.get(secretId)
      if (secret === undefined) throw new AppError('secret-missing', { userMessage: 'This secret is gone.' })
      return secret.plain
    },
    async forget(secretId) {
      secrets.delete(secretId)
    },
  }
}
