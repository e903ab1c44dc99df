import { describe, expect, it } from 'vitest'
import { compareVersions, minorOf, parseVersion, refusesCgroupV1, skewProblem, versionFromName } from './version'

describe('parseVersion', () => {
  it('takes releases and candidates apart', () => {
    expect(parseVersion('v1.36.1+k3s2')).toEqual({ major: 1, minor: 36, patch: 1, candidate: undefined, build: 2 })
    expect(parseVersion('v1.37.0-rc3+k3s1')?.candidate).toBe(3)
  })
  it.each(['', '1.36.1+k3s1', 'v1.36.1', 'v1.36.1-k3s1', 'v1.36.1+k3s1\n', 'v1.36.1+k3s1 x', 'v1.36+k3s1'])(
    'refuses %j',
    (text) => expect(parseVersion(text)).toBeUndefined(),
  )
})

it('sorts by numbers, candidates before releases, junk first', () => {
  const sorted = [
    'x',
    'v1.9.9+k3s1',
    'v1.36.0-rc1+k3s1',
    'v1.36.0-rc2+k3s1',
    'v1.36.0+k3s1',
    'v1.36.0+k3s10',
    'v1.36.10+k3s1',
  ]
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted)
})

it('names the minor', () => expect(minorOf('v1.36.1+k3s1')).toBe('v1.36'))

it('knows the skew policy', () => {
  expect(skewProblem('v1.36.1+k3s1', 'v1.33.9+k3s1')).toBeUndefined()
  expect(skewProblem('v1.36.1+k3s1', 'v1.32.9+k3s1')).toContain('three minor')
  expect(skewProblem('v1.36.1+k3s1', 'v1.37.0+k3s1')).toContain('newer')
  expect(skewProblem('v1.36.1+k3s1', 'nonsense')).toContain('not a k3s version')
})

it('knows since when cgroup v1 is refused', () => {
  expect(refusesCgroupV1('v1.34.9+k3s1')).toBe(false)
  expect(refusesCgroupV1('v1.35.0+k3s1')).toBe(true)
})

it.each([
  ['v1.36.1+k3s1', 'v1.36.1+k3s1'],
  ['v1.36.1-k3s1', 'v1.36.1+k3s1'],
  ['v1.36.1%2Bk3s1', 'v1.36.1+k3s1'],
  ['v1.37.0-rc1-k3s1', 'v1.37.0-rc1+k3s1'],
  ['k3s-reference', undefined],
])('reads the version in the name %s', (name, version) => expect(versionFromName(name)).toBe(version))
