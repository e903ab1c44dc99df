import type { ListedSshKey } from '@/lib/contracts/ssh-keys'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { installCommand } from '@/lib/remote/key-pair'
import { assertMay } from '../policy'
import { visibleKeys } from './visible-keys'

const USERS = { machines: { select: { id: true, name: true }, orderBy: { name: 'asc' } } } as const

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly publicKey: string
  readonly fingerprint: string
  readonly createdAt: Date
  readonly machines: readonly { readonly id: string; readonly name: string }[]
}

/** The public half of what is known of a key; the private half never leaves the vault. */
const present = ({ id, name, publicKey, fingerprint, createdAt, machines }: KeyRow): ListedSshKey => ({
  id,
  name,
  publicKey,
  fingerprint,
  createdAt: createdAt.getTime(),
  usedBy: machines.map((machine) => ({ id: machine.id, name: machine.name })),
  installCommand: installCommand(publicKey),
})

/** The actor's keys, newest first. */
export async function listKeys(actor: Actor): Promise<readonly ListedSshKey[]> {
  assertMay(actor, 'ssh-keys.read')
  const rows = await db().sshKey.findMany({ where: visibleKeys(actor), include: USERS, orderBy: { createdAt: 'desc' } })
  return rows.map(present)
}

/** Throws `not-found` for a key that does not exist and for somebody else's alike. */
export async function findKey(actor: Actor, keyId: string): Promise<ListedSshKey> {
  assertMay(actor, 'ssh-keys.read')
  const row = await db().sshKey.findFirst({ where: { id: keyId, AND: visibleKeys(actor) }, include: USERS })
  if (row === null) throw notFound('key')
  return present(row)
}
