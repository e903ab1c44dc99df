import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { readController } from '@/lib/providers/linode/read-controller'
import { imageArchive } from '@/lib/testing/image-archive'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { chooseController } from './choose-controller'
import { readChosenController } from './read-chosen-controller'
import { uploadController } from './upload-controller'

provideTestDatabase()

const ada: Actor = { userId: 'ada', role: 'admin' }
const ben: Actor = { userId: 'ben', role: 'member' }
const PINNED = `docker.io/linode/linode-cloud-controller-manager@sha256:${'a'.repeat(64)}`
const NAME = 'docker.io/linode/linode-cloud-controller-manager:v0.9.8'

beforeAll(async () => {
  await db().user.create({ data: { id: 'ada', name: 'Ada', email: 'ada@example.org', role: 'admin' } })
})

async function* arriving(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

it('is none before an admin has chosen one, and is nobody else’s to choose', async () => {
  expect(await readChosenController(ada)).toEqual({ image: null, comes: null, bytes: 0 })
  for (const refused of [readChosenController(ben), chooseController(ben, { image: PINNED })]) {
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
  }
  await expect(uploadController(ben, arriving(new Uint8Array()))).rejects.toMatchObject({ code: 'forbidden' })
})

it('is pulled by its digest, or brought from an archive; the latest choice counts', async () => {
  expect(await chooseController(ada, { image: PINNED })).toEqual({ image: PINNED, comes: 'registry', bytes: 0 })
  const archive = imageArchive(NAME, 'amd64')
  const kept = await uploadController(ada, arriving(archive))
  expect(kept).toEqual({ image: NAME, comes: 'side-load', bytes: archive.length })
  expect(await readController()).toEqual({ image: NAME, comes: 'side-load' })
  expect(await chooseController(ada, { image: null })).toEqual({ image: null, comes: null, bytes: 0 })
  const entries = await db().auditEntry.findMany({ where: { subjectType: 'setting' }, orderBy: { at: 'asc' } })
  expect(entries.map(({ action }) => action)).toEqual([
    'cloud-controller.choose',
    'cloud-controller.upload',
    'cloud-controller.choose',
  ])
})

it('refuses what is no image, and one for another processor, and keeps what was chosen', async () => {
  await chooseController(ada, { image: PINNED })
  const wrong = [Buffer.from('no image'), imageArchive(NAME, 'arm64')]
  for (const bytes of wrong) {
    await expect(uploadController(ada, arriving(bytes))).rejects.toMatchObject({ code: 'not-an-image' })
  }
  expect(await readChosenController(ada)).toMatchObject({ image: PINNED })
})
