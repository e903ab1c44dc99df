import { expect, it } from 'vitest'
import { topics } from '@/lib/shared/live-stream'
import { defineTopic } from './live-topic'
import { liveTopics } from './topics.gen'

const matching = (name: string) => liveTopics.filter((topic) => topic.parse(name) !== undefined)

it('knows each name that screens use, each as one topic', () => {
  for (const name of [topics.home, topics.run('a1'), topics.log('a1'), topics.wait('a1'), topics.cluster('a1')]) {
    expect(matching(name), name).toHaveLength(1)
  }
})

it('has no address that two topics claim', () => {
  for (const { address } of liveTopics) expect(matching(address.replace(/<\w+>/g, 'a1')), address).toHaveLength(1)
})

it('takes ids and nothing else for the parts of an address', () => {
  const seen: unknown[] = []
  const topic = defineTopic({
    address: 'class:<classId>:seat:<seatId>',
    action: 'clusters.read',
    source(_actor, { classId, seatId }) {
      seen.push([classId, seatId])
      return { key: classId, wakeOn: seatId, numbered: true, read: async () => undefined }
    },
  })
  topic.parse('class:c1:seat:s2')?.source({ userId: 'u', role: 'member' })
  expect(seen).toEqual([['c1', 's2']])
  for (const name of [
    'class:c1:seat:',
    'class:c1:seat:S2',
    'class:c1:seat:s2:x',
    'xclass:c1:seat:s2',
    'class:a:b:seat:c',
  ]) {
    expect(topic.parse(name), name).toBeUndefined()
  }
})
