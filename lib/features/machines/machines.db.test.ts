import { beforeAll, describe, expect, it } from 'vitest'
import { AddMachines, MachineChange } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { makeKeyPairText } from '@/lib/testing/make-key-pair-text'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { deskOf } from '../clusters/desk'
import { createKey } from '../ssh-keys/create-key'
import { addMachines } from './add-machines'
import { changeMachine } from './change-machine'
import { checkMachine } from './check-machine'
import { databaseDirectory } from './database-directory'
import { fixMachine } from './fix-machine'
import { plannedMachines } from './planned-machines'
import { preflightMachines } from './preflight-machines'
import { findMachine, listMachines } from './queries'
import { removeMachine } from './remove-machine'
import { trustHostKey } from './trust-host-key'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const admin: Actor = { userId: 'root', role: 'admin' }
const canary = 'canary-sudo-password-4711'
let sshKeyId: string

const add = (list: string, actor = anna, sudoPassword?: string) =>
  addMachines(actor, { list, loginUser: 'pi', sshKeyId, ...(sudoPassword === undefined ? {} : { sudoPassword }) })

async function addOne(list: string) {
  const [machine] = await add(list)
  if (machine === undefined) throw new Error('nothing was added')
  return machine
}

async function putInCluster(machineId: string): Promise<void> {
  const data = {
    id: `c-${machineId}`,
    ownerId: 'anna',
    provider: 'boards',
    name: 'hard-crate',
    definition: {},
    phase: 'ready',
  }
  await db().cluster.create({ data })
  await db().machine.update({ where: { id: machineId }, data: { clusterId: data.id, clusterRole: 'server' } })
}

beforeAll(async () => {
  for (const { userId, role } of [anna, ben, admin]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  sshKeyId = (await createKey(anna, { name: 'desk' })).id
})

describe('adding machines', () => {
  it('takes a pasted list, in its order, and keeps the password sealed', async () => {
    const added = await add('pi-01 192.168.1.21\nubuntu@pi-02.local:2222', anna, canary)
    expect(added).toMatchObject([
      { name: 'pi-01', address: '192.168.1.21', port: 22, loginUser: 'pi', hasSudoPassword: true },
      { name: 'pi-02', address: 'pi-02.local', port: 2222, loginUser: 'ubuntu', findings: undefined },
    ])
    const rows = await db().$queryRaw<{ row: string }[]>`
      select to_jsonb(secret)::text as row from secret union all select to_jsonb(machine)::text from machine
      union all select to_jsonb(audit_entry)::text from audit_entry`
    expect(rows.map(({ row }) => row).join()).not.toContain(canary)
    expect(JSON.stringify(added)).not.toContain(canary)
  })

  it('names the bad line and adds none', async () => {
    const before = (await listMachines(anna)).length
    await expect(add('good 10.1.1.1\nbad 10.1.1.999')).rejects.toMatchObject({
      code: 'bad-input',
      userMessage: 'Line 2: “10.1.1.999” is not an address.',
      details: { lines: [{ line: 2, text: 'bad 10.1.1.999' }] },
    })
    await expect(add('good 10.1.1.1\npi-01 10.1.1.2')).rejects.toMatchObject({
      code: 'machine-exists',
      userMessage: 'Line 2: you have a machine with the name pi-01 already.',
    })
    await expect(add('other 192.168.1.21')).rejects.toThrow('address of your machine pi-01')
    expect((await listMachines(anna)).length).toBe(before)
  })

  it('lists no simulated machine: they stand on the page of their cluster', async () => {
    const before = await listMachines(anna)
    await db().machine.create({
      data: { ownerId: 'anna', id: 'sim', provider: 'practice', name: 'sim-1', address: '10.9.9.9', loginUser: 'pi' },
    })
    expect(await listMachines(anna)).toEqual(before)
    await db().machine.delete({ where: { id: 'sim' } })
  })

  it('takes no key of somebody else', async () => {
    await expect(add('x 10.1.1.1', ben)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(add('x 10.1.1.1', admin)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('adds one of two equal requests, and leaves no secret of the other', async () => {
    const secrets = await db().secret.count()
    const results = await Promise.allSettled([1, 2].map(() => add('race 10.2.2.2', anna, canary)))
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await db().secret.count()).toBe(secrets + 1)
  })

  it('refuses what is no machine, with the field named', () => {
    const base = { loginUser: 'pi', sshKeyId: 'k' }
    const bad: readonly [object, string][] = [
      [base, 'list'],
      [{ ...base, list: 'a 10.0.0.1', loginUser: 'a b' }, 'loginUser'],
      [{ ...base, list: 'a 10.0.0.1', sudoPassword: 'two\nlines' }, 'sudoPassword'],
      [{ ...base, machines: [{ name: 'x'.repeat(300), address: '10.0.0.1' }] }, 'machines.0.name'],
      [{ ...base, machines: [{ name: 'a', address: "10.0.0.1'; drop" }] }, 'machines.0.address'],
      [{ ...base, machines: [{ name: 'a', address: '10.0.0.1', port: 0 }] }, 'machines.0.port'],
    ]
    for (const [input, field] of bad) {
      const parsed = AddMachines.safeParse(input)
      expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(field)
    }
  })
})

describe('whose machines they are', () => {
  it('lets nobody else see, change or use them', async () => {
    const { id } = await addOne('mine 10.3.3.3')
    expect((await listMachines(ben)).map((machine) => machine.id)).not.toContain(id)
    const strangers = [
      findMachine(ben, id),
      changeMachine(ben, id, { name: 'theirs' }),
      removeMachine(ben, id),
      checkMachine(ben, id),
      fixMachine(ben, id, 'set-clock'),
      trustHostKey(ben, id, `SHA256:${'a'.repeat(43)}`),
      plannedMachines(ben, [{ machineId: id, role: 'agent' }]),
      preflightMachines(ben, {
        machines: [{ machineId: id, role: 'server' }],
        k3sVersion: 'v1.36.1+k3s1',
        allowCgroupV1: false,
        traefik: false,
        apps: [],
        visit: false,
      }),
    ]
    for (const result of await Promise.allSettled(strangers)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
    }
    expect((await findMachine(admin, id)).name).toBe('mine')
  })

  it('lets an admin not use the key and the password of somebody else, nor choose where they are shown', async () => {
    const [machine] = await add('hers 10.3.3.4', anna, canary)
    const id = machine?.id ?? ''
    const hostKey = `ssh-ed25519 ${Buffer.alloc(51, 7).toString('base64')}`
    await db().machine.update({ where: { id }, data: { hostKey } })
    const chosen = [{ machineId: id, role: 'server' as const }]
    const request = {
      machines: chosen,
      k3sVersion: 'v1.36.1+k3s1',
      allowCgroupV1: false,
      traefik: false,
      apps: [],
      visit: false,
    }
    const uses = [
      deskOf(admin).planned(chosen),
      deskOf(admin).judged(chosen, request),
      preflightMachines(admin, request),
      checkMachine(admin, id),
      fixMachine(admin, id, 'set-clock'),
      trustHostKey(admin, id, `SHA256:${'a'.repeat(43)}`),
      changeMachine(admin, id, { address: '10.66.66.66' }),
      changeMachine(admin, id, { port: 2222 }),
      changeMachine(admin, id, { loginUser: 'root' }),
      changeMachine(admin, id, { sudoPassword: 'another' }),
    ]
    for (const result of await Promise.allSettled(uses)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'machine-not-yours' } })
    }
    expect(await findMachine(admin, id)).toMatchObject({ ownerName: 'anna', address: '10.3.3.4', port: 22 })
    expect(await findMachine(anna, id)).not.toHaveProperty('ownerName', expect.anything())
    // What she does with it herself, and what says nothing of how it is reached.
    expect(await deskOf(anna).planned(chosen)).toHaveLength(1)
    expect(await changeMachine(admin, id, { name: 'hers-2', address: '10.3.3.4' })).toMatchObject({ name: 'hers-2' })
  })
})

describe('changing and removing machines', () => {
  it('changes what is given and forgets an old password', async () => {
    const [machine] = await add('change 10.4.4.4', anna, canary)
    const id = machine?.id ?? ''
    const { sudoSecretId } = await db().machine.findUniqueOrThrow({ where: { id } })
    expect(await changeMachine(anna, id, { address: '10.4.4.5', sudoPassword: 'another one' })).toMatchObject({
      name: 'change',
      address: '10.4.4.5',
      hasSudoPassword: true,
    })
    expect(await db().secret.findUnique({ where: { id: sudoSecretId ?? '' } })).toBeNull()
    expect(await changeMachine(anna, id, { sudoPassword: null })).toMatchObject({ hasSudoPassword: false })
    await expect(changeMachine(anna, id, { name: 'pi-01' })).rejects.toMatchObject({ code: 'machine-exists' })
    expect(MachineChange.safeParse({ name: 'No Name' }).success).toBe(false)
  })

  it('keeps name and address, and the machine itself, while it is in a cluster', async () => {
    const { id } = await addOne('busy 10.5.5.5')
    await putInCluster(id)
    await expect(changeMachine(anna, id, { name: 'free' })).rejects.toThrow('hard-crate')
    expect(await changeMachine(anna, id, { name: 'busy', loginUser: 'root' })).toMatchObject({ loginUser: 'root' })
    await expect(removeMachine(anna, id)).rejects.toMatchObject({
      code: 'machine-in-cluster',
      userMessage: 'busy is in the cluster hard-crate. Delete that cluster first: it cleans the machine up.',
    })
    const judged = await preflightMachines(anna, {
      machines: [{ machineId: id, role: 'agent' }],
      k3sVersion: 'v1.36.1+k3s1',
      allowCgroupV1: false,
      traefik: false,
      apps: [],
      visit: true,
    })
    expect(judged).toMatchObject({ ready: false, machines: [{ level: 'blocker', findings: [{ id: 'in-use' }] }] })
  })

  it('removes a machine with its password', async () => {
    const [machine] = await add('gone 10.6.6.6', anna, canary)
    const id = machine?.id ?? ''
    const { sudoSecretId } = await db().machine.findUniqueOrThrow({ where: { id } })
    await removeMachine(anna, id)
    expect(await db().secret.findUnique({ where: { id: sudoSecretId ?? '' } })).toBeNull()
    await expect(findMachine(anna, id)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('host keys', () => {
  it('are accepted only as they were seen', async () => {
    const { id } = await addOne('trust 10.7.7.7')
    await expect(plannedMachines(anna, [{ machineId: id, role: 'agent' }])).rejects.toMatchObject({
      code: 'machine-not-ready',
    })
    const [first, second] = [makeKeyPairText(), makeKeyPairText()]
    await expect(trustHostKey(anna, id, first.fingerprint)).rejects.toMatchObject({ code: 'host-key-not-offered' })
    await db().machine.update({ where: { id }, data: { offeredKey: first.hostKey } })
    await expect(trustHostKey(anna, id, second.fingerprint)).rejects.toMatchObject({ code: 'host-key-not-offered' })
    const trusted = { hostKeyFingerprint: first.fingerprint, offeredFingerprint: undefined }
    expect(await trustHostKey(anna, id, first.fingerprint)).toMatchObject(trusted)
    expect(await trustHostKey(anna, id, first.fingerprint)).toMatchObject(trusted)
    const planned = { machineId: id, name: 'trust', role: 'agent' } as const
    expect(await plannedMachines(anna, [planned])).toEqual([planned])
    expect(await databaseDirectory.find(planned, AbortSignal.timeout(scaledMs(5_000)))).toMatchObject({
      address: '10.7.7.7',
      hostKey: first.hostKey,
      sudoSecretId: undefined,
    })
    const audit = await db().auditEntry.findMany({ where: { subjectId: id, action: 'machine.trust' } })
    expect(audit).toMatchObject([{ details: { accepted: first.fingerprint, before: null } }])
  })
})
