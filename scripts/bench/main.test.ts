import { afterEach, expect, it, vi } from 'vitest'
import { buildFirst, main } from './main'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

it('lists the benches when none is named, and refuses one that is not there', async () => {
  const said: string[] = []
  vi.spyOn(console, 'error').mockImplementation((line) => said.push(String(line)))
  await main([])
  expect(said).toContainEqual(expect.stringMatching(/^idle +\w/))
  expect(said).toContainEqual(expect.stringMatching(/^provision +\w/))
  expect(said.at(-1)).toContain('npm run bench -- NAME')
  expect(process.exitCode).toBe(0)
  await main(['no-such-bench'])
  expect(process.exitCode).toBe(2)
})

it('builds first what is to be measured, says so, and shows the output when that fails', async () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  await buildFirst({ isCurrent: () => true, build: () => Promise.reject(new Error('not asked for')) }, say)
  expect(said).toEqual([])
  let built = 0
  await buildFirst(
    {
      isCurrent: () => false,
      build: async (onLine) => {
        onLine('a line nobody needs')
        built += 1
      },
    },
    say,
  )
  expect(built).toBe(1)
  expect(said).toEqual([expect.stringContaining('building it first'), 'Built.'])
  said.length = 0
  const broken = {
    isCurrent: () => false,
    build: async (onLine: (line: string) => void) => {
      onLine('what is wrong')
      throw new Error('status 1')
    },
  }
  await expect(buildFirst(broken, say)).rejects.toThrow('status 1')
  expect(said.at(-1)).toBe('what is wrong')
})
