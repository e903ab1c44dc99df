import { expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld, webDeployment } from '@/lib/testing/practice/control-world'

atOneTimeOfDay()

it('says why a pod cannot be placed, pulled or kept running', async () => {
  const { apply, run, shown, reasons, full, loop } = controlWorld(['n1'])
  full.add('n1')
  loop.poke()
  await run(100)
  apply(webDeployment(1))
  await run(1_000)
  expect(shown()).toEqual(['Pending@'])
  expect(reasons()).toContain('FailedScheduling')
  full.delete('n1')
  loop.poke()
  await run(10_000)
  expect(shown()).toEqual(['Running@n1'])
  apply(webDeployment(1, 'lab/fails-to-pull:1'))
  await run(10_000)
  expect(shown()).toContain('ImagePullBackOff@n1')
  apply(webDeployment(1, 'lab/fails-to-start:1'))
  await run(10_000)
  expect(shown().some((pod) => pod.startsWith('CrashLoopBackOff'))).toBe(true)
})
