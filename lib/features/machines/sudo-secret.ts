import { databaseVault } from '@/lib/vault/database-vault'

/** Seals a sudo password of a person; `null` when there is none. */
export async function sealSudoPassword(ownerId: string, password: string | null | undefined): Promise<string | null> {
  if (password === null || password === undefined) return null
  return databaseVault().seal(password, { kind: 'sudo-password', ownerId })
}
