import type { Finding } from '@/lib/shared/finding'
import type { HostFacts } from './host-facts'
import type { OtherMachine, PreflightInput, Purpose } from './inspection'
import { typicalFacts } from './typical-facts'

// What the tables of cases that preflight.test.ts walks are made of.

export const server: Purpose = { role: 'server', k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: false }
export const agent: Purpose = { ...server, role: 'agent' }

export const cgroup = typicalFacts().cgroup

/** Another healthy machine, different but for what is given. */
export const otherMachine = (facts: Partial<HostFacts>): OtherMachine => ({
  name: 'pi-02',
  facts: typicalFacts({ hostname: 'pi-02', machineId: 'other', bootId: 'other', ...facts }),
})

export interface Case {
  readonly title: string
  readonly facts: Partial<HostFacts>
  readonly rest?: Partial<PreflightInput>
  readonly id: string
  readonly level: Finding['level']
  readonly says: string | RegExp
  readonly wayOut?: string | RegExp
}
