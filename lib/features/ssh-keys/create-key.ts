import type { ListedSshKey, NewKey } from '@/lib/contracts/ssh-keys'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { readKeyPair } from '@/lib/remote/key-file/read-key-pair'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { databaseVault } from '@/lib/vault/database-vault'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { findKey } from './queries'

/**
 * Makes a key pair, or takes a private key over; the private half goes into the vault and is never shown again.
 * @throws AppError `key-name-taken`, or what `readKeyPair` throws
 */
export async function createKey(actor: Actor, { name, privateKey, passphrase }: NewKey): Promise<ListedSshKey> {
  assertMay(actor, 'ssh-keys.manage')
  if (await db().sshKey.findUnique({ where: { ownerId_name: { ownerId: actor.userId, name } } })) throw nameTaken(name)
  const comment = `buzzcrate ${name}`
  const pair =
    privateKey === undefined
      ? generateKeyPair(comment)
      : await readKeyPair(privateKey, passphrase, comment, { person: actor.userId })
  const vault = databaseVault()
  const secretId = await vault.seal(pair.privateKey, { kind: 'ssh-private-key', ownerId: actor.userId })
  const id = newId()
  const { publicKey, fingerprint } = pair
  try {
    await db().$transaction(async (transaction) => {
      await transaction.sshKey.create({ data: { id, ownerId: actor.userId, name, publicKey, fingerprint, secretId } })
      const details = { name, fingerprint, made: privateKey === undefined }
      await recordAudit({ actor, action: 'ssh-key.create', subject: { type: 'ssh-key', id }, details }, transaction)
    })
  } catch (error) {
    await vault.forget(secretId)
    throw isTaken(error) ? nameTaken(name) : error
  }
  return findKey(actor, id)
}

/** Prisma's code for a unique index that another request filled meanwhile. */
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'

const nameTaken = (name: string): AppError =>
  new AppError('key-name-taken', {
    userMessage: `You have a key with the name ${name} already. Choose another name.`,
    details: { field: 'name' },
  })
