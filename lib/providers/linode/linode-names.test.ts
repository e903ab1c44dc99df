import { expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { balancerPrefix, firewallLabel, machineLabel, tagsOf, vpcLabel } from './linode-names'

const id = newId()

it('gives a machine a label of its own in the account, as Linode takes it', () => {
  expect(machineLabel('abcdef123456', { name: 'hard-crate-1' })).toBe('hard-crate-1-abcdef')
  const odd = ['a', 'a--b', `${'x'.repeat(56)}--y`, 'x'.repeat(80), `${'x'.repeat(55)}-y`]
  for (const name of odd) {
    const label = machineLabel(id, { name })
    expect(label).toMatch(/^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$/)
    expect(label.endsWith(`-${id.slice(0, 6)}`)).toBe(true)
  }
})

it('keeps to the lengths of firewalls, VPCs and NodeBalancers', () => {
  expect(firewallLabel(id).length).toBeLessThanOrEqual(32)
  expect(vpcLabel(id)).toMatch(/^[a-z0-9-]{1,64}$/)
  expect(balancerPrefix(id).length).toBeLessThanOrEqual(19)
  expect(tagsOf(id)).toEqual(['buzzcrate', `buzzcrate-${id}`])
})
