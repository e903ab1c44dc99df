import { expect, it } from 'vitest'
import { type ClusterDraft, nameProblem, readDraft, suggestName } from './cluster-draft'

it('reads back what it stored, and nothing else', () => {
  const draft: ClusterDraft = { step: 'where', name: 'hard-crate', provider: 'shelf', parts: { shelf: { size: 3 } } }
  expect(readDraft(JSON.stringify(draft))).toEqual(draft)
  expect(readDraft(JSON.stringify({ ...draft, step: undefined }))).toEqual({ ...draft, step: undefined })
  for (const text of [null, '', '{', 'null', '[]', '{"step":"where"}', JSON.stringify({ ...draft, parts: [] })]) {
    expect(readDraft(text)).toBeUndefined()
  }
})

it('lets go of a draft of the first version, which knew its providers', () => {
  const old = { step: 'where', name: 'a', provider: 'boards', machines: [], apps: [], allowCgroupV1: false }
  expect(readDraft(JSON.stringify(old))).toBeUndefined()
})

it('suggests a name that is free', () => {
  expect(suggestName([], () => 0)).toBe('brave-basket')
  expect(suggestName(['brave-basket'], () => 0)).toBe('crate-2')
})

it('says what is wrong with a name', () => {
  const problemOf = (name: string) => nameProblem(name, ['warm-box'])
  expect(problemOf('hard-crate')).toBeUndefined()
  expect(problemOf('')).toBe('name-empty')
  expect(problemOf('Hard Crate')).toBe('name-wrong')
  expect(problemOf('x'.repeat(41))).toBe('name-wrong')
  expect(problemOf('warm-box')).toBe('name-taken')
})
