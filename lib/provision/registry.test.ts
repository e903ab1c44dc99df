import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { stepRegistry } from './registry'

const root = path.join(import.meta.dirname, 'steps')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
)
const defined = files.flatMap((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/defineStep\(\{\s*name: '([^']+)'/g)].map((match) => ({ name: match[1] ?? '', file }))
})

describe('the registry of steps', () => {
  it('has every step of the folders, and nothing else', () => {
    expect([...stepRegistry.keys()].sort()).toEqual(defined.map(({ name }) => name).sort())
  })

  it.each(defined)('$name stands in the folder of its area', ({ name, file }) => {
    expect(name).toMatch(/^[a-z0-9]+\.[a-z]+(-[a-z]+)*$/)
    expect(path.dirname(file)).toBe(name.split('.')[0])
  })

  it.each([...stepRegistry.values()])('$name explains itself, with scripts that exist', ({ explain }) => {
    expect(explain.what.length).toBeGreaterThan(20)
    expect(explain.why.length).toBeGreaterThan(20)
    for (const script of explain.scripts) {
      expect(existsSync(path.resolve('lib/remote/scripts', `${script}.sh`)), script).toBe(true)
    }
  })
})
