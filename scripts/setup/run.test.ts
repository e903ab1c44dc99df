import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { processStart } from './process-start.mjs'
import { run } from './run.mjs'

const node = (text: string, ...args: string[]) => run(process.execPath, ['-e', text, ...args])

it('gives the lines of a program, its arguments untouched, and its status when it fails', async () => {
  const odd = ["it's $HOME", '`echo x` "; *']
  expect(await node('console.log(process.argv.slice(1).join("|")); console.error("and this")', ...odd)).toEqual(
    expect.arrayContaining([odd.join('|'), 'and this']),
  )
  await expect(node('console.log("why"); process.exit(3)')).rejects.toMatchObject({
    message: expect.stringContaining('ended with status 3'),
    output: ['why'],
  })
  await expect(run('no-such-program', [])).rejects.toThrow('status 127')
})

it('does not let a program go on when whoever started it is killed', async () => {
  const module = JSON.stringify(path.resolve('scripts/setup/run.mjs'))
  const long = JSON.stringify('console.log(process.pid); setInterval(() => {}, 1000)')
  const text = `const { run } = await import(${module}); await run(process.execPath, ['-e', ${long}], { onLine: console.log })`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(starter.stdout, 'data')
  const pid = Number(String(line))
  expect(processStart(pid)).toBeDefined()
  starter.kill('SIGKILL')
  await expect.poll(() => processStart(pid), { timeout: scaledMs(20_000) }).toBeUndefined()
})

it(
  'ends a program that says nothing for too long, also one that does not want to end',
  async () => {
    const text = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'
    const pids: string[] = []
    const running = run(process.execPath, ['-e', text], {
      onLine: (line) => pids.push(line),
      silenceMs: scaledMs(2_000),
    })
    await expect(running).rejects.toMatchObject({ message: expect.stringContaining('said nothing for'), output: pids })
    expect(processStart(Number(pids[0]))).toBeUndefined()
  },
  scaledMs(40_000),
)
