import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NewCards } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { AppError, toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { cardStage } from '@/lib/shared/card-stage'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'
import { writeRunStatus } from '../runs/write-run-status'
import { createKey } from '../ssh-keys/create-key'
import { listDrives } from './card-drives'
import { useCardMaker } from './card-maker'
import { cardRecords } from './card-records'
import { deleteBatch } from './delete-batch'
import { findWritable } from './find-writable'
import { prepareCards } from './prepare-cards'
import { findBatch } from './queries'
import { startWriting, stopWriting, writeCard } from './write-card'

process.env['BUZZCRATE_DATA'] = mkdtempSync(path.join(tmpdir(), 'buzzcrate-write-'))
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'admin' }
const ben: Actor = { userId: 'ben', role: 'member' }
const READER = { path: '/dev/sdz', bytes: 32e9, confirmation: 'SD Reader 0123', reasons: [] }
const WANTED = { path: READER.path, bytes: READER.bytes, confirmation: READER.confirmation }
const records = cardRecords(databaseVault())
let [batchId, imageId] = ['', '']

beforeAll(async () => {
  for (const { userId, role } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  useCardMaker({
    async start(_, __, prepare) {
      await db().$transaction(prepare)
    },
  })
  return () => useCardMaker(undefined)
})

beforeEach(async () => {
  await db().run.deleteMany()
  await db().cardBatch.deleteMany()
  await db().machine.deleteMany()
  await db().sshKey.deleteMany()
  const { id: sshKeyId } = await createKey(anna, { name: 'desk' })
  const input = { newNames: ['bee-1'], profile: 'raspberry-pi-4', os: 'debian-12', sshKeyId, timeZone: 'UTC' }
  const batch = await prepareCards(anna, NewCards.parse(input), 'http://192.168.1.2:3000')
  batchId = batch.id
  imageId = batch.cards[0]?.id ?? ''
  const names = { fileName: 'card.img.xz', bmapFileName: 'card.bmap' }
  await records.ready(imageId, { ...names, bytes: 9, sha256: 'a', imageBytes: 4_096, imageSha256: 'c'.repeat(64) })
})

const card = async () => {
  const [one] = (await findBatch(anna, batchId)).cards
  if (one === undefined) throw new Error('the batch has a card')
  return one
}
const start = async () => startWriting(anna, await findWritable(anna, imageId), WANTED, [READER])
const runId = async () => (await db().run.findFirstOrThrow({ where: { subjectType: 'card' } })).id
const rest = async (status: 'held' | 'undone' | 'succeeded', seq: number) => {
  const id = await runId()
  await db().$transaction((transaction) => writeRunStatus(transaction, id, status, seq))
}

describe('writing a card in the panel’s own reader', () => {
  it('is for admins, and for their own cards', async () => {
    await expect(listDrives(ben, imageId)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(writeCard(ben, imageId, WANTED)).rejects.toMatchObject({ code: 'forbidden' })
    const other: Actor = { userId: 'ben', role: 'admin' }
    await expect(writeCard(other, imageId, WANTED)).rejects.toMatchObject({ code: 'not-found' })
    await expect(stopWriting(ben, imageId)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses each disk of this machine that is not a card, and one that is not there', async () => {
    const wrong = (await listDrives(anna, imageId)).filter(({ reasons }) => reasons.length > 0)
    for (const drive of wrong) {
      const asked = { ...drive, confirmation: drive.confirmation || 'it' }
      await expect(writeCard(anna, imageId, asked)).rejects.toMatchObject({ code: 'card-drive-refused' })
    }
    await expect(writeCard(anna, imageId, WANTED)).rejects.toMatchObject({
      code: 'card-drive-refused',
      userMessage: expect.stringContaining('not there any more'),
    })
    expect(await db().run.count()).toBe(0)
  })

  it('wants the drive’s own name typed, and the size that was seen', async () => {
    const writable = await findWritable(anna, imageId)
    const typo = { ...WANTED, confirmation: 'SD Reader' }
    await expect(startWriting(anna, writable, typo, [READER])).rejects.toMatchObject({ code: 'bad-input' })
    const swapped = { ...WANTED, bytes: 16e9 }
    await expect(startWriting(anna, writable, swapped, [READER])).rejects.toMatchObject({ code: 'card-drive-refused' })
  })

  it('is shown live on the card’s row, and its board is waited for then', async () => {
    await start()
    expect(await card()).toMatchObject({ writing: { phase: 'waiting', runHref: `/runs/${await runId()}` } })
    await records.wroteSoFar(imageId, { phase: 'writing', doneBytes: 1_000, ofBytes: 4_096 })
    expect(cardStage(await card())).toBe('writing')
    expect((await card()).writing).toMatchObject({ phase: 'writing', doneBytes: 1_000, drive: 'SD Reader 0123' })
    await records.written(imageId)
    await rest('succeeded', 9)
    expect(cardStage(await card())).toBe('waiting')
  })

  it('says on the row why it was not written, until it is tried again', async () => {
    await start()
    const failure = new AppError('card-write-failed', {
      userMessage: 'SD Reader 0123 (/dev/sdz) took no more at byte 8.',
    })
    await records.notWritten(imageId, toFailure(failure))
    await rest('held', 5)
    expect(cardStage(await card())).toBe('unwritten')
    expect((await card()).writing?.failure).toContain('at byte 8')
    await start()
    expect(cardStage(await card())).toBe('writing')
  })

  it('goes on once at a time, can be stopped, and keeps its batch', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({ code: 'subject-busy' })
    await expect(deleteBatch(anna, batchId)).rejects.toMatchObject({ code: 'subject-busy' })
    await stopWriting(anna, imageId)
    await rest('undone', 7)
    expect(cardStage(await card())).toBe('ready')
    await deleteBatch(anna, batchId)
    expect(await db().run.count({ where: { subjectType: 'card' } })).toBe(0)
  })

  it('is not begun for a card that was removed', async () => {
    await db().boardImage.update({ where: { id: imageId }, data: { status: 'removed' } })
    await expect(start()).rejects.toMatchObject({ code: 'card-gone' })
    await expect(records.toWrite(imageId)).rejects.toMatchObject({ code: 'card-gone' })
  })
})
