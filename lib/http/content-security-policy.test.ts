import { expect, it } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy'

it('lets only scripts with the nonce run', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: false })
  const script = policy.split('; ').find((directive) => directive.startsWith('script-src '))
  expect(script).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe-eval')
  expect(policy.match(/'unsafe-inline'/g)).toHaveLength(1)
})
