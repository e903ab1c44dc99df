import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkBoundaries } from './boundaries'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-boundaries-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes the files and returns the broken rules, by importing file. */
async function check(files: Record<string, string>): Promise<Record<string, string>> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  const { violations } = await checkBoundaries(root, Object.keys(files))
  return Object.fromEntries(violations.map(({ from, rule }) => [from, rule]))
}

it('lets a layer use itself, its layers below and packages without a home', async () => {
  const broken = await check({
    'lib/engine/plan.ts': `import { z } from 'zod'\nimport { AppError } from '@/lib/core/errors'\nimport './step'`,
    'app/page.tsx': `import { Button } from '@/components/ui/button'`,
    'components/row.tsx': `import type { Row } from '@/lib/contracts/rows'`,
  })
  expect(broken).toEqual({})
})

it('finds each kind of planted violation', async () => {
  const broken = await check({
    'lib/engine/plan.ts': `import { db } from '@/lib/db/client'`,
    'lib/provision/steps/start.ts': `import type { Client } from '@/lib/remote/connection'`,
    'lib/features/runs/list.ts': `export * from '@/lib/features/clusters/inside/lock'`,
    'lib/k3s/release.ts': `const ssh = await import('ssh2')`,
    'components/tile.tsx': `import { readFileSync } from 'node:fs'`,
    'components/row.tsx': `import { type Row, RowSchema } from '@/lib/contracts/rows'`,
    'lib/remote/run.ts': `import { fake } from '../testing/fake-host'`,
    'lib/kubernetes/watch.ts': `import { Worker } from 'bullmq'`,
    'surprise/thing.ts': '',
    'lib/core/ids.ts': `import { thing } from '@/surprise/thing'`,
  })
  expect(broken).toEqual({
    'lib/engine/plan.ts': 'lib/engine may not import lib/db',
    'lib/provision/steps/start.ts': 'lib/provision may not import lib/remote',
    'lib/features/runs/list.ts': 'inside of the feature "clusters"',
    'lib/k3s/release.ts': 'only lib/remote speaks SSH',
    'components/row.tsx': 'of lib/contracts the browser takes types only (import type)',
    'components/tile.tsx': 'components reaches the browser: no Node modules',
    'lib/remote/run.ts': 'test code in production code',
    'lib/kubernetes/watch.ts': 'only lib/queue and workers know the queue',
    'lib/core/ids.ts': 'no layer for surprise/thing: name it in scripts/checks/layers.ts',
  })
})

it('has layers of single modules too, one in each folder of a kind', async () => {
  const broken = await check({
    'lib/providers/boards/definition.ts': `import { db } from '@/lib/db/client'`,
    'lib/providers/boards/ports.ts': `import { db } from '@/lib/db/client'`,
    'components/tile.tsx': `import type { definition } from '@/lib/providers/boards/definition'`,
    'components/card.tsx': `import { ports } from '@/lib/providers/boards/ports'`,
    'proxy.ts': `import { NextResponse } from 'next/server'`,
  })
  expect(broken).toEqual({
    'lib/providers/boards/definition.ts': 'lib/providers/*/definition may not import lib/db',
    'components/card.tsx': 'components may not import lib/providers',
  })
})

it('lets tests import what they test', async () => {
  expect(await check({ 'lib/engine/plan.test.ts': `import { fake } from '@/lib/testing/fake-host'` })).toEqual({})
})
