import { describe, expect, it } from 'vitest'
import { toFailure } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import { type Finding, Finding as FindingSchema, worstLevel } from '@/lib/shared/finding'
import { fieldCases } from './field-cases'
import type { HostFacts } from './host-facts'
import { Inspection, type PreflightInput } from './inspection'
import { machineCases } from './machine-cases'
import { preflight } from './preflight'
import { agent, cgroup, otherMachine as other, server } from './preflight-case'
import { summarise } from './summary'
import { surroundingsCases } from './surroundings-cases'
import { typicalFacts } from './typical-facts'

const machine = { name: 'pi-01', address: '192.168.1.21', port: 22, user: 'pi' }
function visit(facts: Partial<HostFacts> = {}, overrides: Partial<Inspection> = {}): Inspection {
  return {
    at: 0,
    connectMs: 100,
    connectFailure: null,
    sudoFailure: null,
    facts: typicalFacts(facts),
    clockSkewMs: 40,
    ...overrides,
  }
}

const judge = (facts: Partial<HostFacts> = {}, rest: Partial<PreflightInput> = {}): Finding[] =>
  preflight({ machine, inspection: visit(facts), ...rest })

function find(findings: readonly Finding[], id: string): Finding {
  const found = findings.find((finding) => finding.id === id)
  if (found === undefined) throw new Error(`no finding ${id}`)
  return found
}

describe('a healthy machine', () => {
  it('gets only good news, each in a sentence', () => {
    const findings = judge({}, { purpose: server, others: [other({})] })
    expect(worstLevel(findings)).toBe('ok')
    expect(findings.length).toBeGreaterThan(15)
    for (const finding of findings) {
      expect(FindingSchema.parse(finding)).toEqual(finding)
      expect(finding.sentence).toMatch(/\.$/)
    }
    expect(new Set(findings.map((finding) => finding.id)).size).toBe(findings.length)
  })

  it('is summed up in one line', () => {
    expect(summarise(visit())).toBe('Debian 12, arm64, 8 GB, 24 GB free, clock right, cgroup v2')
    const small = { memoryMiB: 906, dataFreeMiB: 3_600, os: { ...typicalFacts().os, name: '', id: 'arch' } }
    expect(summarise(visit(small, { clockSkewMs: -90_000 }))).toBe(
      'arch, arm64, 1 GB, 3.5 GB free, clock wrong, cgroup v2',
    )
  })

  it('survives the database', () => {
    const seen = visit()
    expect(Inspection.parse(JSON.parse(JSON.stringify(seen)))).toEqual(seen)
  })
})

describe('what may be wrong', () => {
  for (const { title, facts, rest, id, level, says, wayOut } of [
    ...machineCases,
    ...surroundingsCases,
    ...fieldCases,
  ]) {
    it(title, () => {
      const found = find(judge(facts, rest), id)
      expect(found).toMatchObject({ level })
      expect(found.sentence).toMatch(says)
      if (level !== 'ok') expect(found.wayOut).toMatch(wayOut ?? /./)
    })
  }

  it('offers the button or the option that helps', () => {
    expect(find(judge({ resolvesOwnName: false }), 'own-name').fix).toBe('add-hosts-entry')
    const old = judge({ cgroup: { ...cgroup, version: 1 } }, { purpose: agent })
    expect(find(old, 'cgroup').option).toBe('allowCgroupV1')
  })

  it('judges the clock by how wrong it is', () => {
    const clock = (clockSkewMs: number | null) =>
      preflight({ machine, inspection: visit({}, { clockSkewMs }) }).find((finding) => finding.id === 'clock')
    expect(clock(1_900)).toMatchObject({ level: 'ok' })
    expect(clock(-12_000)).toMatchObject({ level: 'advice', fix: 'set-clock' })
    expect(clock(-12_000)?.sentence).toContain('12 seconds slow')
    expect(clock(3_600_000 * 30)).toMatchObject({ level: 'blocker', fix: 'set-clock' })
    expect(clock(3_600_000 * 30)?.sentence).toContain('30 hours fast')
    expect(clock(null)).toBeUndefined()
  })
})

describe('a machine that is not reached', () => {
  const failed = (code: Parameters<typeof hostFailure>[0]) =>
    toFailure(hostFailure(code, { userMessage: `It is ${code}.` }))
  const unseen = { facts: null, clockSkewMs: null }

  it('has one blocker, and nothing is said about the rest', () => {
    const findings = preflight({
      machine,
      inspection: visit({}, { ...unseen, connectFailure: failed('host-refused') }),
    })
    expect(findings).toMatchObject([{ id: 'reach', level: 'blocker', sentence: 'It is host-refused.' }])
  })

  it('tells the login from the reach', () => {
    for (const code of ['host-login-refused', 'host-key-changed', 'host-key-not-accepted'] as const) {
      const inspection = visit({}, { ...unseen, connectFailure: failed(code) })
      expect(preflight({ machine, inspection })).toMatchObject([
        { id: 'reach', level: 'ok' },
        { id: 'login', level: 'blocker', sentence: `It is ${code}.` },
      ])
    }
  })

  it('is still judged where only sudo fails', () => {
    const inspection = visit({}, { sudoFailure: failed('host-sudo-password-wrong') })
    const findings = preflight({ machine, inspection })
    expect(find(findings, 'sudo')).toMatchObject({ level: 'blocker', sentence: 'It is host-sudo-password-wrong.' })
    expect(find(findings, 'memory').level).toBe('ok')
  })
})
