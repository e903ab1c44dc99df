import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Clock } from '@/lib/core/clock'
import { toFailure } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { compareVersions, parseVersion } from '@/lib/k3s/version'
import { downloadText } from './download'

export const UPSTREAM_CHANNELS = 'https://update.k3s.io/v1-release/channels'

/** A named line of releases: `stable`, `latest`, or a minor such as `v1.36`. */
export interface Channel {
  readonly name: string
  readonly version: string
}

export interface Channels {
  /** `stable` and `latest` first, then the minors from new to old. */
  readonly channels: readonly Channel[]
  /** When the channel server said so, milliseconds since the epoch; undefined when it never answered. */
  readonly fetchedAt: number | undefined
  /** Why the answer is not fresh; undefined when it is. */
  readonly problem: string | undefined
}

// The server has renamed its envelope before, so only what is needed is read.
const Answer = z.object({ data: z.array(z.unknown()) })
const Item = z.object({ id: z.string().optional(), name: z.string().optional(), latest: z.string() })
const Kept = z.object({
  channels: z.array(z.object({ name: z.string(), version: z.string() })),
  fetchedAt: z.number(),
})
type Kept = z.infer<typeof Kept>

const FRESH_MS = 60 * 60 * 1000

/**
 * The versions that k3s's channel server recommends. Asked at most once an hour; when it does not answer, the answer
 * from last time is kept on disk and used, with the reason. Never throws for a server that is away.
 */
export async function lookUpChannels(options: {
  readonly folder: string
  readonly url: string
  readonly clock: Clock
  readonly signal: AbortSignal
}): Promise<Channels> {
  const file = path.join(options.folder, 'channels.json')
  const kept = await readKept(file)
  const now = options.clock.now()
  if (kept !== undefined && now - kept.fetchedAt < FRESH_MS) return { ...kept, problem: undefined }
  try {
    const text = await downloadText(options.url, { signal: options.signal, clock: options.clock, stallMs: 8_000 })
    const channels = parseChannels(text)
    await keep(file, { channels: [...channels], fetchedAt: now })
    return { channels, fetchedAt: now, problem: undefined }
  } catch (error) {
    options.signal.throwIfAborted()
    const problem = toFailure(error).userMessage
    return kept === undefined ? { channels: [], fetchedAt: undefined, problem } : { ...kept, problem }
  }
}

/** Reads an answer of the channel server; items that make no sense are left out. */
export function parseChannels(text: string): readonly Channel[] {
  const { data } = Answer.parse(JSON.parse(text))
  const channels = data.flatMap((item): readonly Channel[] => {
    const parsed = Item.safeParse(item)
    const name = parsed.data?.name ?? parsed.data?.id
    const version = parsed.data?.latest
    const usable = name !== undefined && version !== undefined && isOffered(name) && parseVersion(version)
    return usable ? [{ name, version }] : []
  })
  return channels.sort((a, b) => place(a.name) - place(b.name) || compareVersions(b.version, a.version))
}

const isOffered = (name: string): boolean => /^(stable|latest|v\d+\.\d+)$/.test(name)

const place = (name: string): number => (name === 'stable' ? 0 : name === 'latest' ? 1 : 2)

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    return Kept.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // Missing or unreadable: as if the server had never answered.
    return undefined
  }
}

async function keep(file: string, kept: Kept): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const partial = `${file}.${newId()}`
  await writeFile(partial, JSON.stringify(kept))
  await rename(partial, file)
}
