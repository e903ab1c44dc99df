import { systemClock } from '@/lib/core/clock'
import { describeProvider } from '@/lib/testing/describe-provider'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { operate } from './machines/operate'
import { PracticeMachine } from './machines/practice-machine'
import { SimulatedHosts } from './machines/simulated-hosts'

// Through the world's own exchange it is tested with the worker: workers/practice.db.test.ts.
describeProvider('practice', async () => {
  const [machine, absent] = [
    { machineId: 'm1', name: 'pi-01', address: '10.0.0.1' },
    { machineId: 'm2', name: 'pi-02', address: '10.0.0.2' },
  ]
  const machines = [machine, absent].map((each) => new PracticeMachine(each))
  const directory = new MemoryDirectory()
  const login = { port: 22, user: 'root', keySecretId: '', sudoSecretId: null, hostKey: '' }
  for (const each of [machine, absent]) directory.put({ ...each, ...login })
  machines[1]?.setTrouble('broken', 0)
  const around = {
    clock: systemClock,
    speed: 100,
    machineAt: (address: string) => machines.find((each) => each.address === address),
    serverFiles: () => ({ authority: '', kubeconfig: '' }),
    remains: () => [],
  }
  const hosts = new SimulatedHosts(
    async (target, operation, events, signal) => {
      const found = machines.find(({ machineId }) => machineId === target.machineId)
      if (found === undefined) throw new Error(`no machine ${target.machineId}`)
      return operate(found, operation, around, events, signal)
    },
    directory,
    systemClock,
  )
  return { hosts, machine, absent, close: () => hosts.close() }
})
