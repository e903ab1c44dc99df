import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { AppError } from '@/lib/core/errors'
import { fetchFollowing } from '@/lib/core/outgoing'
import { runProgram } from '@/lib/imaging/tools/run-program'
import type { DebianArchive } from './debian-release'
import { readParagraphs } from './read-paragraphs'

/** A list that an archive has, as its signed InRelease says. */
export interface ListedFile {
  /** Below the suite's folder, e.g. `main/binary-arm64/Packages.xz`. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

/** A suite as its archive has signed it. */
export interface SignedRelease {
  /** Milliseconds since the epoch. */
  readonly date: number
  /** Of the signed text as it came. */
  readonly sha256: string
  readonly files: ReadonlyMap<string, ListedFile>
}

const MOST_BYTES = 4 * 1024 * 1024
const TIMEOUT_MS = 60_000
const WRONG = /^\[GNUPG:\] (?:BADSIG|EXPSIG|EXPKEYSIG|REVKEYSIG|NODATA) /m

/**
 * Reads the signed list of an archive. Checks the signature against the keyring, that it is of the suite asked for, an older
 * one is signed by the same keys, and that it is not out of date.
 * @throws AppError `debian-archive-unreachable`, `debian-archive-refused`, `image-tools-missing` (gpgv)
 */
export async function readRelease(
  archive: DebianArchive,
  keyring: string,
  signal: AbortSignal,
): Promise<SignedRelease> {
  const address = `${archive.url}/dists/${archive.suite}/InRelease`
  const signed = await smallText(address, signal)
  // What gpgv gives out is what was signed: text around the signature is not in it.
  const args = ['--status-fd', '2', '--keyring', keyring, '--output', '-', '-']
  const { stderr, stdout } = await runProgram('gpgv', args, {
    signal,
    timeoutMs: TIMEOUT_MS,
    stdin: signed,
    fine: [0, 1, 2],
  })
  // Several keys sign; of one that the keyring does not know yet, gpgv says only that.
  if (!/^\[GNUPG:\] VALIDSIG /m.test(stderr) || WRONG.test(stderr) || stdout.length === 0) {
    throw refused(archive, `its list is not signed by a key of ${keyring}`)
  }
  for await (const fields of readParagraphs(Readable.from([stdout]))) {
    const until = Date.parse(fields.get('valid-until') ?? '')
    const [codename = '', suite] = [fields.get('codename'), fields.get('suite')]
    if (archive.suite !== codename && archive.suite !== suite)
      throw refused(archive, `its list is the one of “${codename.slice(0, 40)}”`)
    if (until < Date.now()) throw refused(archive, `its list was good until ${fields.get('valid-until')}`)
    return {
      date: Date.parse(fields.get('date') ?? ''),
      sha256: createHash('sha256').update(signed).digest('hex'),
      files: listedFiles(fields.get('sha256') ?? ''),
    }
  }
  throw refused(archive, 'its list is empty')
}

function listedFiles(text: string): ReadonlyMap<string, ListedFile> {
  const files = text.split('\n').flatMap((line): ListedFile[] => {
    const [sha256 = '', bytes = '', path = ''] = line.trim().split(/\s+/)
    return /^[0-9a-f]{64}$/.test(sha256) ? [{ path, sha256, bytes: Number(bytes) }] : []
  })
  return new Map(files.map((file) => [file.path, file]))
}

async function smallText(address: string, signal: AbortSignal): Promise<string> {
  const response = await fetchFollowing(address, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw unreachable(address, cause instanceof Error ? cause.message : String(cause), cause)
  })
  if (response.status !== 200) throw unreachable(address, `it answers with ${response.status}`)
  const text = await response.text()
  if (text.length <= MOST_BYTES) return text
  throw unreachable(address, 'its answer is far too long')
}

export const unreachable = (address: string, why: string, cause?: unknown): AppError =>
  new AppError('debian-archive-unreachable', {
    userMessage: `${address} could not be fetched: ${why}. Look whether this machine reaches it, or name another mirror in BUZZCRATE_DEBIAN_MIRROR.`,
    retryable: true,
    details: { address },
    cause,
  })

const refused = ({ url, suite }: DebianArchive, why: string): AppError =>
  new AppError('debian-archive-refused', {
    userMessage: `${url} (${suite}) is not used: ${why}. On Debian and Ubuntu the keys are in the package debian-archive-keyring.`,
    details: { archive: url, suite },
  })
