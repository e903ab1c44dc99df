/**
 * Orders two versions of Debian packages, as `[epoch:]upstream[-revision]`: negative when the first one is older.
 * The rules are those of Debian Policy 5.6.12: letters before other signs, a tilde before everything, even the end.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  return (
    left.epoch - right.epoch || comparePart(left.upstream, right.upstream) || comparePart(left.revision, right.revision)
  )
}

function partsOf(version: string) {
  const colon = version.indexOf(':')
  const rest = version.slice(colon + 1)
  const hyphen = rest.lastIndexOf('-')
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: hyphen < 0 ? rest : rest.slice(0, hyphen),
    revision: hyphen < 0 ? '' : rest.slice(hyphen + 1),
  }
}

/** Signs and numbers take turns: `1.10~rc2` is `''`, 1, `.`, 10, `~rc`, 2. */
function comparePart(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/(\d+)/))
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const [one, other] = [left?.[at] ?? '', right?.[at] ?? '']
    const difference = at % 2 === 1 ? Number(one) - Number(other) : compareSigns(one, other)
    if (difference !== 0) return difference
  }
  return 0
}

function compareSigns(a: string, b: string): number {
  for (let at = 0; at <= Math.max(a.length, b.length); at += 1) {
    const difference = weight(a[at]) - weight(b[at])
    if (difference !== 0) return difference
  }
  return 0
}

function weight(sign: string | undefined): number {
  if (sign === '~') return -1
  if (sign === undefined) return 0
  return /[A-Za-z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256
}
