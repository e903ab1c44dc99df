import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { checkFileRules } from './file-rules'

it('wants telling names and files of one idea', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-files-'))
  const files = {
    'lib/create-cluster.ts': 1,
    'app/(panel)/page.tsx': 400,
    'lib/echo_test.go': 1,
    'lib/utils.ts': 1,
    'lib/index.ts': 1,
    'lib/createCluster.ts': 1,
    'lib/too-long.ts': 401,
    'lib/db/generated/client.ts': 9000,
  }
  for (const [file, lines] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), '\n'.repeat(lines))
  }
  const problems = checkFileRules(root, Object.keys(files))
  rmSync(root, { recursive: true })
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'lib/utils.ts',
    'lib/index.ts',
    'lib/createCluster.ts',
    'lib/too-long.ts',
  ])
})
