import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { EndlessRequest, KubeRequest } from '../kube-transport'
import { reflect } from './reflector'

const Item = z.object({ metadata: z.object({ uid: z.string(), resourceVersion: z.string() }) })
type Item = z.infer<typeof Item>

type Answer = { readonly list: readonly string[]; readonly version: string; readonly next?: string } | AppError
type Watch = readonly (readonly [type: string, uid: string, version: string])[] | AppError

const item = (uid: string, version: string) => ({ metadata: { uid, resourceVersion: version } })
const unreachable = () => new AppError('cluster-unreachable', { userMessage: 'gone', retryable: true })
const gone = () => new AppError('cluster-history-gone', { userMessage: 'too old', retryable: true })

/** An API server with a script: each list and each watch takes the next answer; when watches run out, one stays open. */
class ScriptedServer {
  readonly asked: string[] = []
  private readonly lists: Answer[]
  private readonly watches: Watch[]
  readonly idle: Promise<void>
  private becomeIdle: () => void = () => undefined

  constructor(lists: Answer[], watches: Watch[]) {
    this.lists = lists
    this.watches = watches
    this.idle = new Promise((resolve) => {
      this.becomeIdle = resolve
    })
  }

  async json<T>(schema: z.ZodType<T>, { query }: KubeRequest): Promise<T> {
    this.asked.push(`list${query?.['continue'] === undefined ? '' : ` ${query['continue']}`}`)
    const answer = this.lists.shift()
    if (answer === undefined) throw new Error('the script has no more lists')
    if (answer instanceof AppError) throw answer
    const metadata = { resourceVersion: answer.version, continue: answer.next }
    return schema.parse({ metadata, items: answer.list.map((uid) => item(uid, answer.version)) })
  }

  async *lines({ query, signal, onOpen }: EndlessRequest): AsyncGenerator<string> {
    this.asked.push(`watch ${query?.['resourceVersion']}`)
    const answer = this.watches.shift()
    if (answer instanceof AppError) throw answer
    onOpen()
    for (const [type, uid, version] of answer ?? []) {
      const object = type === 'ERROR' ? { code: Number(version), message: uid } : item(uid, version)
      const line = JSON.stringify(type === 'ODD' ? { type: 'ADDED', object: {} } : { type, object })
      yield type === 'CUT' ? line.slice(0, 20) : line
    }
    if (answer !== undefined) return
    this.becomeIdle()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
}

const delays: number[] = []
const clock: Clock = {
  now: () => 0,
  delay: async (delayMs) => {
    delays.push(delayMs)
  },
}

afterEach(() => {
  delays.length = 0
})

async function reflectScript(lists: Answer[], watches: Watch[]) {
  const server = new ScriptedServer(lists, watches)
  const stop = new AbortController()
  const held = new Set<string>()
  const failures: string[] = []
  const done = reflect<Item>({
    transport: server,
    path: '/api/v1/things',
    schema: Item,
    silenceMs: 1_000,
    clock,
    signal: stop.signal,
    onList: (items) => {
      held.clear()
      for (const each of items) held.add(each.metadata.uid)
    },
    onUpsert: (each) => held.add(each.metadata.uid),
    onRemove: (each) => held.delete(each.metadata.uid),
    onContact: () => undefined,
    onFailure: (error) => failures.push(error.code),
  })
  await server.idle
  stop.abort()
  await done
  return { asked: server.asked, held: [...held].sort(), failures }
}

describe('reflect', () => {
  it('lists page by page, then watches from the version of the list', async () => {
    const { asked, held } = await reflectScript(
      [
        { list: ['a', 'b'], version: '10', next: 'page2' },
        { list: ['c'], version: '10' },
      ],
      [],
    )
    expect(asked).toEqual(['list', 'list page2', 'watch 10'])
    expect(held).toEqual(['a', 'b', 'c'])
  })

  it('follows changes, and goes on from the last version when the server closes the watch', async () => {
    const { asked, held, failures } = await reflectScript(
      [{ list: ['a'], version: '10' }],
      [
        [
          ['ADDED', 'b', '11'],
          ['DELETED', 'a', '12'],
          ['MODIFIED', 'b', '13'],
        ],
      ],
    )
    expect(asked).toEqual(['list', 'watch 10', 'watch 13'])
    expect(held).toEqual(['b'])
    expect(failures).toEqual([])
  })

  it('moves on with bookmarks', async () => {
    const { asked } = await reflectScript([{ list: [], version: '10' }], [[['BOOKMARK', 'none', '99']]])
    expect(asked).toEqual(['list', 'watch 10', 'watch 99'])
  })

  it.each([
    ['an event', [['ERROR', 'too old resource version', '410']] as const],
    ['an answer', gone()],
  ])('lists again at once after 410 Gone as %s', async (_, watch) => {
    const { asked, held, failures } = await reflectScript(
      [
        { list: ['a', 'old'], version: '10' },
        { list: ['a', 'new'], version: '500' },
      ],
      [watch],
    )
    expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 500'])
    expect(held).toEqual(['a', 'new'])
    expect(failures).toEqual([])
    expect(delays).toEqual([])
  })

  it.each([
    ['its versions go back', [['BOOKMARK', 'none', '7']] as const],
    [
      'it says that the version is too large',
      [['ERROR', 'Too large resource version: 10, current: 7', '504']] as const,
    ],
  ])('lists again at once when the database of the cluster was put back: %s', async (_, watch) => {
    const { asked, held, failures } = await reflectScript(
      [
        { list: ['a', 'later'], version: '10' },
        { list: ['a'], version: '7' },
      ],
      [watch],
    )
    expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 7'])
    expect(held).toEqual(['a'])
    expect(failures).toEqual([])
  })

  it('waits longer after each failure, then goes on from where it was', async () => {
    const { asked, held, failures } = await reflectScript(
      [{ list: ['a'], version: '10' }],
      [[['ADDED', 'b', '11']], unreachable(), unreachable(), unreachable()],
    )
    expect(asked).toEqual(['list', 'watch 10', 'watch 11', 'watch 11', 'watch 11', 'watch 11'])
    expect(held).toEqual(['a', 'b'])
    expect(failures).toEqual(['cluster-unreachable', 'cluster-unreachable', 'cluster-unreachable'])
    const steps = [250, 500, 1_000]
    delays.forEach((delayMs, index) => {
      expect(delayMs / (steps[index] ?? 0)).toBeGreaterThanOrEqual(0.75)
      expect(delayMs / (steps[index] ?? 0)).toBeLessThanOrEqual(1.25)
    })
  })

  it.each(['CUT', 'ODD'])(
    'says that it does not understand a line like %s, and goes on from before it',
    async (type) => {
      const { asked, held, failures } = await reflectScript(
        [{ list: ['a'], version: '10' }],
        [
          [
            ['ADDED', 'b', '11'],
            [type, 'c', '12'],
          ],
          [['ADDED', 'c', '12']],
        ],
      )
      expect(asked).toEqual(['list', 'watch 10', 'watch 11', 'watch 12'])
      expect(held).toEqual(['a', 'b', 'c'])
      expect(failures).toEqual(['cluster-answer-unknown'])
    },
  )

  it('passes an error of our own on, instead of blaming the cluster', async () => {
    const server = new ScriptedServer([{ list: ['a'], version: '10' }], [[['ADDED', 'b', '11']]])
    const failures: string[] = []
    const done = reflect<Item>({
      transport: server,
      path: '/api/v1/things',
      schema: Item,
      silenceMs: 1_000,
      clock,
      signal: new AbortController().signal,
      onList: () => undefined,
      onUpsert: () => {
        throw new TypeError('a mistake')
      },
      onRemove: () => undefined,
      onContact: () => undefined,
      onFailure: (error) => failures.push(error.code),
    })
    await expect(done).rejects.toThrow('a mistake')
    expect(failures).toEqual([])
  })

  it('tries the list until it comes', async () => {
    const { asked, held } = await reflectScript([unreachable(), unreachable(), { list: ['a'], version: '1' }], [])
    expect(asked).toEqual(['list', 'list', 'list', 'watch 1'])
    expect(held).toEqual(['a'])
  })
})
