/** The part of os-release(5) that tells distributions apart. */
export interface OsRelease {
  /** e.g. `debian`, `ubuntu`, `archarm`; empty when the machine says nothing. */
  readonly id: string
  readonly idLike: readonly string[]
  /** e.g. `12`; empty for rolling releases. */
  readonly versionId: string
  /** e.g. `Debian GNU/Linux 12 (bookworm)`. */
  readonly prettyName: string
  /** Raspberry Pi OS leaves a file of its own, and calls its 64-bit edition plain Debian. */
  readonly isRaspberryPiOs: boolean
}

/** Reads /etc/os-release. Unknown and broken lines do not matter. */
export function parseOsRelease(text: string, isRaspberryPiOs = false): OsRelease {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(.*))$/.exec(line.trim())
    if (match?.[1] !== undefined) values.set(match[1], match[2] ?? match[3] ?? match[4] ?? '')
  }
  const value = (key: string) => values.get(key) ?? ''
  return {
    id: value('ID').toLowerCase(),
    idLike: value('ID_LIKE').toLowerCase().split(/\s+/).filter(Boolean),
    versionId: value('VERSION_ID'),
    prettyName: value('PRETTY_NAME') || value('NAME') || 'unknown',
    isRaspberryPiOs,
  }
}
