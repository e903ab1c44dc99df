import { describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { type Action, may } from '@/lib/shared/policy'
import { assertMay } from './policy'

const admin: Actor = { userId: 'a', role: 'admin' }
const member: Actor = { userId: 'm', role: 'member' }

describe('policy', () => {
  it.each<Action>(['users.read', 'users.manage', 'audit.read', 'settings.manage', 'releases.manage'])(
    'keeps %s to admins',
    (action) => {
      expect(may(admin, action)).toBe(true)
      expect(may(member, action)).toBe(false)
      expect(() => assertMay(member, action)).toThrow(expect.objectContaining({ code: 'forbidden' }))
    },
  )

  it('lets members work with clusters', () => {
    expect(() => assertMay(member, 'clusters.create')).not.toThrow()
  })
})
