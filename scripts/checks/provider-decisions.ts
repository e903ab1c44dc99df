import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isTestFile, sourceFiles } from './source-files'

/** Where what one provider is and does may be said. */
const HOMES = ['lib/providers', 'components/create-cluster/providers']
/** What people run; tests and tools choose providers by name. */
const PRODUCT = /^(app|components|instrumentation[\w-]*\.ts|lib|messages|proxy\.ts|workers)(\/|$)/
const NOT_PRODUCT = /^(lib\/testing|lib\/db\/generated)\//

/**
 * One sentence for each place outside the providers' folders that decides by which provider it is: comparisons with
 * one's id, and tables by ids. Such a place would have to be found and edited for every new provider; it asks the
 * registry instead.
 */
export function checkProviderDecisions(root: string, files: readonly string[] = sourceFiles(root)): string[] {
  const ids = readdirSync(path.join(root, HOMES[0] ?? ''), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const id = `(?:${ids.join('|')}|linode)`
  const decisions = [
    new RegExp(`[!=]==?\\s*['"\`]${id}['"\`]|['"\`]${id}['"\`]\\s*[!=]==?`),
    new RegExp(`\\bcase\\s+['"\`]${id}['"\`]`),
    new RegExp(`\\bprovider\\w*:\\s*(?:\\{\\s*not:\\s*)?['"\`]${id}['"\`]`),
    new RegExp(`['"\`]${id}['"\`]\\s*\\|\\s*['"\`]${id}['"\`]`),
    new RegExp(`\\[\\s*['"\`]${id}['"\`]\\s*,[^\\]]*\\]\\s*\\.(?:includes|some)`),
    new RegExp(`^\\s*['"]?(${ids.join('|')})['"]?:.*\\n(?:.*\\n)?\\s*['"]?(?!\\1)(?:${ids.join('|')})['"]?:`, 'm'),
  ]
  return files
    .filter((file) => PRODUCT.test(file) && !NOT_PRODUCT.test(file) && !isTestFile(file))
    .filter((file) => !HOMES.some((home) => file.startsWith(`${home}/`)))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8')
      const found = decisions.flatMap((decision) => decision.exec(text)?.[0]?.trim() ?? [])
      return found.map((words) => `${file}: \`${words}\` decides by the provider; ask its definition, use case or part`)
    })
}
