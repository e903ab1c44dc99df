import { expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { MachineTarget, RemoteHosts } from '@/lib/ports/remote-host'
import { freshHosts } from '@/lib/providers/boards/fresh-hosts'
import { makeKeyPairText } from '@/lib/testing/make-key-pair-text'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedThings } from '@/lib/testing/seed-panel'
import { databaseVault } from '@/lib/vault/database-vault'
import { createKey } from '../ssh-keys/create-key'
import { changeMachine } from './change-machine'
import { freshTarget, machineTargets } from './machine-targets'
import { trustHostKey } from './trust-host-key'

provideTestDatabase()

async function machineOfBob(): Promise<{ bob: Actor; planned: MachineTarget }> {
  const userId = newId()
  await db().user.create({ data: { id: userId, name: 'Bob', email: `${userId}@example.org` } })
  const bob: Actor = { userId, role: 'member' }
  const { machineId } = await seedThings(userId)
  await db().machine.update({ where: { id: machineId }, data: { hostKey: makeKeyPairText().hostKey } })
  await changeMachine(bob, machineId, { sudoPassword: 'the wrong one' })
  const [planned] = await machineTargets(bob, [machineId])
  if (planned === undefined) throw new Error('no target')
  return { bob, planned }
}

it('takes what a person mended since the plan was made, so that a retry can succeed', async () => {
  const { bob, planned } = await machineOfBob()
  const { machineId } = planned
  const offered = makeKeyPairText()
  await changeMachine(bob, machineId, { sudoPassword: 'the right one', loginUser: 'ubuntu' })
  await db().machine.update({ where: { id: machineId }, data: { offeredKey: offered.hostKey } })
  await trustHostKey(bob, machineId, offered.fingerprint)
  const { id: sshKeyId } = await createKey(bob, { name: 'another' })
  await changeMachine(bob, machineId, { sshKeyId })

  const reached: MachineTarget[] = []
  const connect: RemoteHosts['connect'] = async (target) => {
    reached.push(target)
    throw new Error('far enough')
  }
  const hosts = freshHosts(
    { connect, reconnectAfterReboot: connect as never, close: async () => undefined },
    freshTarget,
  )
  await expect(hosts.connect(planned, new AbortController().signal)).rejects.toThrow('far enough')
  const [target] = reached
  expect(target).toMatchObject({ machineId, name: planned.name, address: planned.address, port: planned.port })
  expect(target).toMatchObject({ user: 'ubuntu', hostKey: offered.hostKey })
  expect(await databaseVault().open(target?.sudoSecretId ?? '')).toBe('the right one')
  expect(target?.keySecretId).not.toBe(planned.keySecretId)
  await expect(databaseVault().open(planned.sudoSecretId ?? '')).rejects.toMatchObject({ code: 'secret-missing' })
})

it('keeps to the plan for a machine that is gone', async () => {
  const { planned } = await machineOfBob()
  await db().machine.delete({ where: { id: planned.machineId } })
  expect(await freshTarget(planned)).toEqual(planned)
})
