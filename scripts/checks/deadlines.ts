import { readFileSync } from 'node:fs'
import path from 'node:path'
import { TEST_ONLY } from './layers'
import { isTestFile, sourceFiles } from './source-files'

/** How tests say for how long they wait; a number in its place fits only a quiet machine. */
const PLAIN_DEADLINES = [
  /\b(?:timeout|actionTimeout): \d/,
  /\.(?:setTimeout|setDefaultTimeout)\(\d/,
  /\bAbortSignal\.timeout\(\d/,
  // The last argument of a test or a hook.
  /^\s*\}, \d+_[\d_]+\)/,
  /\b[A-Z_]*DEADLINE_MS = \d/,
]

/** One sentence for each deadline in test code that does not grow with the pace of the machine. */
export function checkDeadlines(root: string, files: readonly string[] = sourceFiles(root)): string[] {
  return files
    .filter((file) => isTestFile(file) || TEST_ONLY.some((folder) => file.startsWith(`${folder}/`)))
    .flatMap((file) => {
      const lines = readFileSync(path.join(root, file), 'utf8').split('\n')
      return lines.flatMap((line, index) =>
        PLAIN_DEADLINES.some((plain) => plain.test(line))
          ? [`${file}:${index + 1}: a deadline without scaledMs() of lib/testing/pace.ts: ${line.trim()}`]
          : [],
      )
    })
}
