import { describe, expect, it } from 'vitest'
import {
  chooseMachine,
  type DraftChoices,
  draftProblems,
  emptyDraft,
  freshen,
  makeServer,
  readDraft,
  suggestName,
} from './cluster-draft'
import type { ListedMachine } from './machine-data'

const machine = (id: string, more: Partial<ListedMachine> = {}): ListedMachine => ({
  id,
  name: id,
  address: id,
  port: 22,
  loginUser: 'pi',
  sshKeyId: 'key',
  hasSudoPassword: false,
  hostKeyFingerprint: 'SHA256:x',
  offeredFingerprint: undefined,
  summary: 'Debian 12',
  findings: [],
  checkedAt: 0,
  cluster: undefined,
  ...more,
})

const CHOICES: DraftChoices = {
  machines: [machine('a'), machine('b'), machine('c')],
  releases: [
    { version: 'v1.36.1+k3s1', recommended: true, channels: ['stable'], complete: ['arm64'], files: [] },
    { version: 'v1.35.4+k3s1', recommended: false, channels: [], complete: [], files: [] },
  ],
  apps: [],
  takenNames: ['warm-box'],
}
const kinds = (draft: Parameters<typeof draftProblems>[0], choices = CHOICES) =>
  draftProblems(draft, choices).map((problem) => problem.kind)

describe('choosing machines', () => {
  it('makes the first the server, and finds another when it leaves', () => {
    let draft = emptyDraft('hard-crate')
    for (const id of ['a', 'b', 'c']) draft = chooseMachine(draft, id, true)
    expect(draft.machines.map((one) => one.role)).toEqual(['server', 'agent', 'agent'])
    draft = makeServer(draft, 'c')
    expect(draft.machines.map((one) => one.role)).toEqual(['agent', 'agent', 'server'])
    draft = chooseMachine(draft, 'c', false)
    expect(draft.machines).toEqual([
      { machineId: 'a', role: 'server' },
      { machineId: 'b', role: 'agent' },
    ])
  })

  it('forgets what is gone', () => {
    const draft = ['a', 'b'].reduce((all, id) => chooseMachine(all, id, true), emptyDraft('hard-crate'))
    const taken = machine('b', { cluster: { id: 'x', name: 'x', role: 'agent' } })
    const fresh = freshen({ ...draft, apps: ['gone'], k3sVersion: 'v1.1.1+k3s1' }, { ...CHOICES, machines: [taken] })
    expect(fresh).toMatchObject({ machines: [], apps: [], k3sVersion: undefined })
  })
})

describe('draftProblems', () => {
  const good = chooseMachine(emptyDraft('hard-crate'), 'a', true)

  it('finds none in a good draft', () => {
    expect(kinds(good)).toEqual([])
  })

  it('names what is missing', () => {
    expect(kinds(emptyDraft(''))).toEqual(['no-machine', 'name-empty'])
    expect(kinds({ ...good, name: 'Hard Crate' })).toEqual(['name-wrong'])
    expect(kinds({ ...good, name: 'x'.repeat(41) })).toEqual(['name-wrong'])
    expect(kinds({ ...good, name: 'warm-box' })).toEqual(['name-taken'])
    expect(kinds(good, { ...CHOICES, releases: [] })).toEqual(['no-version'])
  })

  it('names machines that are not ready', () => {
    const blocker = { id: 'clock', title: 'Clock', level: 'blocker', sentence: 'It is behind.' } as const
    const machines = [machine('a', { findings: [blocker] }), machine('b', { findings: undefined })]
    const draft = chooseMachine(good, 'b', true)
    expect(kinds(draft, { ...CHOICES, machines })).toEqual(['not-ready', 'not-looked-at'])
  })
})

it('reads back what it stored, and nothing else', () => {
  const draft = chooseMachine(emptyDraft('hard-crate'), 'a', true)
  expect(readDraft(JSON.stringify(draft))).toEqual(draft)
  for (const text of [null, '', '{', 'null', '[]', '{"step":"where"}', '{"step":"elsewhere"}']) {
    expect(readDraft(text)).toBeUndefined()
  }
})

it('suggests a name that is free', () => {
  expect(suggestName([], () => 0)).toBe('brave-basket')
  expect(suggestName(['brave-basket'], () => 0)).toBe('crate-2')
})
