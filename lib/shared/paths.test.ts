import { describe, expect, it } from 'vitest'
import { paths, safeNext } from './paths'

describe('paths', () => {
  it('encodes what comes from outside', () => {
    expect(paths.cluster({ clusterId: '../x' })).toBe('/clusters/..%2Fx')
    expect(paths.run({ clusterId: 'abc', runNumber: 7 })).toBe('/clusters/abc/runs/7')
    expect(paths.signIn({ next: '/clusters/new?step=2' })).toBe('/sign-in?next=%2Fclusters%2Fnew%3Fstep%3D2')
    expect(paths.signIn({ next: '/' })).toBe('/sign-in')
  })
})

describe('safeNext', () => {
  it.each(['/clusters', '/clusters/new?step=2#log', '/a//b', '/?next=//evil.test'])('keeps %s', (next) => {
    expect(safeNext(next)).toBe(next)
  })

  it.each([
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    'evil.test',
    '',
    ' /x',
    '/..//evil.test',
    '/./\\evil.test',
    '/.//evil.test',
    null,
    undefined,
  ])('goes home instead of to %j', (next) => {
    expect(safeNext(next)).toBe('/')
  })
})
