// `node scripts/check-advisories.mjs`: asks the registry for known faults of the packages in package-lock.json. For people, before a
// release; `npm test` has a list of its own (scripts/checks/advisories.ts) and needs no network.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8' })
const answer = parsed(stdout)
if (answer?.vulnerabilities === undefined) {
  console.log('The registry gives no answer to audits here: nothing is known beyond scripts/checks/advisories.ts.')
} else {
  const found = Object.values(answer.vulnerabilities)
  for (const { name, severity, range, via } of found) {
    const ids = via.flatMap((/** @type {{url?: string}} */ each) => each.url?.split('/').at(-1) ?? [])
    console.log(`${name} ${range}: ${severity} ${ids.join(' ')}`)
  }
  console.log(`${found.length} packages with known faults.`)
  process.exitCode = found.length > 0 ? 1 : 0
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    // Not even npm's own error.
    return undefined
  }
}
