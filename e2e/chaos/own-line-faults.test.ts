import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/contracts/runs'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import type { Stream } from '@/lib/engine/step'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { stepRegistry } from '@/lib/provision/registry'
import { driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { ownLineFaults } from './own-line-faults'
import { OWN_LINES } from './own-lines'

const MAKING = fakeCreatePlan([fakeApp])
const DELETING = deleteClusterPlan({ clusterName: 'hard-crate', machines: fakeMachines, apps: ['go-echo'] })

/** A run of a plan in a simulated world, with its log. */
async function told(plan: Plan, world: FakeWorld) {
  const journal = new MemoryJournal()
  const lines: LogLine[] = []
  await driveToEnd({ plan, clusterId: 'c1' }, world, journal, (node, attempt, stream, text) => {
    lines.push({ seq: lines.length + 1, at: 1, node, attempt, stream, text })
  })
  return { plan, events: journal.events, lines }
}

it('knows what every step says that chaos drives', () => {
  // It makes and deletes clusters; cards, their images and sources, and classes it does not.
  const driven = [...stepRegistry.keys()].filter((name) => !/^(image|card|source|class)\./.test(name))
  expect(Object.keys(OWN_LINES).sort()).toEqual(driven.sort())
})

it('finds the words of every step in the log of a cluster that is made and deleted', async () => {
  // One machine that needs a restart first, and one that does not.
  const world = new FakeWorld([{ number: 1, memoryController: false }, { number: 2 }])
  world.claim('c1')
  for (const plan of [MAKING, DELETING]) {
    const story = await told(plan, world)
    expect(ownLineFaults(story)).toEqual([])
    // And sees it when any of them is away.
    for (const line of story.lines) {
      const rest = story.lines.filter((each) => each !== line)
      const step = plan.nodes.find(({ id }) => id === line.node)?.step ?? ''
      const isKnown = OWN_LINES[step]?.some(({ stream, text }) => stream === line.stream && text.test(line.text))
      expect(ownLineFaults({ ...story, lines: rest }).length > 0, `${line.node}: ${line.text}`).toBe(isKnown)
    }
  }
})

const NODE = 'pi-01/k3s.install'
const plan = { nodes: [{ id: NODE, step: 'k3s.install', input: {}, after: [], lane: 'm1', stage: 'Install' }] }
const started: RunEvent = { at: 1, type: 'started', node: NODE }
const succeeded: RunEvent = { at: 2, type: 'succeeded', node: NODE, output: {} }
type Words = readonly (readonly [Stream, string])[]
const COMMAND = ['cmd', 'sh k3s-install.sh  # deb, /x.deb'] as const
const UNPACKING = ['out', 'Unpacking …'] as const
const INSTALLED = ['info', 'Installed.'] as const

const spoken = (attempt: number, words: Words): LogLine[] =>
  words.map(([stream, text], index) => ({ seq: index + 1, at: 1, node: NODE, attempt, stream, text }))
const once = (words: Words) => ownLineFaults({ plan, events: [started, succeeded], lines: spoken(1, words) })
const cutOff = (words: Words) => ownLineFaults({ plan, events: [started], lines: spoken(1, words) })

describe('a successful attempt', () => {
  it.each<readonly [string, Words, string]>([
    ['lost', [COMMAND, UNPACKING], 'its info line /^Installed\\.$|^It was installed already\\.$/ is missing'],
    ['doubled', [COMMAND, COMMAND, UNPACKING, INSTALLED], 'its cmd line /^sh k3s-install\\.sh / is there 2 times'],
    ['swapped', [INSTALLED, COMMAND, UNPACKING], 'came too early'],
    ['behind the words that it brought forth', [UNPACKING, COMMAND, INSTALLED], 'first line is not behind /^sh k3s'],
  ])('shows a line that was %s', (_, words, fault) => {
    expect(once([COMMAND, UNPACKING, INSTALLED])).toEqual([])
    expect(once(words).join()).toContain(fault)
  })
})

describe('an attempt without a result', () => {
  it('may be cut off anywhere, and has no gap', () => {
    for (const kept of [0, 1, 2, 3]) expect(cutOff([COMMAND, UNPACKING, INSTALLED].slice(0, kept))).toEqual([])
    expect(cutOff([INSTALLED]).join()).toContain('its cmd line /^sh k3s-install\\.sh / is missing')
    expect(cutOff([UNPACKING]).join()).toContain('is not behind')
  })
})

it('shows a line of an attempt that never began', () => {
  const lines = [...spoken(1, [COMMAND, INSTALLED]), ...spoken(2, [COMMAND])]
  expect(ownLineFaults({ plan, events: [started, succeeded], lines })).toEqual([
    `${NODE}, attempt 2: says “sh k3s-install.sh  # deb, /x.deb” and never began`,
  ])
})
