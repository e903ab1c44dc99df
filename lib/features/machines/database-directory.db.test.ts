import { expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { makeKeyPairText } from '@/lib/testing/make-key-pair-text'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedThings } from '@/lib/testing/seed-panel'
import { databaseVault } from '@/lib/vault/database-vault'
import { createKey } from '../ssh-keys/create-key'
import { changeMachine } from './change-machine'
import { databaseDirectory } from './database-directory'
import { plannedMachines } from './planned-machines'
import { trustHostKey } from './trust-host-key'

provideTestDatabase()

async function machineOfBob(): Promise<{ bob: Actor; planned: PlannedMachine }> {
  const userId = newId()
  await db().user.create({ data: { id: userId, name: 'Bob', email: `${userId}@example.org` } })
  const bob: Actor = { userId, role: 'member' }
  const { freeMachineId: machineId } = await seedThings(userId)
  await db().machine.update({ where: { id: machineId }, data: { hostKey: makeKeyPairText().hostKey } })
  await changeMachine(bob, machineId, { sudoPassword: 'the wrong one' })
  const [planned] = await plannedMachines(bob, [{ machineId, role: 'agent' }])
  if (planned === undefined) throw new Error('nothing was planned')
  return { bob, planned }
}
const find = (planned: PlannedMachine) => databaseDirectory.find(planned, AbortSignal.timeout(scaledMs(5_000)))

it('takes what a person mended since the plan was made, so that a retry can succeed', async () => {
  const { bob, planned } = await machineOfBob()
  const { machineId } = planned
  const before = await find(planned)
  const offered = makeKeyPairText()
  await changeMachine(bob, machineId, { sudoPassword: 'the right one', loginUser: 'ubuntu', address: '10.1.2.3' })
  await db().machine.update({ where: { id: machineId }, data: { offeredKey: offered.hostKey } })
  await trustHostKey(bob, machineId, offered.fingerprint)
  const { id: sshKeyId } = await createKey(bob, { name: 'another' })
  await changeMachine(bob, machineId, { sshKeyId, port: 2222 })

  const now = await find(planned)
  expect(now).toMatchObject({ address: '10.1.2.3', port: 2222, user: 'ubuntu', hostKey: offered.hostKey })
  expect(await databaseVault().open(now.sudoSecretId ?? '')).toBe('the right one')
  expect(now.keySecretId).not.toBe(before.keySecretId)
  await expect(databaseVault().open(before.sudoSecretId ?? '')).rejects.toMatchObject({ code: 'secret-missing' })
})

it('knows no address of a machine that is being made', async () => {
  const { planned } = await machineOfBob()
  await db().machine.update({ where: { id: planned.machineId }, data: { address: null } })
  expect(await find(planned)).toMatchObject({ address: undefined, port: 2 })
})

it('says so when a machine is gone', async () => {
  const { planned } = await machineOfBob()
  await db().machine.delete({ where: { id: planned.machineId } })
  await expect(find(planned)).rejects.toMatchObject({ code: 'host-not-in-panel', retryable: false })
})
