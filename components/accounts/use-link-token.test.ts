import { describe, expect, it } from 'vitest'
import { tokenIn } from './use-link-token'

const token = `${'aB3_-'.repeat(6)}zz`

describe('tokenIn', () => {
  it.each([token, `#token=${token}`, ` http://panel.local:3000/setup#token=${token}\n`])('finds it in %j', (text) => {
    expect(tokenIn(text)).toBe(token)
  })

  it.each(['', '#token=', `#token=${token.slice(1)}`, `${token}x`, 'http://panel.local/setup'])(
    'finds none in %j',
    (text) => {
      expect(tokenIn(text)).toBeUndefined()
    },
  )
})
