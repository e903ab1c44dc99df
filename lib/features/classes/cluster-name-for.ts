import { MAX_CLUSTER_NAME_LENGTH } from '@/lib/shared/cluster-name'

/** Room for what is added: machines are called `<name>-12`, a second cluster `<name>-2`. */
const MOST = MAX_CLUSTER_NAME_LENGTH - 12

/**
 * What a student's cluster is called, so that they find themselves on it: `mio` for Mio, `amelie-7` for a name that is
 * somewhere else already; `seat-7` for a name of which no Latin letter is left.
 */
export function clusterNameFor(name: string, number: number, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, MOST)
    .replace(/-+$/, '')
  const first = plain === '' ? `seat-${number}` : plain
  const names = [first, ...Array.from({ length: taken.size + 1 }, (_, index) => `${first}-${index + 2}`)]
  return names.find((one) => !taken.has(one)) ?? first
}
