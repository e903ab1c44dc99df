import { describe, expect, it } from 'vitest'
import type { ListedMachine } from '@/lib/contracts/machines'
import {
  type BoardsChoices,
  type BoardsDraft,
  boardsProblems,
  chooseMachine,
  freshen,
  makeServer,
  NO_BOARDS,
  readBoardsDraft,
} from './boards-draft'

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

const CHOICES: BoardsChoices = {
  machines: [machine('a'), machine('b'), machine('c')],
  releases: [
    { version: 'v1.36.1+k3s1', recommended: true, channels: ['stable'], complete: ['arm64'], files: [] },
    { version: 'v1.35.4+k3s1', recommended: false, channels: [], complete: [], files: [] },
  ],
  apps: [],
}
const kinds = (draft: BoardsDraft, choices = CHOICES) => boardsProblems(draft, choices).map((problem) => problem.kind)

describe('choosing machines', () => {
  it('makes the first the server, and finds another when it leaves', () => {
    let draft = NO_BOARDS
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
    const draft = ['a', 'b'].reduce((all, id) => chooseMachine(all, id, true), NO_BOARDS)
    const taken = machine('b', { cluster: { id: 'x', name: 'x', role: 'agent', needsPerson: false } })
    const fresh = freshen({ ...draft, apps: ['gone'], k3sVersion: 'v1.1.1+k3s1' }, { ...CHOICES, machines: [taken] })
    expect(fresh).toMatchObject({ machines: [], apps: [], k3sVersion: undefined })
    expect(freshen({ ...draft, k3sVersion: 'v1.1.1+k3s1' }, { ...CHOICES, releases: undefined })).toMatchObject({
      k3sVersion: 'v1.1.1+k3s1',
    })
  })
})

describe('problems', () => {
  const good = chooseMachine(NO_BOARDS, 'a', true)

  it('are none in a good draft', () => {
    expect(kinds(good)).toEqual([])
  })

  it('name what is missing', () => {
    expect(kinds(NO_BOARDS)).toEqual(['no-machine'])
    expect(kinds({ ...good, machines: [{ machineId: 'a', role: 'agent' }] })).toEqual(['no-server'])
    expect(kinds(good, { ...CHOICES, releases: [] })).toEqual(['no-version'])
    expect(kinds(good, { ...CHOICES, releases: undefined })).toEqual([])
  })

  it('name machines that are not ready', () => {
    const blocker = { id: 'clock', title: 'Clock', level: 'blocker', sentence: 'It is behind.' } as const
    const machines = [machine('a', { findings: [blocker] }), machine('b', { findings: undefined })]
    const draft = chooseMachine(good, 'b', true)
    expect(kinds(draft, { ...CHOICES, machines })).toEqual(['not-ready', 'not-looked-at'])
  })
})

it('survives a reload, but not nonsense', () => {
  const draft = { ...chooseMachine(NO_BOARDS, 'a', true), apps: ['go-echo'] }
  expect(readBoardsDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  // Kept by a version that knew no ingress.
  expect(
    readBoardsDraft({ ...draft, traefik: undefined, nativeSnapshotter: undefined, clusterCidr: undefined }),
  ).toEqual(draft)
  for (const odd of [
    undefined,
    null,
    3,
    [],
    { ...draft, apps: [3] },
    { ...draft, traefik: 1 },
    { ...draft, machines: [{ machineId: 'a' }] },
  ]) {
    expect(readBoardsDraft(odd)).toBeUndefined()
  }
})
