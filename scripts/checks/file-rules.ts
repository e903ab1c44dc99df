import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isTestFile, projectFiles } from './source-files'

const MOST_LINES = 400
const CODE = /\.(tsx?|mjs|sh|css|go|py)$/
const GENERATED = /(\.gen\.|(^|\/)generated\/)/
/** Names that say nothing: what is in such a file belongs where it is used. */
const VAGUE = /^(utils?|helpers?|common|misc|manager|service|stuff|index)(\.|$)/
/**
 * Lower case with hyphens; a leading part in brackets, a dot or an underscore is Next's or a tool's; Go wants _test, and
 * Python's modules have underscores.
 */
const WELL_NAMED = /^([a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*|[a-z0-9_]+(_test\.go|\.py))$/

/** One sentence for each file that breaks a rule of names or size. */
export function checkFileRules(root: string, files: readonly string[] = projectFiles(root)): string[] {
  return files
    .filter((file) => CODE.test(file) && !GENERATED.test(file))
    .flatMap((file) => {
      const name = path.basename(file)
      const problems: string[] = []
      if (VAGUE.test(name)) problems.push(`${file}: the name says nothing; name the file after what it exports`)
      else if (!WELL_NAMED.test(name)) problems.push(`${file}: file names are lower-case words with hyphens`)
      const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length - 1
      if (lines > MOST_LINES && !isTestFile(file))
        problems.push(`${file}: ${lines} lines, more than ${MOST_LINES}; split it`)
      return problems
    })
}
