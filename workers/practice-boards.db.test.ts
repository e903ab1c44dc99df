import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ListedCard } from '@/lib/contracts/cards'
import { NewCards } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { prepareCards } from '@/lib/features/cards/prepare-cards'
import { findBatch } from '@/lib/features/cards/queries'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { deleteCluster } from '@/lib/features/clusters/delete-cluster'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { checkMachine } from '@/lib/features/machines/check-machine'
import { listMachines } from '@/lib/features/machines/queries'
import { addPracticeBoards } from '@/lib/features/practice/add-practice-boards'
import { powerOnBoard } from '@/lib/features/practice/power-on-board'
import { writePracticeCard } from '@/lib/features/practice/write-practice-card'
import { createKey } from '@/lib/features/ssh-keys/create-key'
import { allSteps } from '@/lib/providers/all-steps'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { cardStage } from '@/lib/shared/card-stage'
import { machineState } from '@/lib/shared/machine-state'
import { PRACTICE_READER } from '@/lib/shared/practice/practice-reader'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { assembleAdapters } from './assemble-ports'
import { runWorker } from './run-worker'
import { simulatePractice } from './simulate-practice'

// The two-hour path, with nothing but simulated boards: from empty cards to a cluster, and back.

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-boards-'))
process.env['BUZZCRATE_DATA'] = folder
process.env['BUZZCRATE_PRACTICE_PORT'] = '0'
process.env['HOST'] = '127.0.0.1'
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const signal = new AbortController().signal
const DRIVE = { path: PRACTICE_READER.path, bytes: PRACTICE_READER.bytes, confirmation: PRACTICE_READER.confirmation }
let sshKeyId = ''
let stop: () => Promise<void>

beforeAll(async () => {
  for (const { userId } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org` } })
  }
  sshKeyId = (await createKey(anna, { name: 'desk' })).id
  const adapters = assembleAdapters()
  const stopping = new AbortController()
  const world = simulatePractice(stopping.signal)
  const runs = runWorker({
    ...{ steps: allSteps, bus: bus(), location: queueLocation(), signal: stopping.signal },
    roles: ['runs', 'images'],
    portsFor: (scope) => adapters.portsFor(scope),
  })
  stop = async () => {
    stopping.abort(new Error('the test ends'))
    await runs
    await adapters.close()
    await world
  }
})
afterAll(async () => {
  await stop()
  worldLink().close()
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})

function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  return waitFor({
    ...{ look, everyMs: 100, deadlineMs: scaledMs(40_000), clock: systemClock, signal },
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for ${what}` }),
  })
}

const prepare = (machineIds: readonly string[]) =>
  prepareCards(
    anna,
    NewCards.parse({ machineIds, profile: 'raspberry-pi-4', os: 'debian-12', sshKeyId, timeZone: 'UTC' }),
    // Boards are in the panel itself: any address will do.
    'http://localhost:3000',
  )
const cardsAt = (batchId: string, stage: ReturnType<typeof cardStage>) =>
  until(`all cards to be ${stage}`, async () => {
    const { cards } = await findBatch(anna, batchId)
    const failed = cards.find((card: ListedCard) => ['failed', 'unwritten', 'asks'].includes(cardStage(card)))
    if (failed !== undefined) throw new AppError('test-failed', { userMessage: JSON.stringify(failed) })
    return cards.every((card) => cardStage(card) === stage) ? cards : undefined
  })
const phaseOf = async (clusterId: string) => (await findClusterDetail(anna, clusterId)).phase

describe('practice boards', () => {
  it('are imaged, start, are trusted, become a cluster, and are free again', {
    timeout: scaledMs(120_000),
  }, async () => {
    const ids = await addPracticeBoards(anna, { count: 3, profile: 'raspberry-pi-4', speed: 20 })
    const boxed = await listMachines(anna)
    expect(boxed.map((machine) => [machine.name, machine.practice, machineState(machine)])).toEqual([
      ['practice-1', true, 'not-started'],
      ['practice-2', true, 'not-started'],
      ['practice-3', true, 'not-started'],
    ])
    const [first = '', second = ''] = ids
    await expect(powerOnBoard(anna, first)).rejects.toMatchObject({ code: 'practice-board-refuses' })
    await expect(powerOnBoard(ben, first)).rejects.toMatchObject({ code: 'not-found' })

    const batch = await prepare(ids)
    const ready = await cardsAt(batch.id, 'ready')
    expect(ready.map((card) => card.practice?.phase)).toEqual(['empty', 'empty', 'empty'])
    const typo = { ...DRIVE, confirmation: 'Practice' }
    await expect(writePracticeCard(anna, first, typo)).rejects.toMatchObject({ code: 'bad-input' })
    for (const machineId of ids) await writePracticeCard(anna, machineId, DRIVE)
    await cardsAt(batch.id, 'waiting')
    for (const machineId of ids) await powerOnBoard(anna, machineId)
    await cardsAt(batch.id, 'here')

    for (const machineId of ids) await checkMachine(anna, machineId)
    const there = await listMachines(anna)
    expect(there.map((machine) => machineState(machine))).toEqual(['ready', 'ready', 'ready'])
    expect(there[0]).toMatchObject({ model: 'Raspberry Pi 4 Model B', sshKeyId, mac: expect.stringMatching(/^02:/) })
    const real = {
      provider: 'boards' as const,
      name: 'crate',
      machines: [{ machineId: first, role: 'server' as const }],
    }
    const asReal = createCluster(anna, {
      ...real,
      k3sVersion: 'v1.36.1+k3s1',
      apps: [],
      allowCgroupV1: false,
      traefik: false,
    })
    await expect(asReal).rejects.toMatchObject({ code: 'bad-input' })

    const { clusterId } = await createCluster(anna, {
      ...{ provider: 'practice-boards', name: 'crate', apps: ['go-echo'] },
      machines: ids.map((machineId) => ({ machineId, role: machineId === second ? 'server' : 'agent' })),
    })
    await until('the cluster', async () => ((await phaseOf(clusterId)) === 'ready' ? true : undefined))
    const detail = await findClusterDetail(anna, clusterId)
    expect(detail).toMatchObject({ practice: true, phase: 'ready' })
    expect(detail.machines.find(({ role }) => role === 'server')?.name).toBe('practice-2')
    expect((await listMachines(anna)).map((machine) => machineState(machine))).toEqual(['taken', 'taken', 'taken'])
    await expect(prepare([first])).rejects.toMatchObject({ code: 'machine-in-cluster' })

    await deleteCluster(anna, clusterId, { name: 'crate' })
    await until('the boards to be free', async () => {
      const free = (await listMachines(anna)).filter(({ cluster }) => cluster === undefined)
      return free.length === 3 ? true : undefined
    })
    await checkMachine(anna, first)
    expect((await listMachines(anna)).map((machine) => machineState(machine))).toEqual(['ready', 'ready', 'ready'])
  })

  it('start from a second card with its own key, and the first card is worth nothing then', {
    timeout: scaledMs(60_000),
  }, async () => {
    const [id = ''] = await addPracticeBoards(anna, { count: 1, profile: 'raspberry-pi-4', speed: 20 })
    const walk = async () => {
      const batch = await prepare([id])
      await cardsAt(batch.id, 'ready')
      await writePracticeCard(anna, id, DRIVE)
      await cardsAt(batch.id, 'waiting')
      await powerOnBoard(anna, id)
      await cardsAt(batch.id, 'here')
      await checkMachine(anna, id)
      const machine = (await listMachines(anna)).find((one) => one.id === id)
      expect(machine && machineState(machine)).toBe('ready')
      return machine?.hostKeyFingerprint
    }
    const [before, after] = [await walk(), await walk()]
    expect(before).toMatch(/^SHA256:/)
    expect(after).not.toBe(before)
  })

  it('of another kind than the card was made for ask a person, as real ones do', {
    timeout: scaledMs(60_000),
  }, async () => {
    const [id = ''] = await addPracticeBoards(anna, { count: 1, profile: 'rock64', speed: 20 })
    const batch = await prepare([id])
    await cardsAt(batch.id, 'ready')
    await writePracticeCard(anna, id, DRIVE)
    await cardsAt(batch.id, 'waiting')
    await powerOnBoard(anna, id)
    const asked = await until('the question', async () => {
      const machine = (await listMachines(anna)).find((one) => one.id === id)
      return machine?.question
    })
    expect(asked.reasons.join()).toContain('another kind')
  })

  it('are not put beside real ones, and are ten at most', async () => {
    const [id = ''] = (await listMachines(anna)).filter((machine) => machine.practice).map((machine) => machine.id)
    const mixed = { machineIds: [id], newNames: ['real-1'], profile: 'raspberry-pi-4', os: 'debian-12', sshKeyId }
    const put = prepareCards(anna, NewCards.parse({ ...mixed, timeZone: 'UTC' }), 'http://192.168.1.2')
    await expect(put).rejects.toMatchObject({ code: 'bad-input', userMessage: expect.stringContaining('Practice') })
    const many = addPracticeBoards(anna, { count: 10, profile: 'raspberry-pi-4', speed: 5 })
    await expect(many).rejects.toMatchObject({ code: 'practice-quota' })
  })
})
