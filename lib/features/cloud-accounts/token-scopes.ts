import { LEAST_SCOPES } from '@/lib/linode/check-token'
import type { TokenScope } from '@/lib/shared/cloud/token-scope'

const ACCESS = { read_only: 'Read Only', read_write: 'Read/Write' } as const

/** The least that a token must be allowed, in the order and the words of Linode's own table. */
export const tokenScopes = (): readonly TokenScope[] =>
  Object.values(LEAST_SCOPES).map(({ row, level, why }) => ({ row, access: ACCESS[level], why }))
