import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from 'vitest'

const MODULE = path.resolve('lib/core/supervisor-gone.ts')

/** A process that leaves with status 7 when its supervisor is gone; it asks for that as `when` says. */
function part(when: string, channel: 'ipc' | 'ignore') {
  const text = `import { onSupervisorGone } from ${JSON.stringify(MODULE)}
    const ask = () => { onSupervisorGone(() => process.exit(7)); console.log('asked') }
    ${when}`
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit', channel],
  })
}

it('tells a part that its supervisor ended, also while the part was still starting', async () => {
  const running = part('ask()', 'ipc')
  await once(running.stdout ?? running, 'data')
  running.disconnect()
  expect(await once(running, 'exit')).toEqual([7, null])
  const starting = part(`process.once('disconnect', () => setImmediate(ask)); console.log('begun')`, 'ipc')
  await once(starting.stdout ?? starting, 'data')
  starting.disconnect()
  expect(await once(starting, 'exit')).toEqual([7, null])
})

it('lets a process alone that was started by hand', async () => {
  expect(await once(part('ask()', 'ignore'), 'exit')).toEqual([0, null])
})
