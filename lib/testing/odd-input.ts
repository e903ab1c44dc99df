import fc from 'fast-check'

/** What people paste, what attackers try, and what breaks programs that treat text as something else. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'n'.repeat(300),
  'n'.repeat(20_000),
  '🐝',
  '👩‍👩‍👧‍👦 crate',
  "Robert'); drop table run; --",
  '" or ""="',
  "'; touch /tmp/pwned; echo '",
  '$(touch /tmp/pwned)',
  '`touch /tmp/pwned`',
  '; reboot #',
  '-oProxyCommand=touch /tmp/pwned',
  '--help',
  'crate\u202Eetarc',
  '\u200Fcrate',
  'a\0b',
  '\0',
  '\uD83D',
  '\uDC1D crate',
  'line\r\nSet-Cookie: session=stolen',
  'one\ntwo',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '{{7*7}}',
  '__proto__',
  'constructor',
  '*',
  '%s%n%d',
  'ＣＲＡＴＥ',
  'İstanbul',
  'NaN',
  'null',
  '1e309',
  '\\',
  '\t',
]

/** Texts: the list above, and any that Unicode and half of Unicode can make. */
export const oddText = (): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }), loneUnits(), fc.string())

/** Any UTF-16 units, also those that are no text. */
const loneUnits = (): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units))

/** Any JSON, with odd texts in it. */
export const oddJson = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: oddText() },
    { weight: 2, arbitrary: fc.constantFrom(null, true, -1, 0, 1.5, 65_536, 2 ** 53, 1e308, [], {}, [[]], [null]) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(oddText(), oddText(), { maxKeys: 3 }) },
  )

/** Like a good value, with odd ones in the place of some of its parts, missing parts and unknown ones. */
export function likeButOdd(good: unknown): fc.Arbitrary<unknown> {
  const odd = { weight: 2, arbitrary: oddJson() }
  if (Array.isArray(good)) {
    const parts = fc.tuple(...good.map(likeButOdd))
    const many = fc.array(likeButOdd(good[0]), { maxLength: 120 })
    return fc.oneof({ weight: 6, arbitrary: parts }, { weight: 1, arbitrary: many }, odd)
  }
  if (typeof good === 'object' && good !== null) {
    const fields = Object.entries(good).map(
      ([key, value]) => [key, fc.option(likeButOdd(value), { freq: 6, nil: undefined })] as const,
    )
    const whole = fc.record(Object.fromEntries(fields))
    const more = fc.tuple(whole, fc.dictionary(oddText(), oddJson(), { maxKeys: 2 }))
    const grown = more.map(([value, rest]) => ({ ...rest, ...value }))
    return fc.oneof({ weight: 6, arbitrary: whole }, { weight: 1, arbitrary: grown }, { ...odd, weight: 1 })
  }
  return fc.oneof({ weight: 5, arbitrary: fc.constant(good) }, odd)
}
