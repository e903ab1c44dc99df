import { systemClock } from '@/lib/core/clock'
import { describeProvider } from '@/lib/testing/describe-provider'
import { fakeTarget } from '@/lib/testing/fakes/fake-world'
import { operate } from './machines/operate'
import { PracticeMachine } from './machines/practice-machine'
import { SimulatedHosts } from './machines/simulated-hosts'

// Through the world's own exchange it is tested with the worker: workers/practice.db.test.ts.
describeProvider('practice', async () => {
  const [machine, absent] = [fakeTarget(1), fakeTarget(2)]
  const machines = [machine, absent].map((target) => new PracticeMachine({ ...target }))
  machines[1]?.setTrouble('broken', 0)
  const around = {
    clock: systemClock,
    speed: 100,
    machineAt: (address: string) => machines.find((each) => each.address === address),
    serverFiles: () => ({ authority: '', kubeconfig: '' }),
    remains: () => [],
  }
  const hosts = new SimulatedHosts(async (target, operation, events, signal) => {
    const found = machines.find(({ machineId }) => machineId === target.machineId)
    if (found === undefined) throw new Error(`no machine ${target.machineId}`)
    return operate(found, operation, around, events, signal)
  }, systemClock)
  return { hosts, machine, absent, close: () => hosts.close() }
})
