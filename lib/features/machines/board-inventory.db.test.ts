import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { boardState } from '@/lib/shared/board-state'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { TINY_JPEG } from '@/lib/testing/route-samples'
import { deskOf } from '../clusters/desk'
import { createKey } from '../ssh-keys/create-key'
import { addMachines } from './add-machines'
import { arrangeDesk } from './arrange-desk'
import { changeMachine } from './change-machine'
import { checkMachine } from './check-machine'
import { keepPhoto, readPhoto, removePhoto } from './machine-photo'
import { preflightMachines } from './preflight-machines'
import { findMachine, listMachines } from './queries'
import { bringBackMachine, retireMachine } from './retire-machine'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
let sshKeyId: string
let ids: string[]

beforeAll(async () => {
  for (const { userId, role } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  sshKeyId = (await createKey(anna, { name: 'desk' })).id
  const list =
    'name,address,profile,mac,cost\nbee-1,,raspberry-pi-4,dc:a6:32:01:02:03,45.50 EUR\nbee-2,,,,\nbee-3,10.0.0.3,,,'
  ids = (await addMachines(anna, { list, loginUser: 'root', sshKeyId })).map(({ id }) => id)
})

const at = (index: number): string => ids[index] ?? ''

describe('boards', () => {
  it('are on the list before they have an address, with what a table says of them', async () => {
    const [first, second] = await listMachines(anna)
    expect(first).toMatchObject({
      ...{ name: 'bee-1', address: undefined, profile: 'raspberry-pi-4', profileName: 'Raspberry Pi 4' },
      mac: 'dc:a6:32:01:02:03',
      cost: { cents: 4550, currency: 'EUR' },
    })
    expect(second).toMatchObject({ name: 'bee-2', address: undefined, cost: undefined })
    expect(first && boardState(first)).toBe('new')
  })

  it('are not visited, and no cluster takes them, until they have started', async () => {
    await expect(checkMachine(anna, at(0))).rejects.toMatchObject({ code: 'machine-without-address' })
    const machines = [{ machineId: at(0), role: 'server' as const }]
    const judged = await preflightMachines(anna, {
      machines,
      k3sVersion: 'v1.36.1+k3s1',
      allowCgroupV1: false,
      apps: [],
      traefik: false,
      visit: true,
    })
    expect(judged).toMatchObject({ ready: false, machines: [{ level: 'blocker' }] })
    await expect(deskOf(anna).planned(machines)).rejects.toMatchObject({ code: 'machine-not-ready' })
  })

  it('change places with who stands where they come', async () => {
    await arrangeDesk(anna, {
      spots: [
        { machineId: at(0), row: 0, column: 0 },
        { machineId: at(1), row: 0, column: 1 },
      ],
    })
    const moved = await arrangeDesk(anna, { spots: [{ machineId: at(0), row: 0, column: 1 }] })
    expect(moved.map(({ spot }) => spot)).toEqual([{ row: 0, column: 1 }, { row: 0, column: 0 }, undefined])
    const spot = { row: 1, column: 1 }
    await expect(
      arrangeDesk(anna, {
        spots: [
          { machineId: at(0), ...spot },
          { machineId: at(1), ...spot },
        ],
      }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await expect(arrangeDesk(ben, { spots: [{ machineId: at(0), ...spot }] })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('have notes, a price and a serial number that can be taken away again', async () => {
    const changed = await changeMachine(anna, at(1), {
      notes: 'bent pin',
      serial: 'S1',
      cost: { cents: 100, currency: 'USD' },
    })
    expect(changed).toMatchObject({ notes: 'bent pin', serial: 'S1', cost: { cents: 100, currency: 'USD' } })
    const bare = await changeMachine(anna, at(1), { notes: '', serial: null, cost: null })
    expect(bare).toMatchObject({ notes: undefined, serial: undefined, cost: undefined })
  })

  it('have a photo that only who sees the board sees', async () => {
    expect((await keepPhoto(anna, at(0), TINY_JPEG)).photoAt).toBeGreaterThan(0)
    expect(await readPhoto(anna, at(0))).toMatchObject({ type: 'image/jpeg' })
    await expect(readPhoto(ben, at(0))).rejects.toMatchObject({ code: 'not-found' })
    await expect(keepPhoto(anna, at(0), Buffer.from('<svg/>').toString('base64'))).rejects.toMatchObject({
      code: 'bad-input',
    })
    expect((await removePhoto(anna, at(0))).photoAt).toBeUndefined()
    await expect(readPhoto(anna, at(0))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('are put aside and brought back, but not out of a cluster', async () => {
    const retired = await retireMachine(anna, at(2))
    expect(boardState(retired)).toBe('retired')
    await expect(deskOf(anna).planned([{ machineId: at(2), role: 'server' }])).rejects.toMatchObject({
      code: 'machine-not-ready',
    })
    expect((await bringBackMachine(anna, at(2))).retiredAt).toBeUndefined()
    const cluster = { id: 'c1', ownerId: 'anna', provider: 'boards', name: 'crate', definition: {}, phase: 'attention' }
    await db().cluster.create({ data: cluster })
    await db().machine.update({ where: { id: at(2) }, data: { clusterId: 'c1', clusterRole: 'server' } })
    await expect(retireMachine(anna, at(2))).rejects.toMatchObject({ code: 'machine-in-cluster' })
    expect(boardState(await findMachine(anna, at(2)))).toBe('failed-in-use')
  })
})
