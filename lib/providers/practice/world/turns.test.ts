import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isToBlame } from './is-to-blame'
import { TurnNote } from './turn-note'
import { Turns } from './turns'
import { WorldRoom } from './world-room'

const busy = { clusterId: 'busy', ownerId: 'hog' }
const quiet = { clusterId: 'quiet', ownerId: 'anna' }

describe('turns', () => {
  it('let somebody with little to do pass somebody with much', async () => {
    let time = 0
    const turns = new Turns({ now: () => time })
    const order: string[] = []
    const work = (name: string, ms: number) => () => {
      time += ms
      order.push(name)
    }
    const all = Array.from({ length: 300 }, () => turns.run(busy, work('busy', 20)))
    const others = Array.from({ length: 3 }, () => turns.run({ ...busy, clusterId: 'second' }, work('second', 20)))
    const mine = turns.run(quiet, work('quiet', 1))
    await mine
    expect(order.indexOf('quiet')).toBeLessThan(3)
    // One who comes later, too: what the busy one had counts.
    await turns.run({ clusterId: 'late', ownerId: 'bert' }, work('late', 1))
    expect(order.indexOf('late')).toBeLessThan(10)
    await Promise.all([...all, ...others])
    // Clusters of one person go by turns among themselves.
    expect(order.indexOf('second')).toBeLessThan(12)
    expect(order).toHaveLength(305)
  })

  it('refuse what is asked for when too much waits, with the way out, and lose nothing of their own', async () => {
    const turns = new Turns()
    const asked = Array.from({ length: 600 }, () => turns.ask(busy, () => 'done').catch((error: unknown) => error))
    const own = turns.run(busy, () => 'own')
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(512)
    expect(answers.at(-1)).toMatchObject({ code: 429, status: { details: { retryAfterSeconds: 1 } } })
    expect(await own).toBe('own')
  })

  it('go on when one of them fails', async () => {
    const turns = new Turns()
    const failing = turns.run(busy, () => {
      throw new Error('no luck')
    })
    await expect(failing).rejects.toThrow('no luck')
    expect(await turns.run(quiet, () => 1)).toBe(1)
  })
})

describe('the note of whose turn it is', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-turn-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('blames the cluster in whose turn a process ended by itself, and nobody for a kill from outside', () => {
    const first = new TurnNote(folder)
    first.begin('well')
    first.end()
    first.begin('culprit')
    const next = new TurnNote(folder)
    expect(next.last).toEqual({ clusterId: 'culprit', times: 1 })
    for (const how of ['silent', 'SIGABRT', 'status 134']) expect(isToBlame(next.last, how)).toBe(true)
    for (const how of ['SIGKILL', 'SIGTERM', undefined]) expect(isToBlame(next.last, how)).toBe(false)
    // An orderly end leaves nothing.
    next.begin('culprit')
    next.end()
    expect(new TurnNote(folder).last).toBeUndefined()
  })

  it('blames a cluster in whose turn three processes ended early in succession, however that was', () => {
    for (let life = 0; life < 2; life++) {
      const note = new TurnNote(folder)
      expect(isToBlame(note.last, undefined)).toBe(false)
      note.begin('culprit')
    }
    const third = new TurnNote(folder)
    third.begin('culprit')
    expect(isToBlame(third.last, undefined)).toBe(false)
    const after = new TurnNote(folder)
    expect(after.last?.times).toBe(3)
    expect(isToBlame(after.last, 'SIGKILL')).toBe(true)
  })

  it('is not believed when it cannot be read', () => {
    writeFileSync(path.join(folder, 'practice-turn.json'), '{"clusterId":"x","tim')
    expect(new TurnNote(folder).last).toBeUndefined()
  })
})

describe('the memory of all practice clusters', () => {
  const MIB = 2 ** 20
  it('has a floor for each, and what is beyond goes to no one person alone', () => {
    const room = new WorldRoom(16 * MIB)
    const hog = Array.from({ length: 5 }, (_, i) => room.of(`hog-${i}`, 'hog'))
    for (const share of hog) if (share.allows(4 * MIB)) share.note(4 * MIB)
    expect(hog.map((share) => share.allows(4 * MIB))).toEqual([true, true, false, false, false])
    const anna = room.of('anna', 'anna')
    expect(anna.allows(4 * MIB)).toBe(true)
    anna.note(4 * MIB)
    expect(room.of('bert', 'bert').allows(8 * MIB)).toBe(false)
    expect(room.of('bert', 'bert').allows(MIB)).toBe(true)
    room.forget('hog-0')
    expect(room.of('bert', 'bert').allows(8 * MIB)).toBe(true)
  })
})
