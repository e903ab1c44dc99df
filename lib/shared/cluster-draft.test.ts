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
import { type PracticeDraft, practiceMachineName, practiceRequest, withMachines } from './practice/practice-draft'

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
    let draft = emptyDraft('hard-crate', 'boards')
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
    const draft = ['a', 'b'].reduce((all, id) => chooseMachine(all, id, true), emptyDraft('hard-crate', 'boards'))
    const taken = machine('b', { cluster: { id: 'x', name: 'x', role: 'agent' } })
    const fresh = freshen({ ...draft, apps: ['gone'], k3sVersion: 'v1.1.1+k3s1' }, { ...CHOICES, machines: [taken] })
    expect(fresh).toMatchObject({ machines: [], apps: [], k3sVersion: undefined })
  })
})

describe('draftProblems', () => {
  const good = chooseMachine(emptyDraft('hard-crate', 'boards'), 'a', true)

  it('finds none in a good draft', () => {
    expect(kinds(good)).toEqual([])
  })

  it('names what is missing', () => {
    expect(kinds(emptyDraft('', 'boards'))).toEqual(['no-machine', 'name-empty'])
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
  const draft = chooseMachine(emptyDraft('hard-crate', 'boards'), 'a', true)
  expect(readDraft(JSON.stringify(draft))).toEqual(draft)
  for (const text of [null, '', '{', 'null', '[]', '{"step":"where"}', '{"step":"elsewhere"}']) {
    expect(readDraft(text)).toBeUndefined()
  }
})

it('suggests a name that is free', () => {
  expect(suggestName([], () => 0)).toBe('brave-basket')
  expect(suggestName(['brave-basket'], () => 0)).toBe('crate-2')
})

describe('a practice cluster', () => {
  const draft = emptyDraft('warm-shelf', 'practice')

  it('needs nothing but a name', () => {
    expect(draftProblems(draft, { ...CHOICES, machines: [], releases: [] })).toEqual([])
    expect(draftProblems({ ...draft, name: 'warm-box' }, CHOICES)).toEqual([{ step: 'size', kind: 'name-taken' }])
  })

  it('has three machines and go-echo at first, and is asked for as such', () => {
    const request = { provider: 'practice', name: 'warm-shelf', machines: 3, speed: 5, apps: ['go-echo'], troubles: [] }
    expect(practiceRequest(draft.name, draft.practice)).toEqual(request)
    const failing: PracticeDraft = { ...draft.practice, trouble: { machine: 3, trouble: 'fails-at-join' } }
    expect(practiceRequest('a', failing).troubles).toEqual([{ machine: 3, trouble: 'fails-at-join' }])
    expect(practiceMachineName('a', 3, failing)).toBe('a-3-fails-at-join')
  })

  it('moves a failure from a machine that is gone to the last', () => {
    const failing: PracticeDraft = { ...draft.practice, trouble: { machine: 3, trouble: 'slow' } }
    expect(withMachines(failing, 2).trouble).toEqual({ machine: 2, trouble: 'slow' })
  })

  it('survives a reload, but not nonsense', () => {
    expect(readDraft(JSON.stringify(draft))).toEqual(draft)
    for (const practice of [undefined, { ...draft.practice, speed: 3 }, { ...draft.practice, machines: 11 }]) {
      expect(readDraft(JSON.stringify({ ...draft, practice }))).toBeUndefined()
    }
    const beyond = { ...draft.practice, trouble: { machine: 4, trouble: 'slow' } }
    expect(readDraft(JSON.stringify({ ...draft, practice: beyond }))).toBeUndefined()
    expect(readDraft(JSON.stringify({ ...draft, step: 'machines' }))).toBeUndefined()
  })
})
