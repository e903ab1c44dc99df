/** What `npm test` was asked for. */
export interface Arguments {
  /** Names of tiers; none means all. */
  only: string[]
  /** Parts of file names. */
  filter: string[]
  /** How many busy loops run beside it. */
  beside: number
  /** A file that failed is run once more at the end. */
  onceMore: boolean
  /** Makes what the tiers need, and runs none. */
  prepare: boolean
  list: boolean
}

const USAGE = 'There are --only TIER,TIER, --beside N, --once-more, --prepare, --list, and parts of file names.'

/** Reads the command line. @returns what it asks for, or a sentence that says what is wrong with it */
export function readArguments(args: readonly string[]): Arguments | string {
  const asked: Arguments = { only: [], filter: [], beside: 0, onceMore: false, prepare: false, list: false }
  const left = [...args]
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [flag = '', inline] = arg.startsWith('--') ? arg.split('=', 2) : [arg]
    if (flag === '--only') {
      asked.only = (inline ?? left.shift() ?? '').split(',').filter((name) => name !== '')
      if (asked.only.length === 0) return '--only needs names of tiers: --only unit,db'
    } else if (flag === '--beside') {
      const count = inline ?? left.shift() ?? ''
      if (!/^\d{1,3}$/.test(count)) return '--beside needs a number of busy loops: --beside 2'
      asked.beside = Number(count)
    } else if (arg === '--once-more') asked.onceMore = true
    else if (arg === '--prepare') asked.prepare = true
    else if (arg === '--list') asked.list = true
    else if (arg.startsWith('--')) return `${arg} is not known. ${USAGE}`
    else asked.filter.push(arg)
  }
  return asked
}
