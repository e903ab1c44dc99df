import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectFiles } from './source-files'

const SPEC = /^e2e\/browser\/.*\.ts$/
/** The one place that goes to pages. */
const ALLOWED = 'e2e/browser/open.ts'
const RULES: readonly { readonly words: RegExp; readonly instead: string }[] = [
  { words: /\.goto\(/, instead: 'use open(page, address) of open.ts, which waits until the page works' },
  { words: /\.reload\(\)/, instead: 'use reopen(page) of open.ts, which waits until the page works' },
  { words: /\.waitForTimeout\(/, instead: 'wait for what is to be seen, not for time' },
]

/** One sentence for each line of a browser test that would race with the page. */
export function checkBrowserRules(root: string, files: readonly string[] = projectFiles(root)): string[] {
  return files
    .filter((file) => SPEC.test(file) && file !== ALLOWED)
    .flatMap((file) =>
      readFileSync(path.join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          RULES.filter(({ words }) => words.test(line)).map(({ instead }) => `${file}:${index + 1}: ${instead}`),
        ),
    )
}
