import { expect, it } from 'vitest'
import { uploadInTurn, withoutSilence } from './upload-turns'

const bytes = (text: string) => new TextEncoder().encode(text)

it('lets the upload of another go ahead of the many of one person', async () => {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const upload = (person: string, name: string) =>
    uploadInTurn(
      person,
      (async function* () {
        yield bytes(name)
      })(),
      async (arriving) => {
        for await (const part of arriving) begun.push(new TextDecoder().decode(part))
        await new Promise<void>((resolve) => ends.push(resolve))
      },
      async () => undefined,
    )
  const all = ['m1', 'm2', 'm3', 'm4', 'm5'].map((name) => upload('mallory', name))
  all.push(upload('anna', 'a1'))
  await expect.poll(() => begun).toEqual(['m1', 'm2', 'a1'])
  while (begun.length < 6) {
    for (const end of ends.splice(0)) end()
    await new Promise(setImmediate)
  }
  for (const end of ends) end()
  await Promise.all(all)
})

it('gives up an upload that says nothing for long, and leaves a slow one alone', async () => {
  const slow = async function* () {
    for (const part of ['a', 'b', 'c']) {
      await new Promise(setImmediate)
      yield bytes(part)
    }
  }
  let got = 0
  for await (const part of withoutSilence(slow(), 5_000)) got += part.length
  expect(got).toBe(3)
  const silent = async function* () {
    yield bytes('a')
    await new Promise(() => undefined)
  }
  const reading = withoutSilence(silent(), 30)
  expect((await reading.next()).value).toEqual(bytes('a'))
  await expect(reading.next()).rejects.toMatchObject({ code: 'upload-stalled' })
})
