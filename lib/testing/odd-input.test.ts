import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseChannels } from '@/lib/artifacts/channels'
import { parseChecksums } from '@/lib/artifacts/release-files'
import { AppError } from '@/lib/core/errors'
import { parseOsRelease } from '@/lib/distros/os-release'
import { Redactor } from '@/lib/events/redactor'
import { ImageArchiveReader } from '@/lib/features/apps/image-archive'
import { liveTopics } from '@/lib/features/live/topics.gen'
import { unstorableTexts } from '@/lib/http/storable-text'
import { explainJournal } from '@/lib/k3s/journal'
import { kubeconfigCa, rewriteKubeconfig } from '@/lib/k3s/kubeconfig'
import { parseToken } from '@/lib/k3s/token'
import { compareVersions, parseVersion, skewProblem, versionFromName } from '@/lib/k3s/version'
import { readKubeconfig } from '@/lib/kubernetes/kubeconfig'
import { preflight } from '@/lib/provision/preflight/preflight'
import { checkHost } from '@/lib/provision/scripts/check-host'
import { parseHostKey } from '@/lib/remote/host-key'
import { openKeyPair } from '@/lib/remote/key-file/open-key-pair'
import { LineSplitter } from '@/lib/remote/line-splitter'
import { parseAnsi, stripAnsi } from '@/lib/shared/ansi/parse-ansi'
import { readDraft } from '@/lib/shared/cluster-draft'
import { Finding } from '@/lib/shared/finding'
import { decodeCursors } from '@/lib/shared/live-stream'
import { parseMachines } from '@/lib/shared/parse-machines'
import { plainWords } from '@/lib/shared/plain-words'
import { scaledMs } from '@/lib/testing/pace'
import { oddFor } from './odd-for-schema'
import { ODD_TEXTS, oddJson, oddText } from './odd-input'

/** For each; `FUZZ_RUNS=10000` tries harder than every change needs. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 5)
/** The largest schema takes 2 ms a run. */
const PATIENCE = { timeout: scaledMs(Math.max(10_000, RUNS * 10)) }
const ROOT = path.resolve(import.meta.dirname, '../..')
const pass = (property: fc.IProperty<unknown[]>) => fc.assert(property, { numRuns: RUNS, seed: SEED })

/** Every schema that a use case or a page exports, by its file and name. */
async function schemas(): Promise<readonly (readonly [string, z.ZodType])[]> {
  const files = readdirSync(path.join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$|^(db\/generated|testing|remote)\//.test(file),
  )
  const withSchemas = sources.filter((file) =>
    / z\b.*from 'zod'/.test(readFileSync(path.join(ROOT, 'lib', file), 'utf8')),
  )
  const found = await Promise.all(
    withSchemas.sort().map(async (file) => {
      const module: Record<string, unknown> = await import(path.join(ROOT, 'lib', file))
      return Object.entries(module).flatMap(([name, value]) =>
        value instanceof z.ZodType ? [[`${file} ${name}`, value] as const] : [],
      )
    }),
  )
  return found.flat()
}
const all = await schemas()

describe('every schema', PATIENCE, () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(40)
  })

  it.each(all)('%s takes or refuses any input, and names what is wrong', (name, schema) => {
    pass(
      fc.property(oddFor(schema), (input) => {
        const parsed = schema.safeParse(input, { error: plainWords })
        // What readEnv says begins with the name of the variable.
        if (name === 'core/env.ts Env') return
        for (const { message } of parsed.error?.issues ?? []) expect(message).toMatch(/\w.{5,}[.!?:]$/s)
      }),
    )
  })
})

/** Runs a parser that may refuse only in plain words. */
function plainly(parser: () => unknown): void {
  try {
    parser()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.userMessage).toMatch(/\w.{10,}[.!?]$/s)
  }
}

const lines = (good: readonly string[]) =>
  fc.array(fc.oneof(fc.constantFrom(...good), oddText()), { maxLength: 8 }).map((each) => each.join('\n'))

const MACHINES = ['pi-01 192.168.1.21', 'pi@host:2222', 'ssh pi@host -p 22', '[fe80::1]:22', '# note', '10.0.0.1 pi-01']
const FACTS = readFileSync(path.join(ROOT, 'lib/provision/scripts/fixtures/debian-12.txt'), 'utf8')
const RESULTS = Object.fromEntries(
  [...FACTS.matchAll(/^::result ([^=]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
)
const KUBECONFIG = [
  'apiVersion: v1',
  'clusters:',
  '- name: c',
  '  cluster:',
  '    server: https://127.0.0.1:6443',
  '  certificate-authority-data: Y2E=',
  '&a [*a]',
  '<<: *b',
  '!!js x',
]

/** Every function that reads a text which a person, a machine or a server wrote. */
const PARSERS: readonly (readonly [string, fc.Arbitrary<string>, (text: string) => unknown])[] = [
  ['a list of machines', lines(MACHINES), parseMachines],
  [
    'an image of a cluster draft',
    fc.oneof(
      oddText(),
      oddJson().map((value) => JSON.stringify(value)),
    ),
    readDraft,
  ],
  ['a topic', oddText(), (text) => liveTopics.map((topic) => topic.parse(text))],
  ['cursors', lines(['run:a=1', 'home=2,run:b:log=99999999999999999']), decodeCursors],
  [
    'ANSI colours',
    lines(['\x1b[31mred', '\x1b[38;5;1m', '\x1b[', '\x1b]0;title\x07']),
    (text) => [parseAnsi(text), stripAnsi(text)],
  ],
  ['checksums', lines([`${'a'.repeat(64)}  k3s`, `${'b'.repeat(64)} *k3s-arm64`]), parseChecksums],
  ['os-release', lines(['ID=debian', 'NAME="x', "PRETTY_NAME='y'", 'VERSION_ID']), parseOsRelease],
  ['a word of the journal', oddText(), (text) => explainJournal(text, 'pi-01', 'agent')],
  ['a join token', oddText(), parseToken],
  ['a host key', lines(['ssh-ed25519 AAAAC3Nz', 'ssh-rsa AAAA comment']), parseHostKey],
  [
    'a version',
    oddText(),
    (text) => [
      parseVersion(text),
      versionFromName(text),
      compareVersions(text, 'v1.36.1+k3s1'),
      skewProblem(text, text),
    ],
  ],
  ['a kubeconfig', lines(KUBECONFIG), readKubeconfig],
]

describe('every parser', PATIENCE, () => {
  it.each(PARSERS)('of %s reads or refuses any text', (_, texts, parser) => {
    pass(fc.property(texts, (text) => plainly(() => parser(text))))
  })

  it('of what a machine says of itself takes any words, and they are judged', () => {
    const words = fc.record(
      Object.fromEntries(
        Object.entries(RESULTS).map(([key, value]) => [
          key,
          fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, oddText()),
        ]),
      ),
      { requiredKeys: [] },
    )
    const visit = { at: 0, connectMs: 100, connectFailure: null, sudoFailure: null, clockSkewMs: 40 }
    const purpose = { role: 'server', k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: false } as const
    let judged = 0
    pass(
      fc.property(words, (results) => {
        const { data: facts } = checkHost.result.safeParse(results)
        if (facts === undefined) return
        judged += 1
        const machine = { name: 'pi-01', address: '192.168.1.21', port: 22, user: 'pi' }
        for (const finding of preflight({ machine, inspection: { ...visit, facts }, purpose }))
          expect(Finding.parse(finding)).toEqual(finding)
      }),
    )
    expect(judged).toBeGreaterThan(RUNS / 10)
  })

  it('of private keys refuses in plain words', () => {
    const frame = fc.tuple(
      fc.constantFrom('OPENSSH PRIVATE KEY', 'RSA PRIVATE KEY', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'X'),
      fc.base64String({ maxLength: 400 }),
    )
    const texts = fc.oneof(
      oddText(),
      frame.map(([kind, body]) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`),
    )
    pass(
      fc.property(texts, fc.option(oddText(), { nil: undefined }), (text, passphrase) =>
        plainly(() => openKeyPair(text, passphrase, 'x')),
      ),
    )
  })

  it('of the channel server’s answer takes or throws, and never hangs', () => {
    pass(
      fc.property(oddJson(), (data) => {
        try {
          parseChannels(JSON.stringify({ data: [data, { name: 'stable', latest: data }] }))
        } catch (error) {
          // lookUpChannels turns it into the reason why there is no fresh answer.
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })

  it('of image archives takes any bytes in any pieces', () => {
    pass(
      fc.property(fc.array(fc.uint8Array({ maxLength: 1_200 }), { maxLength: 4 }), (chunks) => {
        const reader = new ImageArchiveReader()
        for (const chunk of chunks) reader.write(chunk)
        reader.end()
      }),
    )
  })

  it('of lines keeps every character of any output in any pieces', () => {
    pass(
      fc.property(fc.array(oddText(), { maxLength: 4 }), fc.integer({ min: 1, max: 7 }), (texts, size) => {
        const bytes = Buffer.from(texts.join('\n').replaceAll('\r', ''))
        const seen: string[] = []
        const splitter = new LineSplitter((line) => seen.push(line))
        for (let at = 0; at < bytes.length; at += size) splitter.write(bytes.subarray(at, at + size))
        splitter.end()
        expect(seen.join('').replaceAll('\n', '')).toBe(bytes.toString().replaceAll('\n', ''))
      }),
    )
  })

  it('of secrets hides them in any line', () => {
    const secret = fc
      .string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 40 })
      .filter((text) => text.trim().length > 5)
    pass(
      fc.property(secret, oddText(), oddText(), (hidden, before, after) => {
        const redactor = new Redactor()
        redactor.add(hidden)
        expect(redactor.redact(`${before}${hidden}${after}`)).not.toContain(hidden)
      }),
    )
  })
})

it('knows text that cannot be stored', PATIENCE, () => {
  pass(
    fc.property(oddText(), (text) => {
      const storable = !text.includes('\0') && Buffer.from(text).toString() === text
      expect(unstorableTexts({ inner: [text] }, 'form').length === 0).toBe(storable)
    }),
  )
  expect(ODD_TEXTS.some((text) => text.includes('\0'))).toBe(true)
})

it('reads what k3s writes, whatever stands in it, and never repeats it', PATIENCE, async () => {
  const warnings: string[] = []
  const hear = (warning: Error) => warnings.push(warning.message)
  process.on('warning', hear)
  pass(
    fc.property(lines(KUBECONFIG), (text) => {
      plainly(() => kubeconfigCa(text))
      plainly(() => rewriteKubeconfig(text, { name: 'crate', apiUrl: 'https://127.0.0.1:6443' }))
    }),
  )
  for (const read of [kubeconfigCa, readKubeconfig]) {
    const failure = failureOf(() => read('users:\n- user: { token: "canary }\n  !!js canary: [canary'))
    expect(JSON.stringify([failure, failure instanceof Error ? failure.message : ''])).not.toContain('canary')
  }
  // Warnings come with the next turn.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', hear)
  expect(warnings).toEqual([])
})

function failureOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
