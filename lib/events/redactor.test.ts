import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HIDDEN, Redactor, WITHHELD } from './redactor'

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor()
  for (const secret of secrets) redactor.add(secret)
  return redactor
}

it('hides a secret as it is, wherever it stands', () => {
  const redactor = redactorOf('K10c0ffee::server:abc$^*')
  expect(redactor.redact('token=K10c0ffee::server:abc$^*,K10c0ffee::server:abc$^*')).toBe(`token=${HIDDEN},${HIDDEN}`)
  expect(redactor.redact('K10c0ffe is not it')).toBe('K10c0ffe is not it')
})

it('hides the forms a secret takes on the way', () => {
  const secret = 'p&ss w/rd=ü"42'
  const redactor = redactorOf(secret)
  for (const form of [
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase().replace('%c3%bc', '%c3%bc'),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(`admin:${secret}`).toString('base64'),
    Buffer.from(`a:${secret}:b`).toString('base64'),
    Buffer.from(`ab:${secret}`).toString('base64url'),
  ]) {
    expect(redactor.redact(`x ${form} y`), form).toContain(HIDDEN)
    const left = redactor.redact(form).replaceAll(HIDDEN, '')
    expect(left.length, left).toBeLessThan(12)
  }
})

it('hides the longest of secrets that begin alike', () => {
  expect(redactorOf('hunter2', 'hunter2000').redact('hunter2000 hunter2')).toBe(`${HIDDEN} ${HIDDEN}`)
})

it('hides short values only as whole words', () => {
  const redactor = redactorOf('pi', 'a.c', '')
  expect(redactor.redact('pi: raspi, pip, pi3 (pi) a.c abc')).toBe(
    `${HIDDEN}: raspi, pip, pi3 (${HIDDEN}) ${HIDDEN} abc`,
  )
})

it('hides a key file line by line, and leaves its frame', () => {
  const key =
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUA\r\nAAAEbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----\n'
  const redactor = redactorOf(key)
  expect(redactor.redact('-----BEGIN OPENSSH PRIVATE KEY-----')).not.toContain(HIDDEN)
  expect(redactor.redact('> b3BlbnNzaC1rZXktdjEAAAAABG5vbmUA')).toBe(`> ${HIDDEN}`)
  expect(redactor.redact('AAAEbm9uZQ==')).toBe(HIDDEN)
})

it('hides the keys of a kubeconfig, not its words', () => {
  const redactor = redactorOf(
    `apiVersion: v1\nkind: Config\nusers:\n- name: default\n  user:\n    client-key-data: ${'QUJD'.repeat(9)}\n`,
  )
  expect(redactor.redact('kind: Config, name: default')).toBe('kind: Config, name: default')
  expect(redactor.redact(`client-key-data: ${'QUJD'.repeat(9)}`)).toBe(`client-key-data: ${HIDDEN}`)
})

const ANY_CHARACTER = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
)

it('hides a secret of any one character, and any short one with that character in it', () => {
  const odd = ['\u00a0x', '😀', '\ud800', 'ß', '\u2028']
  for (const one of [...Array.from({ length: 0x17f }, (_, code) => String.fromCharCode(code)), ...odd]) {
    for (const secret of [one, `a${one}`, `${one}b`, `a${one}b`, `ab${one}cd`, `abcd${one}efgh`]) {
      const bare = secret.trim()
      if (bare === '' || /[\r\n]/.test(bare)) continue
      expect(redactorOf(secret).redact(` ${bare} `), JSON.stringify(secret)).toBe(` ${HIDDEN} `)
    }
  }
})

it('hides secrets of all characters and lengths, alone and beside others', () => {
  const secret = fc
    .array(ANY_CHARACTER, { minLength: 1, maxLength: 24 })
    .map((characters) => characters.join('').trim())
    .filter((text) => text !== '' && !/[\r\n]/.test(text) && !HIDDEN.includes(text))
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), (secrets) => {
      const redactor = redactorOf(...secrets)
      for (const text of secrets) expect(redactor.redact(` ${text} `).replaceAll(HIDDEN, '')).not.toContain(` ${text} `)
      for (const text of secrets) {
        if (text.length >= 6) expect(redactor.redact(`x${text}y`).replaceAll(HIDDEN, '')).not.toContain(text)
      }
    }),
    { numRuns: 2_000 },
  )
})

it('withholds all lines once it has failed, and says nothing of what made it fail', () => {
  const redactor = new Redactor((part) => {
    throw new Error(`Invalid pattern: /${part}/`)
  })
  expect(redactor.redact('harmless')).toBe('harmless')
  expect(() => redactor.add('a-b')).not.toThrow()
  expect(redactor.redact('the password is a-b')).toBe(WITHHELD)
  redactor.add('c-d')
  expect(redactor.redact('c-d')).toBe(WITHHELD)
})
