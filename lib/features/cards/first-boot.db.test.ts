import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FirstBootReport } from '@/lib/contracts/first-boot'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { findMachine } from '../machines/queries'
import { cardTokenHash, newCardToken } from './card-token'
import { decideFirstBoot } from './decide-first-boot'
import { countReport } from './first-boot-limit'
import { registerBoard } from './register-board'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const key = generateKeyPair('board')
const other = generateKeyPair('other')
const SEEN = '192.168.1.21'

beforeAll(async () => {
  for (const { userId, role } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
})

beforeEach(async () => {
  await db().cardBatch.deleteMany()
  await db().machine.deleteMany()
  await db().auditEntry.deleteMany()
})

/** A board whose card was made and not started from yet. */
async function waitingBoard(name = 'pi-01') {
  const [machineId, batchId, imageId, token] = [newId(), newId(), newId(), newCardToken()]
  const soon = new Date(Date.now() + 86_400_000)
  await db().machine.create({
    data: { id: machineId, ownerId: 'anna', name, loginUser: 'root', hostKey: key.publicKey },
  })
  await db().cardBatch.create({ data: { id: batchId, ownerId: 'anna', name: 'box', settings: {} } })
  await db().boardImage.create({
    data: {
      ...{ id: imageId, batchId, machineId, profile: 'raspberry-pi-4', os: 'debian-12' },
      ...{ status: 'ready', hostKey: key.publicKey, expiresAt: soon },
      token: { create: { hash: cardTokenHash(token), expiresAt: soon } },
    },
  })
  return { machineId, imageId, token }
}

const report = (more: Partial<FirstBootReport> = {}) =>
  FirstBootReport.parse({
    hostname: 'pi-01',
    machineId: 'a'.repeat(32),
    model: 'Raspberry Pi 4 Model B Rev 1.4\0',
    serial: '10000000abcdef01',
    macs: ['DC:A6:32:01:02:03'],
    hostKey: `${key.publicKey}\n`,
    cgroupControllers: 'cpu memory',
    memoryMib: 3788,
    architecture: 'aarch64',
    os: 'Debian GNU/Linux 12 (bookworm)',
    addresses: [SEEN, 'fd00::21'],
    ...more,
  })

describe('the first boot of a board', () => {
  it('makes it known by its address and facts, with the key that was pinned', async () => {
    const { machineId, token } = await waitingBoard()
    expect(await registerBoard(token, report(), `::ffff:${SEEN}`)).toEqual({ state: 'registered' })
    const machine = await findMachine(anna, machineId)
    expect(machine).toMatchObject({
      address: SEEN,
      model: 'Raspberry Pi 4 Model B Rev 1.4',
      serial: '10000000abcdef01',
      mac: 'dc:a6:32:01:02:03',
      memoryMiB: 3788,
      os: 'Debian GNU/Linux 12 (bookworm)',
      hostKeyFingerprint: key.fingerprint,
      card: undefined,
      question: undefined,
    })
    expect(machine.lastSeenAt).toBeGreaterThan(Date.now() - 60_000)
  })

  it('takes a token once, of ten at the same moment too', async () => {
    const { token } = await waitingBoard()
    const thief = report({ hostKey: other.publicKey })
    const reports = Array.from({ length: 10 }, (_, at) => registerBoard(token, at % 2 === 0 ? report() : thief, SEEN))
    const answers = await Promise.allSettled(reports)
    // Whichever of the two keys came first: its five are answered alike, the others' are refused.
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await db().auditEntry.count({ where: { action: 'machine.first-boot' } })).toBe(1)
  })

  it('repeats its answer to the same key for a while, and to no other', async () => {
    const { token } = await waitingBoard()
    await registerBoard(token, report(), SEEN)
    expect(await registerBoard(token, report(), SEEN)).toEqual({ state: 'registered' })
    await expect(registerBoard(token, report({ hostKey: other.publicKey }), SEEN)).rejects.toMatchObject({
      code: 'first-boot-refused',
    })
    const later = new Date(Date.now() + 11 * 60_000)
    await expect(registerBoard(token, report(), SEEN, later)).rejects.toMatchObject({ code: 'first-boot-refused' })
  })

  it('takes none that is made up, over, or revoked, and says the same each time', async () => {
    const { token, imageId } = await waitingBoard()
    const over = new Date(Date.now() + 2 * 86_400_000)
    const refusals = await Promise.allSettled([
      registerBoard(newCardToken(), report(), SEEN),
      registerBoard("' or 1=1 --", report(), SEEN),
      registerBoard('', report(), SEEN),
      registerBoard(token, report(), SEEN, over),
      db()
        .firstBootToken.deleteMany({ where: { imageId } })
        .then(() => registerBoard(token, report(), SEEN)),
    ])
    const words = refusals.map((one) => (one.status === 'rejected' ? String(one.reason.userMessage) : 'taken'))
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toContain('cannot register a board any more')
  })

  it('keeps of a token nothing but its hash', async () => {
    const { token } = await waitingBoard()
    await registerBoard(token, report(), SEEN)
    const rows = await db().$queryRaw<{ row: string }[]>`
      select to_jsonb(first_boot_token)::text as row from first_boot_token union all
      select to_jsonb(board_image)::text from board_image union all select to_jsonb(machine)::text from machine union all
      select to_jsonb(audit_entry)::text from audit_entry`
    expect(rows.map(({ row }) => row).join()).not.toContain(token)
  })

  it('asks a person about another key or another model, and changes nothing until then', async () => {
    const { machineId, token } = await waitingBoard()
    const odd = report({ hostKey: other.publicKey, model: 'ODROID-C2' })
    expect(await registerBoard(token, odd, SEEN)).toEqual({ state: 'asked' })
    const asked = await findMachine(anna, machineId)
    expect(asked).toMatchObject({ address: undefined, hostKeyFingerprint: key.fingerprint })
    expect(asked.question).toMatchObject({ model: 'ODROID-C2', fingerprint: other.fingerprint, address: SEEN })
    expect(asked.question?.reasons.join(' ')).toMatch(
      /host key.*ODROID-C2, and the card was made for another kind, Raspberry Pi 4/,
    )
    await expect(decideFirstBoot(ben, machineId, true)).rejects.toMatchObject({ code: 'not-found' })
    const accepted = await decideFirstBoot(anna, machineId, true)
    expect(accepted).toMatchObject({ address: SEEN, hostKeyFingerprint: other.fingerprint, question: undefined })
    await expect(decideFirstBoot(anna, machineId, true)).rejects.toMatchObject({ code: 'no-first-boot-asked' })
  })

  it('lets the right board come after a wrong one was refused', async () => {
    const { machineId, token } = await waitingBoard()
    await registerBoard(token, report({ hostKey: other.publicKey }), SEEN)
    const refused = await decideFirstBoot(anna, machineId, false)
    expect(refused).toMatchObject({ question: undefined, address: undefined, hostKeyFingerprint: key.fingerprint })
    expect(await registerBoard(token, report(), SEEN)).toEqual({ state: 'registered' })
  })

  it('asks when its address is another machine’s, and does not take it away from there', async () => {
    const before = { id: newId(), ownerId: 'anna', name: 'old-pi', loginUser: 'pi', address: SEEN }
    await db().machine.create({ data: before })
    const { machineId, token } = await waitingBoard()
    expect(await registerBoard(token, report(), SEEN)).toEqual({ state: 'asked' })
    expect((await findMachine(anna, machineId)).question?.reasons).toEqual([
      `It has the address ${SEEN}, which is the one of your machine old-pi.`,
    ])
    await expect(decideFirstBoot(anna, machineId, true)).rejects.toMatchObject({ code: 'machine-exists' })
    expect((await findMachine(anna, before.id)).address).toBe(SEEN)
  })

  it('never takes an address that leads to the panel itself or to a cloud’s metadata', async () => {
    const { machineId, token } = await waitingBoard()
    expect(await registerBoard(token, report({ addresses: ['169.254.169.254'] }), '169.254.169.254')).toEqual({
      state: 'asked',
    })
    expect((await findMachine(anna, machineId)).address).toBeUndefined()
    await expect(decideFirstBoot(anna, machineId, true)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('bounds how often one address may report', () => {
    const now = Date.now()
    for (let count = 0; count < 1_200; count += 1) countReport('203.0.113.9', now)
    expect(() => countReport('203.0.113.9', now)).toThrow('Too many first boots')
    expect(() => countReport('203.0.113.10', now)).not.toThrow()
  })
})
