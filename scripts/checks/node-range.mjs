/** @typedef {readonly [number, number, number]} Version */

const PART = /^(>=|<=|>|<|=|\^|~)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/

/**
 * Whether a range as in `engines` (`^20.19 || >=22.12`) takes a version. Only the forms that packages use for Node are
 * known; another one is an error, so that nothing is let through by accident.
 * @param {string} range
 * @param {Version} version
 */
export function allowsVersion(range, version) {
  return range.split('||').some((one) => comparatorsOf(one).every((part) => allows(part, version)))
}

/**
 * The oldest version of a plain range `>=20.19`.
 * @param {string} range
 * @returns {Version}
 */
export function oldestOf(range) {
  const match = /^>= ?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(range.trim())
  if (!match) throw new Error(`engines.node should be like >=20.19, not "${range}"`)
  return [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)]
}

/** `>= 18 <25`, `18 - 24` and `*` → their parts. @param {string} range */
function comparatorsOf(range) {
  const hyphened = range.trim().replace(/^(\S+) +- +(\S+)$/, '>=$1 <=$2')
  return hyphened
    .replace(/(>=|<=|>|<|=|\^|~)\s+/g, '$1')
    .split(/\s+/)
    .filter((part) => part !== '')
}

/** @param {string} part @param {Version} version */
function allows(part, version) {
  if (part === '*' || part === 'x') return true
  const match = PART.exec(part)
  if (!match) throw new Error(`a range of Node that this check does not know: "${part}"`)
  const [, operator = '', ...texts] = match
  const given = texts.filter((text) => text !== undefined && text !== 'x' && text !== '*').map(Number)
  if (given.length === 0) return true
  const lowest = filled(given)
  // The first version after all that the part names: 20.19 names 20.19.0 to 20.19.9999.
  const after = next(given, given.length - 1)
  const [from, to] = [compare(version, lowest) >= 0, compare(version, after) < 0]
  switch (operator) {
    case '>=':
      return from
    case '>':
      return !to
    case '<':
      return !from
    case '<=':
      return to
    case '^':
      return (
        from &&
        compare(
          version,
          next(
            given,
            Math.max(
              0,
              lowest.findIndex((number) => number > 0),
            ),
          ),
        ) < 0
      )
    case '~':
      return from && compare(version, next(given, Math.min(1, given.length - 1))) < 0
    default:
      return from && to
  }
}

/** @param {readonly number[]} numbers @returns {Version} */
const filled = ([major = 0, minor = 0, patch = 0]) => [major, minor, patch]

/** The first version after those that are equal up to `place`. @param {readonly number[]} numbers @param {number} place */
const next = (numbers, place) =>
  filled(numbers.slice(0, place + 1).map((number, index) => (index === place ? number + 1 : number)))

/** @param {Version} a @param {Version} b */
const compare = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
